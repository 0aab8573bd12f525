import { close } from './ask.ts';
import { patchSession, record, type Turn } from './turn.ts';
import type { Session } from './session.ts';

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
  learn(turn);
}

export function stopRinging(turn: Turn): void {
  for (const personId of calleesOf(turn.session)) {
    turn.outgoing.push({ kind: 'inbox', personId, message: { type: 'ringing-over', sessionId: turn.session.id } });
  }
}

function calleesOf(session: Session): string[] {
  return session.participants.flatMap(({ role, personId }) => (role === 'callee' && personId ? [personId] : []));
}

/**
 * Baselines learn only from sessions that went well (requirements C.4 item 2): no drill, nobody held, nobody denied, and
 * of each person only when he was let pass without a question or answered it.
 */
function learn(turn: Turn): void {
  const { session } = turn;
  if (session.drillId !== undefined || wasHeld(session)) return;
  for (const { lesson, proved, decision, removed, binding } of session.participants) {
    const quiet = proved || decision.effect === 'none';
    if (lesson !== undefined && quiet && !removed && binding !== undefined) {
      turn.outgoing.push({ kind: 'lesson', lesson });
    }
  }
  const callee = session.participants.find((one) => one.role === 'callee');
  const caller = session.participants.find((one) => one.role === 'caller');
  const talked = callee?.personId !== undefined && callee.binding !== undefined;
  if (!talked || caller?.number === undefined || caller.removed) return;
  if (session.topEffect === 'hold' || session.topEffect === 'block') return;
  if (callee.personId === undefined) return;
  turn.outgoing.push({ kind: 'learn', number: caller.number, personId: callee.personId });
}

function wasHeld(session: Session): boolean {
  return (
    session.cases.length > 0 ||
    session.actions.some(({ action }) => action.type === 'hold' || action.type === 'remove') ||
    session.challenges.some(({ state }) => state === 'denied' || state === 'failed' || state === 'expired')
  );
}
