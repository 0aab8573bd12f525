import type { Arrival } from './core/admit.ts';
import { assess } from './core/assess.ts';
import { groupSizeOf } from './core/group-size.ts';
import { lessonOf } from './core/lesson.ts';
import type { Observation } from './core/observation.ts';
import type { Finding } from './core/identity.ts';
import { observe } from './observe.ts';
import { viewerOf, type Ask } from './route.ts';
import { readBaseline } from './store/queries/baseline.ts';

/** A passkey shown in this browser proves for so long (requirements C.4 item 6). */
const proofMs = 12 * 3_600_000;

/** A meeting that somebody comes to by an invitation. */
type MeetingMet = { hostPersonId: string; invited: number };

/** Compares a signed-in person who joins with his profile: one D1 statement. */
export async function arrivalOf(c: Ask, sessionId: string, meeting?: MeetingMet): Promise<Arrival> {
  const { d1, nowMs } = c.get('context');
  const { tenantId, personId } = viewerOf(c);
  const made = c.get('signedIn')?.made;
  const teamId = made?.teamId ?? null;
  const seen = meeting === undefined ? observe(c) : inMeeting(observe(c), meeting, personId);
  const device = seen.values['device-key'];
  const baseline = await readBaseline(d1, { tenantId, personId, teamId }, seen);
  const isSameBrowser = device !== undefined && made?.deviceKey === device;
  const moved: Finding[] = isSameBrowser ? [] : [{ code: 'sign-in-moved', evidence: { history: baseline.history } }];
  const whose = { personId, ...(teamId === null ? {} : { teamId }) };
  return {
    proved: isSameBrowser && nowMs() - (made?.provedAtMs ?? 0) < proofMs,
    findings: [...moved, ...assess({ ...seen, attempts: baseline.attempts }, baseline)],
    sessions: baseline.sessions,
    ...(teamId === null ? {} : { teamId }),
    lesson: lessonOf(seen, { key: `${sessionId}:${personId}`, source: 'session', ...whose }),
    ...(device === undefined ? {} : { device }),
  };
}

/** Host and invited together make the size of the group. */
function inMeeting(seen: Observation, { hostPersonId, invited }: MeetingMet, personId: string): Observation {
  const values = { ...seen.values, 'contact-channel': 'meeting', 'group-size': groupSizeOf(invited + 1) };
  return { ...seen, values, ...(hostPersonId === personId ? {} : { contact: hostPersonId }) };
}
