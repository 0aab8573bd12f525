import * as v from 'valibot';
import { type RawData, WebSocket } from 'ws';
import type { Action } from '#core/action';
import { fleetMessageSchema } from '#core/wire';
import type { Events } from '../events.ts';
import type { Clock, Timer } from '../legs/rtp/clock.ts';
import { textOf } from '../frame-text.ts';
import { backoffMs } from './backoff.ts';

export type EdgeState = 'connected' | 'away';

export type ActionReceiver = {
  readonly state: EdgeState;
  /** Since when the edge is away, epoch ms; undefined while it is there. */
  readonly awaySinceMs: number | undefined;
  /** A delivery failed: look now whether the socket still lives. */
  probe(): void;
  close(): void;
};

export type ActionReceiverDeps = {
  edgeUrl: string;
  gatewayKey: string;
  gatewayId: string;
  clock: Clock;
  events: Events;
  random: () => number;
  onAction: (action: Action) => void;
  /** `sinceMs`: epoch ms at which the state that ends began. Not called for gaps shorter than `graceMs`. */
  onState: (state: EdgeState, sinceMs: number) => void;
};

const heartbeatMs = 5000;
const silenceMs = 12_000;
/** Shorter gaps (an object moves, a deployment) are no news for anybody on a call. */
const graceMs = 1000;

/** Keeps one WebSocket to the edge's fleet object, on which orders arrive. */
export function createActionReceiver(deps: ActionReceiverDeps): ActionReceiver {
  return new FleetSocket(deps);
}

class FleetSocket implements ActionReceiver {
  readonly #deps: ActionReceiverDeps;
  #socket: WebSocket | undefined;
  #retry: Timer | undefined;
  #grace: Timer | undefined;
  #heartbeat: Timer | undefined;
  #attempt = 0;
  #heardAtMs = 0;
  #answersPings = false;
  #sinceMs: number;
  #closed = false;
  state: EdgeState = 'away';

  constructor(deps: ActionReceiverDeps) {
    this.#deps = deps;
    this.#sinceMs = deps.clock.nowMs();
    this.#connect();
  }

  get awaySinceMs(): number | undefined {
    return this.state === 'away' ? this.#sinceMs : undefined;
  }

  probe(): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.ping();
  }

  close(): void {
    this.#closed = true;
    for (const timer of [this.#retry, this.#grace, this.#heartbeat]) timer?.cancel();
    this.#socket?.terminate();
  }

  #connect(): void {
    const { edgeUrl, gatewayKey, gatewayId } = this.#deps;
    const url = `${edgeUrl.replace(/^http/, 'ws')}/api/gateway/connect?gatewayId=${encodeURIComponent(gatewayId)}`;
    const socket = new WebSocket(url, {
      headers: { authorization: `Bearer ${gatewayKey}` },
      handshakeTimeout: 5000,
      maxPayload: 1_048_576,
      perMessageDeflate: false,
    });
    this.#socket = socket;
    socket.on('open', () => this.#opened(socket));
    socket.on('message', (bytes, isBinary) => this.#received(bytes, isBinary));
    socket.on('pong', () => {
      this.#answersPings = true;
      this.#heardAtMs = this.#deps.clock.nowMs();
    });
    socket.on('error', (error) =>
      this.#deps.events.note('edge.delivery-failed', { fault: error.message, on: 'socket' }),
    );
    socket.on('close', () => this.#lost(socket));
  }

  #opened(socket: WebSocket): void {
    this.#attempt = 0;
    this.#heardAtMs = this.#deps.clock.nowMs();
    this.#grace?.cancel();
    this.#grace = undefined;
    this.#beat(socket);
    this.#become('connected');
  }

  #lost(socket: WebSocket): void {
    if (this.#closed || this.#socket !== socket) return;
    this.#heartbeat?.cancel();
    const lostAtMs = this.#deps.clock.nowMs();
    if (this.state === 'connected') {
      this.#grace ??= this.#deps.clock.after(graceMs, () => {
        this.#grace = undefined;
        this.#become('away', lostAtMs);
      });
    }
    this.#attempt += 1;
    const delayMs = backoffMs(this.#attempt, this.#deps.random, 200, 5000);
    this.#retry = this.#deps.clock.after(delayMs, () => this.#connect());
  }

  #become(state: EdgeState, atMs = this.#deps.clock.nowMs()): void {
    if (this.state === state) return;
    const sinceMs = this.#sinceMs;
    this.state = state;
    this.#sinceMs = atMs;
    this.#deps.events.note(state === 'connected' ? 'edge.connected' : 'edge.away', {});
    this.#deps.onState(state, sinceMs);
  }

  #beat(socket: WebSocket): void {
    this.#heartbeat?.cancel();
    this.#heartbeat = this.#deps.clock.after(heartbeatMs, () => {
      // Proxies exist that swallow ping frames: silence counts only where an answer was seen before.
      if (this.#answersPings && this.#deps.clock.nowMs() - this.#heardAtMs > silenceMs) {
        socket.terminate();
        return;
      }
      socket.ping();
      this.#beat(socket);
    });
  }

  #received(bytes: RawData, isBinary: boolean): void {
    this.#heardAtMs = this.#deps.clock.nowMs();
    const text = isBinary ? '' : textOf(bytes);
    const message = parseMessage(text);
    if (message === undefined) {
      this.#deps.events.note('edge.bad-message', { characters: text.length });
      return;
    }
    if (message.type === 'action') this.#deps.onAction(message.action);
  }
}

function parseMessage(text: string): v.InferOutput<typeof fleetMessageSchema> | undefined {
  try {
    const parsed = v.safeParse(fleetMessageSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
