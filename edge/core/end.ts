import { close } from './ask.ts';
import { patchSession, record, type Turn } from './turn.ts';
import type { Session } from './session.ts';
import { lessonsOf, numberMet } from './taught.ts';

/** Ends a session: nobody is left, open questions are withdrawn, orders on the way have lost their object. */
export function endSession(turn: Turn, reason: string): void {
  if (turn.session.state === 'ended') return;
  const { nowMs } = turn.means;
  for (const challenge of turn.session.challenges) {
    if (challenge.state === 'sent') close(turn, challenge, 'cancel');
  }
  stopRinging(turn);
  patchSession(turn, {
    state: 'ended',
    endedAtMs: nowMs,
    participants: turn.session.participants.map((one) =>
      one.leftAtMs === undefined ? { ...one, leftAtMs: nowMs } : one,
    ),
    actions: turn.session.actions.map((one) => (one.state === 'ordered' ? { ...one, state: 'void' } : one)),
  });
  record(turn, 'session.closed', { reason }, 'edge');
  for (const lesson of lessonsOf(turn.session)) turn.outgoing.push({ kind: 'lesson', lesson });
  const met = numberMet(turn.session);
  if (met !== undefined) turn.outgoing.push({ kind: 'learn', ...met });
}

export function stopRinging(turn: Turn): void {
  for (const personId of calleesOf(turn.session)) {
    turn.outgoing.push({ kind: 'inbox', personId, message: { type: 'ringing-over', sessionId: turn.session.id } });
  }
}

function calleesOf(session: Session): string[] {
  return session.participants.flatMap(({ role, personId }) => (role === 'callee' && personId ? [personId] : []));
}
