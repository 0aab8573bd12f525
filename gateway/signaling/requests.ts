import type { types } from 'mediasoup';
import { assertNever } from '#core/result';
import type { RtcRequest } from '#core/wire';
import type { Events } from '../events.ts';
import type { Clock } from '../legs/rtp/clock.ts';
import { MediaRefused } from '../media/page-port.ts';
import type { Report } from '../report.ts';
import type { ScoreDesk } from '../scoring/score-desk.ts';
import type { PageSeat } from '../session/page-seat.ts';
import type { Session } from '../session/session.ts';
import { bindingOf } from './binding.ts';

export type Place = { session: Session; seat: PageSeat };
export type RequestDeps = { clock: Clock; events: Events; report: Report; desk: ScoreDesk };
export type Answer = { ok: true; result: object } | { ok: false; code: string; detail?: string };

type Admitted = Exclude<RtcRequest, { method: 'hello' }>;
type Score = Extract<RtcRequest, { method: 'voice-score' }>;
type Connect = Extract<RtcRequest, { method: 'connect-transport' }>;

/** Answers one request of an admitted page. mediasoup judges its own objects; what it throws is the page's fault. */
export async function answer(request: Admitted, place: Place, deps: RequestDeps): Promise<Answer> {
  try {
    return { ok: true, result: await perform(request, place, deps) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, code: error.code, detail: error.message };
    const detail = error instanceof Error ? error.message.slice(0, 200) : 'failed';
    const { seat } = place;
    deps.events.note('page.media-refused', { participantId: seat.participant.id, method: request.method, detail });
    return { ok: false, code: 'invalid-request', ...(error instanceof MediaRefused ? { detail } : {}) };
  }
}

class Refusal extends Error {
  readonly code: string;
  constructor(code: string, detail: string) {
    super(detail);
    this.code = code;
  }
}

async function perform(request: Admitted, place: Place, deps: RequestDeps): Promise<object> {
  const { session, seat } = place;
  const { id } = seat.participant;
  switch (request.method) {
    case 'create-transport':
      return session.room.onPage(id, (port) => port.createTransport(request.direction));
    case 'connect-transport':
      return connectTransport(request, place, deps);
    case 'produce': {
      const rtpParameters = request.rtpParameters as unknown as types.RtpParameters;
      const producer = await session.room.onPage(id, (port) => port.produce(request.transportId, rtpParameters));
      await session.room.refresh();
      deps.desk.openPage(session, seat.participant);
      return { producerId: producer.id };
    }
    case 'receive': {
      const capabilities = request.rtpCapabilities as unknown as types.RtpCapabilities;
      await session.room.onPage(id, (port) => port.receive(capabilities));
      session.room.announceAll(id);
      await session.room.refresh();
      return {};
    }
    case 'resume-consumer':
      await session.room.resumeConsumer(id, request.consumerId);
      return {};
    case 'restart-ice':
      return { iceParameters: await session.room.onPage(id, (port) => port.restartIce(request.transportId)) };
    case 'leave':
      await session.leave(id, 'left');
      return {};
    case 'voice-score':
      await takeScore(request, place, deps);
      return {};
    default:
      return assertNever(request);
  }
}

async function connectTransport(request: Connect, { session, seat }: Place, deps: RequestDeps): Promise<object> {
  const { id } = seat.participant;
  const binding = bindingOf(request.dtlsParameters);
  if (binding === undefined) throw new Refusal('invalid-request', 'a sha-256 fingerprint is needed');
  const dtlsParameters = request.dtlsParameters as unknown as types.DtlsParameters;
  const direction = await session.room.onPage(id, (port) => port.connect(request.transportId, dtlsParameters));
  // His voice comes over the sending transport: another one there (a rebuilt room, a swapped page) is news.
  if (seat.binding !== undefined && (direction === 'recv' || seat.binding === binding)) return {};
  seat.binding = binding;
  const { remoteAddress, userAgent } = seat;
  await deps.report(
    {
      type: 'participant.joined',
      sessionId: session.id,
      participantId: id,
      facts: {
        leg: 'webrtc',
        binding,
        remoteAddress,
        codec: session.sendCodec.slice('audio/'.length),
        ...(userAgent === undefined ? {} : { userAgent }),
      },
    },
    'urgent',
  );
  return {};
}

/** Only a listener's word about another counts, and only a protected listener is asked (design §5.1). */
async function takeScore(request: Score, { session, seat }: Place, deps: RequestDeps): Promise<void> {
  const listener = seat.participant;
  const { id: _id, method: _method, participantId, atMs: _atMs, ...score } = request;
  if (!listener.protected || participantId === listener.id) throw new Refusal('not-allowed', 'not a listener of him');
  if (session.participant(participantId) === undefined) throw new Refusal('participant-unknown', 'not in this session');
  const nowMs = deps.clock.nowMs();
  if (!seat.mayScore(participantId, nowMs)) {
    deps.events.note('score.dropped', { participantId });
    return;
  }
  if (score.monitoring !== 'not-monitored') deps.desk.heard(participantId, nowMs);
  deps.events.note('score.taken', { participantId });
  await deps.report({
    type: 'voice.scored',
    sessionId: session.id,
    participantId,
    source: 'listener',
    listenerId: listener.id,
    ...score,
  });
}
