import { noteSeen } from './ask.ts';
import type { Challenge, ChallengeAnswer } from './challenge.ts';
import { ok, refused, type Result } from './result.ts';
import type { Session, Viewer } from './session.ts';
import { settle } from './settle.ts';
import type { Turn } from './turn.ts';

/** A challenge for its subject alone. */
export function ownChallenge(session: Session | undefined, id: string, viewer: Viewer): Result<Challenge> {
  const challenge = session?.challenges.find((one) => one.id === id);
  if (session === undefined || challenge === undefined || session.tenantId !== viewer.tenantId)
    return refused('not-found');
  return challenge.context.subjectId === viewer.personId ? ok(challenge) : refused('not-allowed');
}

/** It was shown to its subject: the first time is a step of the audit. */
export function seeOwn(turn: Turn, id: string, viewer: Viewer): Result<void> {
  const found = ownChallenge(turn.session, id, viewer);
  if (found.ok && found.value.state === 'sent' && found.value.seenAtMs === undefined) noteSeen(turn, found.value);
  return ok(undefined);
}

export function answerOwn(
  turn: Turn,
  id: string,
  viewer: Viewer,
  given: ChallengeAnswer,
  note: string | undefined,
): Result<void> {
  const found = ownChallenge(turn.session, id, viewer);
  if (!found.ok) return found;
  const settled = settle(turn, found.value, given, note);
  return settled.ok ? ok(undefined) : settled;
}
