import type { RtcMethod, RtcNotice } from '#core/wire';
import { backoffMs } from './backoff.ts';
import { afterRefusal, refusalOf } from './hello-refusal.ts';
import { createPendingRequests } from './pending-requests.ts';
import { parseServerMessage, RtcError, type RtcParams, type RtcResult } from './rtc-protocol.ts';

export type Hello = RtcResult<'hello'>;
export type RtcSocketState = 'connecting' | 'open' | 'reconnecting' | 'closed';

export type RtcSocketOptions = {
  url: string;
  /** A pass for a first hello, or for one after the gateway has forgotten us. */
  freshToken: () => Promise<string>;
  onNotice: (notice: RtcNotice) => void;
  onState: (state: RtcSocketState) => void;
  /** After a reconnect. `resumed`: the gateway kept our transports; otherwise the media starts over. */
  onHello: (hello: Hello, resumed: boolean) => void;
  /** The gateway will not have us any more; no further attempt is made. */
  onRefused: (error: RtcError) => void;
  requestTimeoutMs?: number;
  random?: () => number;
  makeSocket?: (url: string) => WebSocket;
};

export type RtcSocket = {
  request<M extends RtcMethod>(method: M, params: RtcParams<M>): Promise<RtcResult<M>>;
  /** Idempotent; requests that wait are refused with `closed`. */
  close(): void;
};

const defaultTimeoutMs = 10_000;
const mostAttempts = 40;
/** Close code of the gateway when the same participant says hello elsewhere: two pages must not fight for the seat. */
const replacedCode = 4001;

/**
 * Request and response over the gateway's socket (core/wire.ts). A lost socket is opened again and resumed: media flows
 * on by itself meanwhile, only orders and notices wait.
 */
export function openRtcSocket(options: RtcSocketOptions): RtcSocket {
  const { random = Math.random, makeSocket = (url: string) => new WebSocket(url) } = options;
  const pending = createPendingRequests(options.requestTimeoutMs ?? defaultTimeoutMs);
  let socket: WebSocket | undefined;
  let resumeKey: string | undefined;
  let closed = false;
  let attempt = 0;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;

  function request<M extends RtcMethod>(method: M, params: RtcParams<M>): Promise<RtcResult<M>> {
    const target = socket;
    if (closed) return Promise.reject(new RtcError('closed'));
    if (target?.readyState !== WebSocket.OPEN) return Promise.reject(new RtcError('socket-lost'));
    return pending.add(method, (id) => target.send(JSON.stringify({ id, method, ...params })));
  }

  function onMessage(event: MessageEvent): void {
    const message = parseServerMessage(event.data);
    if (message === undefined) return;
    if (message.kind === 'response') pending.answer(message);
    else options.onNotice(message);
  }

  function onClosed(gone: WebSocket, code: number): void {
    if (socket !== gone) return;
    socket = undefined;
    pending.giveUp('socket-lost');
    if (closed) return;
    if (code === replacedCode) return refuse(new RtcError('replaced', 'opened in another tab or on another device'));
    options.onState('reconnecting');
    scheduleRetry();
  }

  function scheduleRetry(): void {
    if (attempt >= mostAttempts) return refuse(new RtcError('socket-lost', 'the gateway cannot be reached'));
    retryTimer = setTimeout(connect, backoffMs(attempt, random));
    attempt += 1;
  }

  function refuse(error: RtcError): void {
    close();
    options.onRefused(error);
  }

  async function sayHello(): Promise<void> {
    const knownKey = resumeKey;
    try {
      const hello = await request(
        'hello',
        knownKey === undefined ? { token: await options.freshToken() } : { resumeKey: knownKey },
      );
      resumeKey = hello.resumeKey;
      attempt = 0;
      options.onState('open');
      options.onHello(hello, knownKey !== undefined);
    } catch (error) {
      onHelloRefused(refusalOf(error), knownKey !== undefined);
    }
  }

  function onHelloRefused(error: RtcError, wasResume: boolean): void {
    if (closed) return;
    const next = afterRefusal(error, wasResume, attempt);
    if (next === 'wait') return;
    if (next === 'give-up') return refuse(error);
    if (next === 'start-over') resumeKey = undefined;
    socket?.close();
  }

  function connect(): void {
    if (closed) return;
    const opened = makeSocket(options.url);
    socket = opened;
    opened.addEventListener('open', () => void sayHello());
    opened.addEventListener('message', onMessage);
    opened.addEventListener('close', ({ code }) => onClosed(opened, code));
  }

  function close(): void {
    if (closed) return;
    closed = true;
    clearTimeout(retryTimer);
    pending.giveUp('closed');
    socket?.close();
    options.onState('closed');
  }

  options.onState('connecting');
  connect();
  return { request, close };
}
