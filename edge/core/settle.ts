import { answer, close } from './ask.ts';
import { raiseAlert, setCase } from './case.ts';
import type { Challenge, ChallengeAnswer } from './challenge.ts';
import { release } from './enforce.ts';
import { endBreakGlassIfOver } from './follow-break-glass.ts';
import { judge } from './judge.ts';
import type { Result } from './result.ts';
import { isGone, participantOf, riskOf } from './session.ts';
import { patchParticipant, type Turn } from './turn.ts';

/** Answer of the subject, its consequences included. The caller has verified the passkey of an approval. */
export function settle(turn: Turn, challenge: Challenge, given: ChallengeAnswer, note?: string): Result<Challenge> {
  const decided = answer(turn, challenge, given, note);
  if (!decided.ok) return decided;
  const { participantId } = challenge.context;
  if (decided.value.state === 'passed') admitProved(turn, participantId);
  judge(turn, participantId);
  if (decided.value.state === 'denied') confirmImpersonation(turn, participantId, note);
  return decided;
}

/** Challenges whose time is over, whether the alarm or a reader notices first. */
export function expireDue(turn: Turn): void {
  endBreakGlassIfOver(turn);
  for (const challenge of turn.session.challenges) {
    if (challenge.state !== 'sent' || turn.means.nowMs < challenge.context.expiresAtMs) continue;
    close(turn, challenge, 'expire');
    judge(turn, challenge.context.participantId);
  }
}

function admitProved(turn: Turn, participantId: string): void {
  patchParticipant(turn, participantId, { proved: true, provedAtMs: turn.means.nowMs });
  const participant = participantOf(turn.session, participantId);
  if (participant === undefined) return;
  const { logit } = riskOf(turn.session, participantId);
  if (participant.hold !== undefined && !isGone(participant)) release(turn, participantId, logit);
  else patchParticipant(turn, participantId, { releasedLogit: logit });
  if (participant.caseId !== undefined) setCase(turn, participantId, 'cleared');
}

function confirmImpersonation(turn: Turn, participantId: string, note: string | undefined): void {
  setCase(turn, participantId, 'confirmed');
  const participant = participantOf(turn.session, participantId);
  const claimed = participant?.claimed?.displayName ?? '';
  const said = note === undefined || note === '' ? '' : ` Note: ${note}`;
  const done = participant?.removed === true ? 'was removed' : 'stays: break-glass runs';
  const text = `${claimed} says: this is not me. The participant ${done}.${said}`;
  raiseAlert(turn, participantId, 'high', text, said === '' ? [] : [turn.session.id]);
}
