import { ask, isAskDue, type Prompt } from './ask.ts';
import { isRunning } from './break-glass.ts';
import { setCase } from './case.ts';
import type { Challenge } from './challenge.ts';
import { hold, prompt, remove } from './enforce.ts';
import { engineName, type Risk } from './fusion.ts';
import { recordedSignal, type DecisionRecord } from './decision-record.ts';
import { wantedBy } from './effect.ts';
import { personal, subjectsOf } from './personal.ts';
import { policyHash } from './policy-hash.ts';
import { decide, effects, type Decision, type DecisionContext, type Effect } from './policy.ts';
import { isGone, participantOf, riskOf, type Participant } from './session.ts';
import { patchParticipant, patchSession, record, type Turn } from './turn.ts';

/** A risk that moved less than this is the same decision, and needs no new line in the audit. */
const noticeableNats = 0.25;
const clearRiseNats = 2;
const pointEveryMs = 5_000;

/** Signals to risk, risk to decision, decision to orders: after every new signal about a participant. */
export function judge(turn: Turn, participantId: string): void {
  const participant = participantOf(turn.session, participantId);
  if (participant === undefined || isGone(participant) || turn.session.state === 'ended') return;
  const risk = riskOf(turn.session, participantId);
  const context = contextOf(turn, participant);
  const decision = decide(risk, turn.means.policy, context);
  note(turn, participant, decision, risk, context);
  carryOut(turn, participantId, decision.effect, risk.logit);
}

/** What the policy asks about beside the risk. */
function contextOf(turn: Turn, participant: Participant): DecisionContext {
  const { claimed, proved, provedAtMs, sessions, teamId, number, decision } = participant;
  const first = decision.atMs === 0;
  return {
    claimsColleague: claimed !== undefined,
    proved,
    channel: turn.session.channel,
    atMs: turn.means.nowMs,
    ...(claimed === undefined ? {} : { subjectId: claimed.personId }),
    ...(teamId === undefined ? {} : { teamIds: [teamId] }),
    ...(number === undefined ? {} : { number }),
    ...(sessions === undefined ? {} : { sessions }),
    ...(provedAtMs === undefined ? {} : { provedAtMs }),
    ...(first ? {} : { previousEffect: wantedBy(decision) }),
    ...(decision.sinceMs === undefined ? {} : { previousSinceMs: decision.sinceMs }),
    ...(decision.belowSinceMs === undefined ? {} : { belowSinceMs: decision.belowSinceMs }),
    ...(isRunning(turn.session.breakGlass, turn.means.nowMs) ? { breakGlass: true } : {}),
  };
}

function note(turn: Turn, participant: Participant, decision: Decision, risk: Risk, context: DecisionContext): void {
  const { nowMs } = turn.means;
  const { effect, wouldBe, p } = decision;
  const last = participant.decision;
  const first = last.atMs === 0;
  // A new height is kept however small the step: another policy may have its threshold there.
  const highest = first || risk.logit > (last.topLogit ?? last.logit);
  const isSame = wantedBy(decision) === wantedBy(last);
  const isOther = first || !isSame || effect !== last.effect || outcomeIn(turn, participant.id) !== undefined;
  const moved = isOther || Math.abs(risk.logit - last.logit) >= noticeableNats;
  const cooling = decision.belowSinceMs !== last.belowSinceMs;
  if (!moved && !highest && !cooling && nowMs - last.atMs < pointEveryMs) return;
  turn.points.push({ atMs: nowMs, participantId: participant.id, p, effect });
  const { belowSinceMs } = decision;
  const topLogit = first ? risk.logit : Math.max(risk.logit, last.topLogit ?? last.logit);
  const sinceMs = isSame ? (last.sinceMs ?? nowMs) : nowMs;
  patchParticipant(turn, participant.id, {
    decision: {
      effect,
      ...(wouldBe && { wouldBe }),
      p,
      logit: risk.logit,
      atMs: nowMs,
      sinceMs,
      topLogit,
      ...(belowSinceMs && { belowSinceMs }),
    },
  });
  patchSession(turn, {
    topP: Math.max(turn.session.topP, p),
    topEffect: strongest(turn.session.topEffect, effect),
  });
  if (moved || highest) recordDecision(turn, participant.id, decision, risk, context);
}

/** All that the decision was made from, so that anybody can make it again; what people need to read it beside that. */
function recordDecision(turn: Turn, participantId: string, decision: Decision, risk: Risk, context: DecisionContext) {
  const { session, means } = turn;
  const ordinal = session.decisionsMade + 1;
  const signals = session.signals.filter((signal) => signal.participantId === participantId);
  const models = signals.map(({ evidence }) => evidence['modelSha256']).filter((hash) => typeof hash === 'string');
  const made: DecisionRecord = {
    sessionId: session.id,
    ordinal,
    participantId,
    atMs: means.nowMs,
    drill: session.drillId !== undefined,
    signals: signals.map(recordedSignal),
    context,
    ...(outcomeIn(turn, participantId)?.by === 'person' ? { askedByPerson: true } : {}),
    policyVersion: means.policy.version,
    policyHash: policyHash(means.policy),
    engine: engineName,
    models: [...new Set(models)].sort(),
    risk: { logit: risk.logit, p: risk.p },
    effect: decision.effect,
    ...(decision.wouldBe === undefined ? {} : { wouldBe: decision.wouldBe }),
  };
  patchSession(turn, { decisionsMade: ordinal });
  turn.decisions.push(made);
  const { reasons, floors, applied } = decision;
  const contributions = risk.contributions.map(({ code, nats }) => ({ code, nats }));
  const number = personal(subjectsOf(participantOf(session, participantId)), context.number);
  const shown = { ...made, context: { ...context, number }, reasons, floors, applied, contributions };
  record(turn, 'decision', { ...shown, priorNats: risk.priorNats }, 'edge');
}

/** The challenge whose outcome came in with this very turn: it is new to the decision. */
function outcomeIn({ session, means }: Turn, participantId: string): Challenge | undefined {
  const outcome = session.signals.find(
    (one) => one.participantId === participantId && one.group === 'challenge' && one.atMs === means.nowMs,
  );
  return session.challenges.find(({ id }) => id === outcome?.evidence['challenge']);
}

function carryOut(turn: Turn, participantId: string, effect: Effect, logit: number): void {
  const participant = participantOf(turn.session, participantId);
  if (participant === undefined || effect === 'none') return;
  if (effect === 'block') {
    remove(turn, participantId);
    return;
  }
  if (effect === 'ask') {
    if (!isAskDue(turn, participant, logit)) return;
    const given = ask(turn, participantId, participant.hold !== undefined, 'policy');
    if (given !== undefined) prompt(turn, participantId, given);
    return;
  }
  holdAndAsk(turn, participant, logit);
}

function holdAndAsk(turn: Turn, participant: Participant, logit: number): void {
  const { id, hold: held, releasedLogit } = participant;
  if (held === undefined && releasedLogit !== undefined && logit < releasedLogit + clearRiseNats) {
    // Somebody let him go, and this is too little to hold him again; that policy would is on record all the same.
    if (participant.caseId === undefined) setCase(turn, id, 'suspected');
    return;
  }
  const given: Prompt | undefined = isAskDue(turn, participant, logit) ? ask(turn, id, true, 'policy') : undefined;
  if (held === undefined) hold(turn, id, 'policy', given);
  else {
    if (held.by === 'person') patchParticipant(turn, id, { hold: { ...held, by: 'policy' } });
    if (given !== undefined) prompt(turn, id, given);
  }
  setCase(turn, id, 'suspected');
}

function strongest(a: Effect, b: Effect): Effect {
  return effects.indexOf(a) >= effects.indexOf(b) ? a : b;
}
