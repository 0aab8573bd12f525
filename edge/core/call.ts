import type { CallOpened, CallOpening } from './event.ts';
import { cleanName, normalNumber, type Identity } from './identity.ts';
import type { Lesson } from './lesson.ts';
import { judge } from './judge.ts';
import { personal, subjectsOf } from './personal.ts';
import { blankSession, rulesOf, type Participant, type Session } from './session.ts';
import { openChallengeOf, participantOf, participantStatus, reasonsOf } from './session.ts';
import type { Means } from './means.ts';
import { addFindings, beginTurn, patchSession, record, type Turn } from './turn.ts';
import type { RingingCall } from './wire.ts';

export type CallFacts = {
  opening: CallOpening;
  tenantId: string;
  callee: { personId: string; displayName: string };
  identity: Identity;
  /** What the call teaches about the person whose number it comes from, if it ends well. */
  lesson?: Lesson;
  /** Of the person he passes for: sessions in his profile, and his team. */
  sessions?: number;
  teamId?: string;
  /** Set when the call carries a valid mark. */
  drillId?: string;
  /** Why a mark was refused; the call then counts as a real one. */
  markRefused?: string;
};

/** Opens a call and decides about the caller before anybody's phone rings. */
export function openCall(
  { opening, tenantId, callee, identity, lesson, sessions, teamId, ...marks }: CallFacts,
  means: Means,
): Turn {
  const session = newCall(opening, tenantId, callee, marks.drillId, means);
  const turn = beginTurn(session, `gateway:${opening.gatewayId}`, means);
  const caller = { ...newCaller(opening, identity, means), ...given({ lesson, sessions, teamId }) };
  const called = newCallee(callee, means);
  patchSession(turn, { participants: [caller, called] });
  record(turn, 'session.opened', {
    kind: 'call',
    channel: 'phone',
    drill: marks.drillId !== undefined,
    drillId: marks.drillId,
    gatewayAtMs: opening.atMs,
    from: personal(subjectsOf(caller), { ...opening.from }),
    to: personal([callee.personId], { ...opening.to }),
    caller: caller.id,
    callee: called.id,
    calleePersonId: callee.personId,
    claimedPersonId: identity.claimed?.personId,
    facts: personal(subjectsOf(caller), { ...opening.facts }),
    policyVersion: means.policy.version,
    breakGlassId: session.breakGlass?.id,
  });
  if (marks.markRefused !== undefined) record(turn, 'drill-mark-refused', { reason: marks.markRefused }, 'edge');
  addFindings(turn, caller.id, identity.findings);
  judge(turn, caller.id);
  ringCallee(turn, callee.personId);
  return turn;
}

/** The answer to the opening, also to a repeated one: it is made from the stored state. */
export function callOpenedOf(session: Session): CallOpened | undefined {
  const caller = session.participants.find((participant) => participant.role === 'caller');
  const callee = session.participants.find((participant) => participant.role === 'callee');
  if (caller === undefined || callee === undefined) return undefined;
  const challenge = openChallengeOf(session, caller.id);
  const asked = challenge === undefined ? 'none' : 'ask';
  const effect = caller.removed ? 'block' : caller.hold === undefined ? asked : 'hold';
  const told =
    challenge === undefined ? {} : { matchNumber: challenge.matchNumber, expiresAtMs: challenge.context.expiresAtMs };
  return { sessionId: session.id, calleeId: callee.id, effect, ...told, drill: session.drillId !== undefined };
}

export function ringingOf(session: Session): RingingCall | undefined {
  const caller = session.participants.find((participant) => participant.role === 'caller');
  if (caller === undefined) return undefined;
  const status = participantStatus(session, caller);
  return {
    sessionId: session.id,
    from: { displayName: caller.displayName, ...(caller.number === undefined ? {} : { number: caller.number }) },
    status: status === 'removed' || status === 'left' ? 'unverified' : status,
    reasons: reasonsOf(session, caller.id).map(({ text }) => text),
    drill: session.drillId !== undefined,
    sinceMs: session.startedAtMs,
  };
}

export function ringCallee(turn: Turn, personId: string): void {
  const call = ringingOf(turn.session);
  const caller = turn.session.participants.find((participant) => participant.role === 'caller');
  if (call === undefined || caller === undefined || participantOf(turn.session, caller.id)?.removed === true) return;
  turn.outgoing.push({ kind: 'inbox', personId, message: { type: 'ringing', call } });
}

function newCall(
  opening: CallOpening,
  tenantId: string,
  callee: CallFacts['callee'],
  drillId: string | undefined,
  means: Means,
): Session {
  return {
    id: opening.sessionId,
    tenantId,
    kind: 'call',
    channel: opening.channel,
    title: `Call to ${callee.displayName}`,
    targetName: callee.displayName,
    state: 'ringing',
    ...(drillId === undefined ? {} : { drillId }),
    gatewayId: opening.gatewayId,
    invited: [callee.personId],
    startedAtMs: means.nowMs,
    ...rulesOf(means),
    ...blankSession,
  };
}

function newCaller({ from, facts, participantId }: CallOpening, { claimed }: Identity, means: Means): Participant {
  const number = from.number === undefined ? undefined : normalNumber(from.number);
  const name = cleanName(from.displayName ?? '');
  return {
    ...newcomer(means),
    id: participantId,
    displayName: name === '' ? (number ?? 'Withheld number') : name,
    role: 'caller',
    leg: facts.leg,
    protected: false,
    ...(claimed === undefined ? {} : { claimed }),
    ...(number === undefined ? {} : { number }),
    binding: facts.binding,
    remoteAddress: facts.remoteAddress,
  };
}

type Compared = Pick<Participant, 'lesson' | 'sessions' | 'teamId'>;

function given({ lesson, sessions, teamId }: { [K in keyof Compared]: Compared[K] | undefined }): Compared {
  return {
    ...(lesson === undefined ? {} : { lesson }),
    ...(sessions === undefined ? {} : { sessions }),
    ...(teamId === undefined ? {} : { teamId }),
  };
}

function newCallee({ personId, displayName }: CallFacts['callee'], means: Means): Participant {
  const id = means.newId('par');
  return { ...newcomer(means), id, displayName, role: 'callee', leg: 'webrtc', protected: true, personId };
}

/** What is true of everybody who has just come. */
export function newcomer({ nowMs }: Means) {
  return {
    proved: false,
    removed: false,
    monitoring: 'not-monitored',
    decision: { effect: 'none', p: 0, logit: 0, atMs: 0 },
    joinedAtMs: nowMs,
  } as const;
}
