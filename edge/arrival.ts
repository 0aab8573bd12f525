import type { Arrival } from './core/admit.ts';
import { assess } from './core/assess.ts';
import { lessonOf } from './core/lesson.ts';
import type { Finding } from './core/identity.ts';
import { observe } from './observe.ts';
import { viewerOf, type Ask } from './route.ts';
import { readBaseline } from './store/queries/baseline.ts';

/** A passkey shown in this browser proves for so long (requirements C.4 item 6). */
const proofMs = 12 * 3_600_000;

/** Compares a signed-in person who joins with his profile: one D1 statement. */
export async function arrivalOf(c: Ask, sessionId: string): Promise<Arrival> {
  const { d1, nowMs } = c.get('context');
  const { tenantId, personId } = viewerOf(c);
  const made = c.get('signedIn')?.made;
  const teamId = made?.teamId ?? null;
  const seen = observe(c);
  const device = seen.values['device-key'];
  const baseline = await readBaseline(d1, { tenantId, personId, teamId }, seen);
  const isSameBrowser = device !== undefined && made?.deviceKey === device;
  const moved: Finding[] = isSameBrowser ? [] : [{ code: 'sign-in-moved', evidence: { history: baseline.history } }];
  const whose = { personId, ...(teamId === null ? {} : { teamId }) };
  return {
    proved: isSameBrowser && nowMs() - (made?.provedAtMs ?? 0) < proofMs,
    findings: [...moved, ...assess(seen, baseline)],
    history: baseline.history,
    ...(teamId === null ? {} : { teamId }),
    lesson: lessonOf(seen, { key: `${sessionId}:${personId}`, source: 'session', ...whose }),
    ...(device === undefined ? {} : { device }),
  };
}
