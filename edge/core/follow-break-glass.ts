import { close } from './ask.ts';
import { isRunning, laterTerm, type BreakGlassTerm } from './break-glass.ts';
import { release } from './enforce.ts';
import { judge } from './judge.ts';
import { isGone, openChallengeOf, type Participant } from './session.ts';
import { patchParticipant, patchSession, record, type Turn } from './turn.ts';

/** Takes in how break-glass stands. Words about it may come twice and in any order. */
export function followBreakGlass(turn: Turn, heard: BreakGlassTerm): void {
  const { breakGlass: known, state } = turn.session;
  const term = laterTerm(known, heard);
  if (state === 'ended' || term === known) return;
  const on = known?.on === true;
  const runs = isRunning(term, turn.means.nowMs);
  if (on) patchSession(turn, { breakGlass: { ...term, on } });
  else if (runs) begin(turn, term);
  endBreakGlassIfOver(turn);
}

/** When its time has passed everybody is judged again, and what was only recorded is carried out. */
export function endBreakGlassIfOver(turn: Turn): void {
  const { breakGlass, state } = turn.session;
  if (breakGlass?.on !== true || state === 'ended' || isRunning(breakGlass, turn.means.nowMs)) return;
  const { id: breakGlassId, untilMs } = breakGlass;
  patchSession(turn, { breakGlass: { ...breakGlass, on: false } });
  record(turn, 'break-glass.ended', { breakGlassId, untilMs }, 'edge');
  for (const { id } of turn.session.participants) judge(turn, id);
}

function begin(turn: Turn, term: BreakGlassTerm): void {
  const { id: breakGlassId, untilMs } = term;
  patchSession(turn, { breakGlass: { ...term, on: true } });
  record(turn, 'break-glass.begun', { breakGlassId, untilMs }, 'edge');
  for (const participant of turn.session.participants.filter((one) => !isGone(one))) {
    letGo(turn, participant);
    judge(turn, participant.id);
  }
}

/** Takes back what policy did and asked. What a person ordered stays. It may all be ordered again when this is over. */
function letGo(turn: Turn, { id, hold, reserved }: Participant): void {
  const open = openChallengeOf(turn.session, id);
  if (open?.by === 'policy') close(turn, open, 'cancel');
  if (reserved?.by === 'policy') patchParticipant(turn, id, { reserved: undefined });
  if (hold?.by === 'policy') release(turn, id);
  patchParticipant(turn, id, { lastAsked: undefined });
}
