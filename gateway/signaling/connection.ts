import type { WebSocket } from 'ws';
import type { RtcNotice, RtcServerMessage } from '#core/wire';
import { textOf } from '../frame-text.ts';
import type { Timer } from '../legs/rtp/clock.ts';
import { Serial } from '../serial.ts';
import type { NoticeSink } from '../session/page-seat.ts';
import { parseFrame } from './frames.ts';
import { admitHello, type HelloDeps, type Peer, tellStanding } from './hello.ts';
import { createRateLimit } from './rate-limit.ts';
import { answer, type Place, type RequestDeps } from './requests.ts';

export type ConnectionDeps = HelloDeps & RequestDeps;

const helloMs = 5000;
const heartbeatMs = 10_000;
const mostBadFrames = 5;
const mostBufferedBytes = 1_048_576;
/** RFC 6455 §7.4.1: policy violation. */
const policyViolation = 1008;

/** One page's socket: frames in order, each judged before anything is done with it. */
export class Connection implements NoticeSink {
  readonly #socket: WebSocket;
  readonly #peer: Peer;
  readonly #deps: ConnectionDeps;
  readonly #work = new Serial();
  readonly #rate = createRateLimit(50, 100);
  readonly #helloTimer: Timer;
  #heartbeat: Timer | undefined;
  #place: Place | undefined;
  #badFrames = 0;
  #alive = true;

  constructor(socket: WebSocket, peer: Peer, deps: ConnectionDeps) {
    this.#socket = socket;
    this.#peer = peer;
    this.#deps = deps;
    this.#helloTimer = deps.clock.after(helloMs, () => this.end(policyViolation, 'hello expected'));
    socket.on('message', (bytes, isBinary) => this.#receive(isBinary ? undefined : textOf(bytes)));
    socket.on('pong', () => {
      this.#alive = true;
    });
    // Protocol errors (RFC 6455 §7.1.7) close the socket by themselves; they must not end the process.
    socket.on('error', (error) => this.#deps.events.note('page.bad-frame', { fault: error.message }));
    socket.on('close', () => this.#closed());
    this.#beat();
  }

  send(notice: RtcNotice): void {
    this.#write(notice);
  }

  end(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  #receive(text: string | undefined): void {
    if (!this.#rate.take(this.#deps.clock.nowMs())) {
      this.#deps.events.note('page.rate-limited', { remoteAddress: this.#peer.remoteAddress });
      this.end(policyViolation, 'too many messages');
      return;
    }
    const frame = text === undefined ? ({ ok: false, id: 0 } as const) : parseFrame(text);
    if (!frame.ok) {
      this.#refuseFrame(frame.id);
      return;
    }
    const { request } = frame;
    void this.#work.run(async () => {
      const reply = await this.#answer(request);
      this.#write(
        reply.ok
          ? { kind: 'response', id: request.id, ok: true, result: reply.result }
          : {
              kind: 'response',
              id: request.id,
              ok: false,
              code: reply.code,
              ...(reply.detail && { detail: reply.detail }),
            },
      );
      // Only now, so that no notice overtakes the answer; what was said meanwhile waits at the seat.
      if (request.method === 'hello' && reply.ok) this.#takeSeat();
      if (request.method === 'leave') this.end(1000, 'left');
    });
  }

  async #answer(
    request: Extract<ReturnType<typeof parseFrame>, { ok: true }>['request'],
  ): Promise<{ ok: true; result: object } | { ok: false; code: string; detail?: string }> {
    if (request.method !== 'hello') {
      return this.#place === undefined
        ? { ok: false, code: 'not-signed-in', detail: 'hello first' }
        : answer(request, this.#place, this.#deps);
    }
    if (this.#place !== undefined) return { ok: false, code: 'invalid-request', detail: 'hello was said' };
    const admitted = await admitHello(request, this.#peer, this.#deps).catch((error: unknown) => {
      this.#deps.events.note('page.refused', { error });
      return { ok: false, code: 'internal' } as const;
    });
    if (!admitted.ok) return admitted;
    this.#helloTimer.cancel();
    this.#place = admitted.place;
    return { ok: true, result: admitted.result };
  }

  #takeSeat(): void {
    if (this.#place === undefined) return;
    this.#place.seat.attach(this);
    tellStanding(this.#place.seat);
    if (this.#socket.readyState !== this.#socket.OPEN) this.#closed();
  }

  #refuseFrame(id: number): void {
    this.#badFrames += 1;
    this.#deps.events.note('page.bad-frame', { remoteAddress: this.#peer.remoteAddress, count: this.#badFrames });
    this.#write({ kind: 'response', id, ok: false, code: 'invalid-request' });
    if (this.#badFrames >= mostBadFrames) this.end(policyViolation, 'too many bad frames');
  }

  #write(message: RtcServerMessage): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    // A page that does not read must not fill our memory; it resumes with a new socket.
    if (this.#socket.bufferedAmount > mostBufferedBytes) this.#socket.terminate();
    else this.#socket.send(JSON.stringify(message));
  }

  #beat(): void {
    this.#heartbeat = this.#deps.clock.after(heartbeatMs, () => {
      if (!this.#alive) {
        this.#socket.terminate();
        return;
      }
      this.#alive = false;
      if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
      this.#beat();
    });
  }

  #closed(): void {
    this.#helloTimer.cancel();
    this.#heartbeat?.cancel();
    const place = this.#place;
    if (place?.seat.detach(this) === true) place.session.lost(place.seat);
  }
}
