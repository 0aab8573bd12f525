import { effects } from './policy.ts';
import { reasonsOf, type Session } from './session.ts';
import type { DrillView } from './view.ts';

/** How a drill stands, read from its session. Done means: judged, and the hold has taken effect. */
export function drillViewOf(drillId: string, session: Session): DrillView {
  const caller = session.participants.find((one) => one.role === 'caller');
  const row = session.cases.find((one) => one.participantId === caller?.id);
  const effectiveAtMs = session.firstHoldEffectiveAtMs;
  const isDone = row !== undefined && effectiveAtMs !== undefined;
  const speechAtMs = caller?.firstSpeechAtMs ?? effectiveAtMs;
  return {
    id: drillId,
    state: isDone ? 'done' : session.state === 'ended' ? 'failed' : 'running',
    session: session.id,
    ...(row === undefined ? {} : { caseId: row.id }),
    ...(effectiveAtMs === undefined || speechAtMs === undefined
      ? {}
      : { heldAfterMs: Math.max(0, effectiveAtMs - speechAtMs) }),
    ...(effects.indexOf(session.topEffect) === 0 ? {} : { decision: session.topEffect }),
    reasons: caller === undefined ? [] : reasonsOf(session, caller.id).map(({ text }) => text),
    ...(!isDone && session.state === 'ended' ? { detail: 'The call ended before the caller was held.' } : {}),
  };
}
