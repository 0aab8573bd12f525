import { ringCallee, ringingOf } from './call.ts';
import type { Session } from './session.ts';
import { patchSession, type Turn } from './turn.ts';

/** Closes a turn: counts the revision, and tells the called person when what rings has changed meanwhile. */
export function finishTurn(turn: Turn, before: Session | undefined): void {
  const callee = turn.session.participants.find((one) => one.role === 'callee');
  const answered = callee?.proved === true || callee?.binding !== undefined;
  if (before !== undefined && turn.session.state === 'ringing' && callee?.personId !== undefined && !answered) {
    const declined = turn.session.actions.some(({ action }) => action.type === 'decline');
    if (!declined && JSON.stringify(ringingOf(before)) !== JSON.stringify(ringingOf(turn.session))) {
      ringCallee(turn, callee.personId);
    }
  }
  patchSession(turn, { revision: turn.session.revision + 1 });
}
