import {
  answerChallenge,
  challengeHash,
  challengeTtlMs,
  closeChallenge,
  type Challenge,
  type ChallengeAnswer,
} from './challenge.ts';
import { bytesToHex } from '@noble/hashes/utils.js';
import { challengeViewOf } from './challenge-view.ts';
import { challengeIdOf } from './ids.ts';
import { personal, subjectsOf, targetOf } from './personal.ts';
import { ok, refused, type Result } from './result.ts';
import {
  openChallengeOf,
  participantOf,
  reasonsOf,
  riskOf,
  type Hold,
  type Participant,
  type Session,
} from './session.ts';
import type { SignalCode } from './signal.ts';
import { addSignal, patchParticipant, patchSession, record, recordSignal, type Turn } from './turn.ts';

const quietMs = 10 * 60_000;
const clearRiseNats = 2;

/** What the suspected leg alone is told. */
export type Prompt = { matchNumber: string; expiresAtMs: number };

/** One challenge per participant in ten minutes unless the risk rose clearly (requirements C.4 item 10). */
export function isAskDue(turn: Turn, participant: Participant, logit: number): boolean {
  if (participant.claimed === undefined || participant.proved || participant.reserved !== undefined) return false;
  if (openChallengeOf(turn.session, participant.id) !== undefined) return false;
  const last = participant.lastAsked;
  return last === undefined || turn.means.nowMs - last.atMs >= quietMs || logit >= last.logit + clearRiseNats;
}

/**
 * Asks the person whose name is used. While the transport of a browser is not known there is nothing to bind to:
 * the number is reserved, and the challenge opens when the gateway reports the transport.
 */
export function ask(turn: Turn, participantId: string, held: boolean, by: Hold['by']): Prompt | undefined {
  const participant = participantOf(turn.session, participantId);
  if (participant?.claimed === undefined) return undefined;
  const { nowMs, newMatchNumber } = turn.means;
  const matchNumber = newMatchNumber();
  patchParticipant(turn, participantId, {
    lastAsked: { atMs: nowMs, logit: riskOf(turn.session, participantId).logit },
  });
  if (participant.binding === undefined) {
    patchParticipant(turn, participantId, { reserved: { matchNumber, held, by } });
    return { matchNumber, expiresAtMs: nowMs + challengeTtlMs };
  }
  return openChallenge(turn, participantId, { matchNumber, held, by });
}

export function openChallenge(
  turn: Turn,
  participantId: string,
  { matchNumber, held, by }: NonNullable<Participant['reserved']>,
): Prompt | undefined {
  const participant = participantOf(turn.session, participantId);
  if (participant?.claimed === undefined || participant.binding === undefined) return undefined;
  const { nowMs, newNonce } = turn.means;
  const ordinal = turn.session.challengesOpened + 1;
  const challenge: Challenge = {
    id: challengeIdOf(turn.session.id, ordinal),
    context: {
      tenantId: turn.session.tenantId,
      sessionId: turn.session.id,
      participantId,
      subjectId: participant.claimed.personId,
      action: actionWords(turn.session, participant.claimed.displayName),
      binding: participant.binding,
      nonce: newNonce(),
      issuedAtMs: nowMs,
      expiresAtMs: nowMs + challengeTtlMs,
    },
    state: 'sent',
    matchNumber,
    reasons: reasonsOf(turn.session, participantId).map(({ code }) => code as SignalCode),
    held,
    by,
  };
  const challenges = [...turn.session.challenges, challenge];
  patchSession(turn, { challengesOpened: ordinal, challenges });
  recordOpening(turn, challenge);
  tellSubject(turn, challenge);
  return { matchNumber, expiresAtMs: challenge.context.expiresAtMs };
}

/** The nonce is sealed with the words: else a guess at them could be checked against the hash, also when erased. */
function recordOpening(turn: Turn, { id, context: whole, held, reasons, by }: Challenge): void {
  const contextHash = bytesToHex(challengeHash(whole));
  const { action, binding, nonce, ...context } = whole;
  const named = [...subjectsOf(participantOf(turn.session, whole.participantId)), ...namedInAction(turn)];
  const asked = personal(named, { action, binding, nonce });
  record(turn, 'challenge.opened', { challengeId: id, context, asked, contextHash, held, reasons, by }, 'edge');
}

/** A meeting's title may name anybody. */
function namedInAction({ session }: Turn): string[] {
  const target = targetOf(session);
  return [...(target === undefined ? [] : [target]), ...(session.kind === 'call' ? [] : [session.id])];
}

export function actionWords({ kind, targetName, title }: Session, claimedName: string): string {
  return kind === 'call'
    ? `Confirm that you, ${claimedName}, are calling ${targetName}`
    : `Confirm that you, ${claimedName}, are in the meeting “${title}”`;
}

/** Final states never change: an answer to a decided challenge gets the stored outcome and has no effect. */
export function answer(
  turn: Turn,
  challenge: Challenge,
  given: ChallengeAnswer,
  note: string | undefined,
): Result<Challenge> {
  const decided = answerChallenge(challenge, given, turn.means.nowMs);
  if (!decided.ok) return decided;
  const { id, context, state } = decided.value;
  store(turn, decided.value);
  const { participantId } = context;
  const said = personal([turn.session.id], note);
  record(turn, 'challenge.answered', { challengeId: id, participantId, kind: given.kind, state, note: said });
  addOutcome(turn, decided.value);
  return decided;
}

export function close(turn: Turn, challenge: Challenge, step: 'expire' | 'cancel' | 'supersede'): Result<Challenge> {
  const closed = closeChallenge(challenge, step, turn.means.nowMs);
  if (!closed.ok) return refused(closed.code);
  store(turn, closed.value);
  const { id, context, state } = closed.value;
  record(turn, `challenge.${state}`, { challengeId: id, participantId: context.participantId }, 'edge');
  addOutcome(turn, closed.value);
  return ok(closed.value);
}

const outcomeSignals: Partial<Record<Challenge['state'], SignalCode>> = {
  passed: 'challenge-passed',
  denied: 'challenge-denied',
  failed: 'challenge-wrong-number',
  expired: 'challenge-timeout',
};

/** Its subject opened it, for the first time. */
export function noteSeen(turn: Turn, challenge: Challenge): void {
  const seen = { ...challenge, seenAtMs: turn.means.nowMs };
  patchSession(turn, { challenges: turn.session.challenges.map((known) => (known === challenge ? seen : known)) });
  const { participantId } = challenge.context;
  record(turn, 'challenge.seen', { challengeId: challenge.id, participantId });
}

function addOutcome(turn: Turn, { id, state, context }: Challenge): void {
  const code = outcomeSignals[state];
  if (code === undefined) return;
  const { participantId } = context;
  const person = participantOf(turn.session, participantId)?.claimed?.displayName ?? '';
  recordSignal(turn, addSignal(turn, code, { participantId, source: 'person', evidence: { person, challenge: id } }));
}

function store(turn: Turn, challenge: Challenge): void {
  const challenges = turn.session.challenges.map((known) => (known.id === challenge.id ? challenge : known));
  patchSession(turn, { challenges });
  const message = { type: 'challenge-over', challenge: challengeViewOf(turn.session, challenge) } as const;
  turn.outgoing.push({ kind: 'inbox', personId: challenge.context.subjectId, message });
}

function tellSubject(turn: Turn, challenge: Challenge): void {
  const message = { type: 'challenge', challenge: challengeViewOf(turn.session, challenge) } as const;
  turn.outgoing.push({ kind: 'inbox', personId: challenge.context.subjectId, message });
}
