import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import type { RtcNotice, RtcRequest } from '#core/wire';
import type { RtcError } from './rtc-protocol.ts';
import { openRtcSocket, type Hello, type RtcSocket, type RtcSocketState } from './rtc-socket.ts';

type Answer = { ok: true; result: unknown } | { ok: false; code: string } | undefined;
const hello = { participantId: 'par_listener00001', sessionId: 'ses_session000001', resumeKey: 'key-1', held: false };

let server: WebSocketServer;
let sockets: ServerSocket[];
let requests: RtcRequest[];
let answer: (request: RtcRequest) => Answer;
let opened: RtcSocket[];

beforeEach(async () => {
  [sockets, requests, opened] = [[], [], []];
  answer = (request) => ({ ok: true, result: request.method === 'hello' ? hello : {} });
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => {
    sockets.push(socket);
    socket.on('message', (bytes) => {
      const request = JSON.parse((bytes as Buffer).toString()) as RtcRequest;
      requests.push(request);
      const reply = answer(request);
      if (reply !== undefined) socket.send(JSON.stringify({ kind: 'response', id: request.id, ...reply }));
    });
  });
  await new Promise((resolve) => server.once('listening', resolve));
});

afterEach(async () => {
  for (const socket of opened) socket.close();
  for (const socket of sockets) socket.terminate();
  await new Promise((resolve) => server.close(resolve));
});

function connect(requestTimeoutMs?: number, freshToken?: () => Promise<string>) {
  const seen = { states: [] as RtcSocketState[], notices: [] as RtcNotice[], hellos: [] as boolean[], tokens: 0 };
  const refused = vi.fn<(error: RtcError) => void>();
  const socket = openRtcSocket({
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/rtc`,
    freshToken: freshToken ?? (() => Promise.resolve(`token-${(seen.tokens += 1)}`)),
    onNotice: (notice) => seen.notices.push(notice),
    onState: (state) => seen.states.push(state),
    onHello: (_hello: Hello, resumed) => seen.hellos.push(resumed),
    onRefused: refused,
    random: () => 0,
    ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
  });
  opened.push(socket);
  return { socket, seen, refused };
}

const until = (condition: () => void): Promise<void> => vi.waitFor(condition, { timeout: 5000, interval: 5 });
const code = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'resolved',
    (error: RtcError) => error.code,
  );

describe('the socket to the gateway', () => {
  test('says hello with the pass and then answers requests by their id', async () => {
    const { socket, seen } = connect();
    await until(() => expect(seen.hellos).toEqual([false]));
    expect(requests[0]).toMatchObject({ method: 'hello', token: 'token-1' });
    const [first, second] = await Promise.all([
      socket.request('create-transport', { direction: 'send' }),
      socket.request('leave', {}),
    ]);
    expect([first, second]).toEqual([{}, {}]);
    expect(new Set(requests.map(({ id }) => id)).size).toBe(requests.length);
  });

  test('a refusal carries the gateway’s code', async () => {
    const { socket, seen } = connect();
    await until(() => expect(seen.hellos).toHaveLength(1));
    answer = () => ({ ok: false, code: 'invalid-request' });
    expect(await code(socket.request('leave', {}))).toBe('invalid-request');
  });

  test('a request that is not answered times out', async () => {
    const { socket, seen } = connect(50);
    await until(() => expect(seen.hellos).toHaveLength(1));
    answer = () => undefined;
    expect(await code(socket.request('leave', {}))).toBe('timeout');
  });

  test('a lost socket is opened again and resumed with the key, without another pass', async () => {
    const { seen } = connect();
    await until(() => expect(seen.hellos).toHaveLength(1));
    sockets[0]?.terminate();
    await until(() => expect(seen.hellos).toEqual([false, true]));
    expect(requests.at(-1)).toMatchObject({ method: 'hello', resumeKey: 'key-1' });
    expect(seen.tokens).toBe(1);
    expect(seen.states).toEqual(['connecting', 'open', 'reconnecting', 'open']);
  });

  test('a gateway that has forgotten the key gets a fresh pass', async () => {
    const { seen } = connect();
    await until(() => expect(seen.hellos).toHaveLength(1));
    answer = (request) =>
      'resumeKey' in request && request.resumeKey !== undefined
        ? { ok: false, code: 'resume-unknown' }
        : { ok: true, result: hello };
    sockets[0]?.terminate();
    await until(() => expect(seen.hellos).toEqual([false, false]));
    expect(requests.at(-1)).toMatchObject({ token: 'token-2' });
  });

  test('a final refusal ends it, and nothing is tried again', async () => {
    answer = () => ({ ok: false, code: 'session-ended' });
    const { seen, refused } = connect();
    await until(() => expect(refused).toHaveBeenCalledOnce());
    expect(refused.mock.calls[0]?.[0].code).toBe('session-ended');
    expect(seen.states.at(-1)).toBe('closed');
    expect(sockets).toHaveLength(1);
  });

  test('an edge that is away is asked for a pass again, one that says no is not', async () => {
    let asked = 0;
    const { seen } = connect(undefined, () => {
      asked += 1;
      return asked === 1 ? Promise.reject(new Error('unreachable')) : Promise.resolve('late');
    });
    await until(() => expect(seen.hellos).toEqual([false]));
    expect(requests).toMatchObject([{ token: 'late' }]);
    const { refused } = connect(undefined, () =>
      Promise.reject(Object.assign(new Error('no'), { code: 'not-allowed' })),
    );
    await until(() => expect(refused.mock.calls[0]?.[0].code).toBe('not-allowed'));
  });

  test('a seat taken by another tab is not fought for', async () => {
    const { seen, refused } = connect();
    await until(() => expect(seen.hellos).toHaveLength(1));
    sockets[0]?.close(4001, 'replaced');
    await until(() => expect(refused).toHaveBeenCalledOnce());
    expect(refused.mock.calls[0]?.[0].code).toBe('replaced');
  });

  test('passes notices on and ignores what it does not know', async () => {
    const { seen, refused } = connect();
    await until(() => expect(seen.hellos).toHaveLength(1));
    for (const frame of [
      'not json',
      '[]',
      '{"kind":"news"}',
      '{"kind":"response","id":"x"}',
      '{"kind":"response","id":999,"ok":true}',
    ]) {
      sockets[0]?.send(frame);
    }
    sockets[0]?.send(JSON.stringify({ kind: 'notice', type: 'edge', state: 'away' }));
    await until(() => expect(seen.notices).toEqual([{ kind: 'notice', type: 'edge', state: 'away' }]));
    expect(refused).not.toHaveBeenCalled();
  });

  test('closing refuses what waits, twice does nothing more, and later requests are refused', async () => {
    const { socket, seen } = connect();
    await until(() => expect(seen.hellos).toHaveLength(1));
    answer = () => undefined;
    const waiting = code(socket.request('leave', {}));
    socket.close();
    socket.close();
    expect(await waiting).toBe('closed');
    expect(await code(socket.request('leave', {}))).toBe('closed');
    expect(seen.states.filter((state) => state === 'closed')).toHaveLength(1);
  });
});
