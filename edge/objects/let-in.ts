import type { Admission } from '../core/admit.ts';
import { refused, type Result } from '../core/result.ts';
import { placeAt, type Turn } from '../core/turn.ts';
import type { DeviceProof } from '../dpop.ts';

/** How somebody comes to a session: the gateway he is sent to, and the proof of his device where he gave one. */
export type Coming = { gatewayId: string | undefined; proof: DeviceProof | undefined };

/**
 * Admits somebody with a proof that was not used here before, in the turn's transaction. Who copied cookies and, off
 * the wire, a proof could else come to this session as that device until the proof is a minute old; the address is part
 * of the proof, so it is worth nothing in another session, and this object sees every use of it.
 */
export function letIn(
  turn: Turn,
  { gatewayId, proof }: Coming,
  sql: SqlStorage,
  admit: () => Result<Admission>,
): Result<Admission> {
  if (proof !== undefined && !isFirstUse(proof, turn.means.nowMs, sql)) {
    return refused('device-proof-refused', 'DPoP: used already');
  }
  placeAt(turn, gatewayId);
  return admit();
}

function isFirstUse({ id, untilMs }: DeviceProof, nowMs: number, sql: SqlStorage): boolean {
  sql.exec('create table if not exists spent_proof (id text primary key, until_ms integer not null)');
  sql.exec('delete from spent_proof where until_ms < ?', nowMs);
  const spent = sql.exec(
    'insert into spent_proof (id, until_ms) values (?, ?) on conflict do nothing returning id',
    id,
    untilMs,
  );
  return spent.toArray().length === 1;
}
