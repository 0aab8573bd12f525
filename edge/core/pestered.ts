import { raiseAlert } from './case.ts';
import { participantOf } from './session.ts';
import { patchSession, type Turn } from './turn.ts';

/** The person asked has said too often that it is not him. His devices are quiet now; somebody should look. */
export function notePestering(turn: Turn, challengeId: string): void {
  const challenge = turn.session.challenges.find(({ id }) => id === challengeId);
  if (challenge === undefined || challenge.pestered === true) return;
  const challenges = turn.session.challenges.map((one) =>
    one === challenge ? { ...one, pestered: true as const } : one,
  );
  patchSession(turn, { challenges });
  const { participantId } = challenge.context;
  const name = participantOf(turn.session, participantId)?.claimed?.displayName ?? 'Somebody';
  const text = `${name} said "not me" twice in 15 minutes. Further questions are listed without a sound; holds stay in force.`;
  raiseAlert(turn, participantId, 'medium', text);
}
