import type { Challenge } from './challenge.ts';
import { originOf } from './case.ts';
import { reasonSentence } from './reason.ts';
import { participantOf, type Session } from './session.ts';
import type { ChallengeView, Reason } from './view.ts';

/** What the subject reads before he answers. The match number is not in it: it must come from the call itself. */
export function challengeViewOf(session: Session, challenge: Challenge): ChallengeView {
  const { id, context, state, held, decidedAtMs } = challenge;
  const participant = participantOf(session, context.participantId);
  return {
    id,
    state,
    claimedName: participant?.claimed?.displayName ?? '',
    targetName: session.targetName,
    channel: session.channel,
    sessionKind: session.kind,
    sessionTitle: session.title,
    origin: participant === undefined ? '' : originOf(participant),
    since: participant?.joinedAtMs ?? session.startedAtMs,
    reasons: reasonsAtOpening(session, challenge),
    action: context.action,
    held,
    drill: session.drillId !== undefined,
    issuedAtMs: context.issuedAtMs,
    expiresAtMs: context.expiresAtMs,
    ...(decidedAtMs === undefined ? {} : { decidedAtMs }),
  };
}

function reasonsAtOpening(session: Session, { context, reasons }: Challenge): Reason[] {
  return reasons.map((code) => {
    const evidence = session.signals.findLast(
      (signal) => signal.code === code && signal.participantId === context.participantId,
    )?.evidence;
    return { code, text: reasonSentence(code, evidence ?? {}) };
  });
}
