import type { OrderedAction } from './action.ts';
import { ask } from './ask.ts';
import { raiseAlert } from './case.ts';
import { hold, prompt, release, remove, orderDecline } from './enforce.ts';
import { stopRinging } from './end.ts';
import { judge } from './judge.ts';
import { personal } from './personal.ts';
import { assertNever, ok, refused, type Result } from './result.ts';
import { isGone, participantOf, riskOf, type Participant, type Session, type Viewer } from './session.ts';
import { sessionCan } from './session-can.ts';
import { addSignal, record, recordSignal, type Turn } from './turn.ts';

/** Carries out what a person orders from a view, as far as the table allows it. */
export function order(
  turn: Turn,
  viewer: Viewer,
  participantId: string,
  type: OrderedAction,
  note?: string,
): Result<void> {
  if (turn.session.state === 'ended') return refused('session-ended');
  const participant = participantOf(turn.session, participantId);
  if (participant === undefined) return refused('participant-unknown');
  const possible = sessionCan(turn.session, participant, viewer)[type];
  if (!possible.allowed) {
    return refused(viewer.role === 'auditor' ? 'not-allowed' : 'action-not-possible', possible.disabledReason);
  }
  const said = personal([turn.session.id], note);
  record(turn, 'person.ordered', { participantId, type, note: said, role: viewer.role });
  perform(turn, participant, type);
  return ok(undefined);
}

function perform(turn: Turn, participant: Participant, type: OrderedAction): void {
  const { id } = participant;
  switch (type) {
    case 'ask':
      return askOnOrder(turn, participant);
    case 'hold': {
      const given = isAskable(turn, participant) ? ask(turn, id, true, 'person') : undefined;
      return hold(turn, id, 'person', given);
    }
    case 'release':
      return release(turn, id, riskOf(turn.session, id).logit);
    case 'remove':
      remove(turn, id);
      return raiseAlert(turn, id, 'medium', `${participant.displayName} was removed by a person in charge.`);
    default:
      return assertNever(type);
  }
}

/** The wish to verify is evidence too; it may lead to a hold, which then carries the number. */
function askOnOrder(turn: Turn, participant: Participant): void {
  const { id } = participant;
  const given = ask(turn, id, participant.hold !== undefined, 'person');
  if (given !== undefined) prompt(turn, id, given);
  recordSignal(turn, addSignal(turn, 'employee-suspects', { participantId: id, source: 'person', evidence: {} }));
  judge(turn, id);
}

function isAskable(turn: Turn, participant: Participant): boolean {
  const { claimed, proved, reserved, id } = participant;
  if (claimed === undefined || proved || reserved !== undefined) return false;
  return !turn.session.challenges.some(({ state, context }) => state === 'sent' && context.participantId === id);
}

/** "I am being pressured": counts against the one named, else against the one who is least trusted. */
export function reportPressure(turn: Turn, viewer: Viewer, participantId: string | undefined): Result<void> {
  if (turn.session.state === 'ended') return refused('session-ended');
  const about =
    participantId === undefined ? leastTrusted(turn.session, viewer) : participantOf(turn.session, participantId);
  if (about === undefined && participantId !== undefined) return refused('participant-unknown');
  record(turn, 'report', { type: 'pressured', participantId: about?.id });
  if (about === undefined) return ok(undefined);
  const evidence = { by: viewer.personId };
  recordSignal(turn, addSignal(turn, 'employee-pressured', { participantId: about.id, source: 'person', evidence }));
  judge(turn, about.id);
  const text = `${viewer.displayName} feels pressured by ${about.displayName}.`;
  raiseAlert(turn, about.id, 'medium', text, [viewer.personId]);
  return ok(undefined);
}

function leastTrusted(session: Session, viewer: Viewer): Participant | undefined {
  return session.participants
    .filter((one) => one.personId !== viewer.personId && !isGone(one))
    .sort((a, b) => riskOf(session, b.id).logit - riskOf(session, a.id).logit)[0];
}

/** The called person does not want the call. */
export function decline(turn: Turn, viewer: Viewer): Result<void> {
  if (turn.session.state === 'ended') return refused('session-ended');
  const callee = turn.session.participants.find((one) => one.role === 'callee' && one.personId === viewer.personId);
  const caller = turn.session.participants.find((one) => one.role === 'caller');
  if (callee === undefined || caller === undefined) return refused('not-allowed');
  if (turn.session.state !== 'ringing') return refused('action-not-possible', 'The call was answered already.');
  record(turn, 'call.declined', { participantId: callee.id });
  stopRinging(turn);
  orderDecline(turn, caller.id);
  return ok(undefined);
}
