import type { CallOpened } from '#core/event';
import type { NewId } from '#core/ids';
import type { OpenCall } from '../edge-client/open-call.ts';
import type { Participant } from '../media/participant.ts';
import { wholeMs } from '../report.ts';
import type { Sessions } from '../session/sessions.ts';
import { callerName, callOpening, drillHeader } from './call-opening.ts';
import { PhoneCall, type PhoneCallDeps } from './phone-call.ts';
import { refuseCall } from './refusal.ts';
import type { IncomingCall } from './sip/incoming-call.ts';

export type ReceiveCallDeps = PhoneCallDeps & {
  sessions: Sessions;
  openCall: OpenCall;
  newId: NewId;
  gatewayId: string;
  /** A call with a drill's mark has got its session. */
  onMarkedCall: (mark: string, sessionId: string) => void;
};

/** Asks the edge about a call that just arrived, then rings, holds or refuses. */
export async function receiveCall(call: IncomingCall, deps: ReceiveCallDeps): Promise<void> {
  const { events, newId, clock, gatewayId } = deps;
  const ids = { gatewayId, sessionId: newId('ses'), participantId: newId('par') };
  const opening = callOpening(call, ids, { atMs: wholeMs(clock), codec: 'PCMU' });
  events.note('call.offered', { sessionId: ids.sessionId, remote: call.remote.address, drill: 'drillMark' in opening });
  const mark = call.header(drillHeader);
  if (mark !== undefined) deps.onMarkedCall(mark, ids.sessionId);
  const cancelled = new Promise<'cancelled'>((resolve) => call.once('cancel', () => resolve('cancelled')));
  const asked = deps.openCall(opening);
  const result = await Promise.race([asked, cancelled]);
  if (result === 'cancelled') {
    // The edge may have opened the session meanwhile: it must learn that nobody is there.
    if ((await asked).ok) await reportGone(ids, deps);
    return;
  }
  if (!result.ok) {
    events.note('call.refused', { sessionId: ids.sessionId, code: result.code, detail: result.detail });
    refuseCall(call, statusOf(result.code));
    return;
  }
  const { opened } = result;
  events.note('call.opened', { sessionId: ids.sessionId, effect: opened.effect, drill: opened.drill });
  if (opened.effect === 'block') {
    call.reject(603);
    await reportGone(ids, deps, 'blocked');
    return;
  }
  const participant = participantOf(ids.participantId, callerName(opening), opened);
  const session = deps.sessions.open(ids.sessionId, 'call');
  const line = new PhoneCall(call, session, participant, opening, deps);
  session.phone = { line, participant };
  await line.start();
}

function participantOf(id: string, displayName: string, opened: CallOpened): Participant {
  const { matchNumber, expiresAtMs } = opened;
  return {
    id,
    displayName,
    leg: 'sip',
    protected: false,
    held: opened.effect === 'hold',
    prompt: matchNumber === undefined ? undefined : { matchNumber, expiresAtMs },
  };
}

/** 503 sends a PBX on to its bypass route: a call is never lost because verification is away (design §5.7). */
function statusOf(code: 'callee-unknown' | 'refused' | 'edge-away'): number {
  return { 'callee-unknown': 404, refused: 403, 'edge-away': 503 }[code];
}

async function reportGone(
  ids: { sessionId: string; participantId: string },
  { report }: ReceiveCallDeps,
  reason = 'caller-cancelled',
): Promise<void> {
  await report({ type: 'participant.left', ...pick(ids), reason }, 'urgent');
  await report({ type: 'session.ended', sessionId: ids.sessionId, reason }, 'urgent');
}

function pick({ sessionId, participantId }: { sessionId: string; participantId: string }) {
  return { sessionId, participantId };
}
