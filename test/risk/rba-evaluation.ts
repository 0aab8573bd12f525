import { createRandom, hash32 } from './random.ts';
import { readRbaFile, type RbaFault } from './rba-csv.ts';
import { RbaPools } from './rba-rivals.ts';
import type { Login } from './login.ts';
import { replayLogins, type Replay } from './replay.ts';

export type RbaCounts = {
  rows: number;
  bad: number;
  badByReason: Map<string, number>;
  /** The first of them. */
  faults: RbaFault[];
  users: number;
  logins: number;
  takeovers: number;
};

const shownFaults = 20;
const sampleOf = 1_000_000;

/**
 * Two passes over a file that need not fit in memory: the first finds the users with a takeover and what networks and
 * software there are; the second keeps the logins of a share of all users, chosen by hash, and of those.
 */
export async function evaluateRba(path: string, share: number): Promise<{ counts: RbaCounts; replay: Replay }> {
  const counts = { rows: 0, bad: 0, badByReason: new Map<string, number>(), faults: [] as RbaFault[] };
  const pools = new RbaPools(createRandom('rba'));
  const takenOver = new Set<string>();
  const countFault = (fault: RbaFault): void => {
    counts.bad += 1;
    counts.badByReason.set(fault.reason, (counts.badByReason.get(fault.reason) ?? 0) + 1);
    if (counts.faults.length < shownFaults) counts.faults.push(fault);
  };
  for await (const row of readRbaFile(path, countFault)) {
    counts.rows += 1;
    if (row.takeover) takenOver.add(row.login.personId);
    pools.add(row);
  }
  counts.rows += counts.bad;
  const { logins, attacks } = await keptLogins(path, (user) => takenOver.has(user) || isSampled(user, share));
  const users = new Set(logins.map(({ personId }) => personId)).size;
  const replay = replayLogins(logins, pools.rivals(), (login) => attacks.has(login));
  return { counts: { ...counts, users, logins: logins.length, takeovers: attacks.size }, replay };
}

function isSampled(user: string, share: number): boolean {
  return hash32(user, 7) % sampleOf < share * sampleOf;
}

/** Successful logins only, as the published evaluation has it, in order of time. */
async function keptLogins(
  path: string,
  wanted: (user: string) => boolean,
): Promise<{ logins: Login[]; attacks: Set<Login> }> {
  const logins: Login[] = [];
  const attacks = new Set<Login>();
  const ignore = () => {};
  for await (const { login, successful, takeover } of readRbaFile(path, ignore, wanted)) {
    if (!successful) continue;
    logins.push(login);
    if (takeover) attacks.add(login);
  }
  logins.sort((a, b) => a.atMs - b.atMs);
  return { logins, attacks };
}
