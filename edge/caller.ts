import { assess } from './core/assess.ts';
import type { CallFacts } from './core/call.ts';
import type { CallOpening } from './core/event.ts';
import { identifyCaller, normalNumber, type Finding } from './core/identity.ts';
import { lessonOf } from './core/lesson.ts';
import { lineFindings } from './core/line-facts.ts';
import type { Observation } from './core/observation.ts';
import { readBaseline } from './store/queries/baseline.ts';
import type { Person } from './store/queries/people.ts';

type Calling = { opening: CallOpening; people: readonly Person[]; callee: Person; seenBefore: boolean; nowMs: number };

/**
 * Compares a caller with what is on file and, where he passes for a colleague, with that colleague's profile: one D1
 * statement. A name alone, without a number on file, wins nothing by habits that anybody can copy; and it teaches nothing.
 */
export async function compareCaller(
  d1: D1Database,
  { opening, people, callee, seenBefore, nowMs }: Calling,
): Promise<Pick<CallFacts, 'identity' | 'lesson' | 'sessions' | 'teamId'>> {
  const { number, attestation, asserted } = opening.from;
  const identity = identifyCaller(opening.from, people, { calleeId: callee.id, seenBefore });
  const shown = number === undefined ? undefined : normalNumber(number);
  const { claimed } = identity;
  const person = people.find(({ id }) => id === claimed?.personId);
  const isHisNumber = identity.findings.some(({ code }) => code === 'number-on-file');
  const line = person?.lines?.find((one) => normalNumber(one.number) === shown);
  const findings = [...identity.findings, ...lineFindings(isHisNumber ? line : undefined, attestation, nowMs)];
  if (claimed === undefined || person === undefined) return { identity: { findings } };
  const seen: Observation = { atMs: nowMs, values: { 'contact-channel': 'phone' }, contact: callee.id };
  const { tenantId, id: personId, teamId } = person;
  const whose = { personId, ...(teamId === undefined ? {} : { teamId }) };
  const baseline = await readBaseline(d1, { tenantId, ...whose }, seen);
  const habits = assess(seen, baseline).filter((finding) => isHisNumber || speaksAgainst(finding));
  const key = `${opening.sessionId}:${personId}`;
  const own = shown === undefined ? {} : { number: shown };
  return {
    identity: { claimed, findings: [...findings, ...habits] },
    sessions: baseline.sessions,
    ...(teamId === undefined ? {} : { teamId }),
    // What anybody can write into a From header must not become a habit.
    ...(isHisNumber && asserted ? { lesson: lessonOf(seen, { key, source: 'session', ...whose, ...own }) } : {}),
  };
}

function speaksAgainst({ llrNats = 0 }: Finding): boolean {
  return llrNats > 0;
}
