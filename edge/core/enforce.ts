import { close, type Prompt } from './ask.ts';
import { setCase } from './case.ts';
import { openChallengeOf, participantOf, type Hold } from './session.ts';
import { orderAction, patchParticipant, patchSession, type Turn } from './turn.ts';

/**
 * Parts a participant from the protected people. A caller who is held while his call is being opened needs no order:
 * the answer to the opening carries it, and nothing of him was heard before.
 */
export function hold(turn: Turn, participantId: string, by: Hold['by'], prompt: Prompt | undefined): void {
  const participant = participantOf(turn.session, participantId);
  if (participant === undefined) return;
  const { nowMs } = turn.means;
  const atOnce = isOpening(turn) ? { effectiveAtMs: nowMs } : {};
  if (isOpening(turn)) patchSession(turn, { firstHoldEffectiveAtMs: nowMs });
  patchParticipant(turn, participantId, { hold: { by, orderedAtMs: nowMs, ...atOnce } });
  orderHold(turn, participantId, prompt);
}

/** The order itself; also given when the gateway reports a participant who was held before he came. */
export function orderHold(turn: Turn, participantId: string, prompt: Prompt | undefined): void {
  if (!hasLeg(turn, participantId)) return;
  orderAction(turn, { id: turn.means.newId('act'), ...about(turn, participantId), type: 'hold', ...prompt });
}

/** Gives a participant a (new) number without changing whether he is held. */
export function prompt(turn: Turn, participantId: string, { matchNumber, expiresAtMs }: Prompt): void {
  if (!hasLeg(turn, participantId)) return;
  const id = turn.means.newId('act');
  orderAction(turn, { id, ...about(turn, participantId), type: 'prompt', matchNumber, expiresAtMs });
}

export function release(turn: Turn, participantId: string, releasedLogit?: number): void {
  patchParticipant(turn, participantId, { hold: undefined, releasedLogit });
  orderAction(turn, { id: turn.means.newId('act'), ...about(turn, participantId), type: 'release' });
}

/** Ends his leg; the case says that somebody (the person claimed, or one in the call) was sure. */
export function remove(turn: Turn, participantId: string): void {
  const open = openChallengeOf(turn.session, participantId);
  patchParticipant(turn, participantId, { removed: true, reserved: undefined });
  orderAction(turn, { id: turn.means.newId('act'), ...about(turn, participantId), type: 'remove' });
  if (open !== undefined) close(turn, open, 'cancel');
  setCase(turn, participantId, 'confirmed');
}

/** Whether the gateway already has this participant: before that, the pass or the opening's answer carries the hold. */
function hasLeg(turn: Turn, participantId: string): boolean {
  return !isOpening(turn) && participantOf(turn.session, participantId)?.binding !== undefined;
}

function isOpening(turn: Turn): boolean {
  return turn.session.revision === 0 && turn.session.kind === 'call';
}

function about(turn: Turn, participantId: string) {
  return { sessionId: turn.session.id, participantId, issuedAtMs: turn.means.nowMs };
}

export function orderDecline(turn: Turn, participantId: string): void {
  orderAction(turn, { id: turn.means.newId('act'), ...about(turn, participantId), type: 'decline' });
}
