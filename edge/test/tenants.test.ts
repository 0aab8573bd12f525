import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { databaseOf } from '../context.ts';
import { openMeeting } from '../core/admit.ts';
import { meansNow } from '../means.ts';
import { routeTable } from '../route-table.ts';
import { projectionOf } from '../store/projection.ts';
import { claimDrill } from '../store/queries/drills.ts';
import {
  addPerson,
  answer,
  gatewayId,
  gatewayKey,
  openCall,
  openOffice,
  openSocket,
  request,
  type Someone,
} from './world.ts';

/*
 * Two tenants at one edge (requirements E.6, threat 10): whatever one of them asks for, by the very ids of the other,
 * nothing of the other is in the reply. A route that is added is walked too.
 */
type Reader = Pick<Someone, 'id' | 'cookie'>;
const ours = 'ten_demo-countersign';
const other = 'ten_another-company';

/** Ids and words that nobody outside the demo tenant may read. */
async function fillOffice() {
  const office = await openOffice();
  await openSocket(`/api/gateway/connect?gatewayId=${gatewayId}`, gatewayKey);
  const { call } = await openCall();
  await answer(`${call.sessionId}.1`, office.chief, { kind: 'not-me', note: 'secret-note' });
  const meeting = await request<{ sessionId: string }>('POST', '/api/meetings', {
    body: { title: 'secret-title', invitees: [{ name: 'secret-guest', email: 'secret@guest.example' }] },
    as: office.admin,
  });
  const drill = await request<{ id: string }>('POST', '/api/drills', { body: {}, as: office.admin });
  await vi.waitFor(async () => {
    const ofCall = env.DB.prepare(`select id from alert where json ->> 'sessionId' = ?`).bind(call.sessionId);
    const { results } = await ofCall.all();
    expect(results).toHaveLength(1);
  });
  const ids = { session: call.sessionId, meeting: meeting.body.sessionId, drill: drill.body.id };
  const words = [
    'demo',
    'chief executive',
    'finance lead',
    '+1202555',
    'secret',
    '"1001"',
    ...Object.values(office).map(({ id }) => id),
  ];
  return { office, ids, secrets: [...Object.values(ids), call.participantId, ...words] };
}

/** Every GET route, once with each id that could stand in its path. */
function pathsOf({ session, meeting, drill }: { session: string; meeting: string; drill: string }): string[] {
  const paths = routeTable.filter(({ method }) => method === 'GET').map(({ path }) => path);
  return paths
    .flatMap((path) => [session, meeting, drill, `${session}.1`].map((id) => path.replace(':id', id)))
    .filter(unique);
}

const unique = <T>(one: T, i: number, all: readonly T[]): boolean => all.indexOf(one) === i;

async function read(path: string, as: Reader, socket: boolean): Promise<string> {
  if (!socket) return JSON.stringify((await request('GET', path, { as })).body ?? '');
  const opened = await openSocket(path, { cookie: as.cookie });
  if (opened.status === 101) await vi.waitFor(() => expect(opened.texts.length).toBeGreaterThan(0));
  opened.socket?.close();
  return opened.texts.join('\n');
}

async function leaks(
  readers: readonly Reader[],
  paths: readonly string[],
  secrets: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  for (const as of readers) {
    for (const path of paths) {
      const isSocket = /\/(watch|inbox)$/.test(path);
      // The reply may repeat what stood in the request.
      const text = (await read(path, as, isSocket)).replaceAll(path, '').toLowerCase();
      const leaked = secrets.filter((secret) => text.includes(secret.toLowerCase()));
      if (leaked.length > 0) found.push(`${path}: ${leaked.join(', ')}`);
    }
  }
  return found;
}

describe('another tenant', () => {
  it('reads nothing of ours at any GET route, in any role', async () => {
    const { ids, secrets, office } = await fillOffice();
    const paths = pathsOf(ids).filter((path) => !path.endsWith('/connect'));
    const roles = ['admin', 'operator', 'auditor', 'employee'];
    const strangers = await Promise.all(roles.map((role) => addPerson(other, role)));
    expect(await leaks(strangers, paths, secrets)).toEqual([]);
    // The same walk by our own admin finds plenty: so the walk itself can find something.
    expect((await leaks([office.admin], paths, secrets)).length).toBeGreaterThan(8);
  });

  it('cannot use a drill mark of ours', async () => {
    const { ids } = await fillOffice();
    const db = databaseOf(env.DB);
    expect(await claimDrill(db, { id: ids.drill, tenantId: other }, ids.session)).toBe(false);
    expect(await claimDrill(db, { id: ids.drill, tenantId: ours }, ids.session)).toBe(true);
  });

  it('cannot overwrite rows of ours by their ids', async () => {
    const { ids } = await fillOffice();
    const read = async () =>
      (await env.DB.prepare('select * from session where id = ?').bind(ids.session).all()).results;
    const before = await read();
    const host = { personId: 'per_of-another-company', displayName: 'X' };
    const facts = { sessionId: ids.session, tenantId: other, title: 'X', host, invited: [] };
    const { session } = openMeeting(facts, meansNow());
    await env.DB.batch(projectionOf(env.DB, { ...session, revision: 1000 }, [], []));
    expect(await read()).toEqual(before);
  });
});
