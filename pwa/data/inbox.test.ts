import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import type { ChallengeView } from '#core/view';
import type { InboxMessage, RingingCall } from '#core/wire';
import { createInbox, type Inbox } from './inbox.ts';
import { backoffMs } from './socket.ts';

const call = (sessionId: string): RingingCall => ({
  sessionId,
  from: { displayName: 'Somebody' },
  status: 'unverified',
  reasons: [],
  drill: false,
  sinceMs: 0,
});
const challenge = (id: string, state: ChallengeView['state'] = 'sent') => ({ id, state }) as ChallengeView;

/** Busy machines are slow, not wrong. */
const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 8000 });

let server: WebSocketServer | undefined;
let inbox: Inbox | undefined;
afterEach(() => {
  inbox?.stop();
  for (const client of server?.clients ?? []) client.terminate();
  server?.close();
});

async function openInbox(hello: InboxMessage): Promise<{ inbox: Inbox; server: WebSocketServer }> {
  const opened = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server = opened;
  opened.on('connection', (socket) => {
    socket.on('message', (frame: Buffer) => frame.toString() === 'ping' && socket.send('pong'));
    socket.send(JSON.stringify(hello));
  });
  await new Promise((listening) => opened.once('listening', listening));
  const url = `ws://127.0.0.1:${(opened.address() as AddressInfo).port}`;
  const made = createInbox({ url, connect: (to) => new WebSocket(to), random: () => 1, nowMs: () => 1000 });
  inbox = made;
  made.start();
  await until(() => expect(made.state.value).toBe('open'));
  return { inbox: made, server: opened };
}
const send = (message: InboxMessage): void => {
  for (const client of server?.clients ?? []) client.send(JSON.stringify(message));
};

test('hello fills the inbox and tells how far the clocks are apart', async () => {
  const { inbox } = await openInbox({
    type: 'hello',
    nowMs: 1250,
    challenges: [challenge('a')],
    ringing: [call('s1')],
  });
  await until(() => expect(inbox.ringing.value.length).toBe(1));
  expect(inbox.skewMs.value).toBe(250);
  expect(inbox.challenges.value.map(({ id }) => id)).toEqual(['a']);
});

test('a call rings once however often it is told, and stops', async () => {
  const { inbox } = await openInbox({ type: 'hello', nowMs: 0, challenges: [], ringing: [] });
  send({ type: 'ringing', call: call('s1') });
  send({ type: 'ringing', call: { ...call('s1'), status: 'held' } });
  await until(() => expect(inbox.ringing.value.map(({ status }) => status)).toEqual(['held']));
  send({ type: 'ringing-over', sessionId: 's1' });
  await until(() => expect(inbox.ringing.value).toEqual([]));
});

test('only open challenges are listed, and a decided one is kept for its page', async () => {
  const { inbox } = await openInbox({
    type: 'hello',
    nowMs: 0,
    challenges: [challenge('old', 'passed'), challenge('a')],
    ringing: [],
  });
  await until(() => expect(inbox.challenges.value.map(({ id }) => id)).toEqual(['a']));
  send({ type: 'challenge-over', challenge: challenge('a', 'denied') });
  await until(() => expect(inbox.decided.value?.state).toBe('denied'));
  expect(inbox.challenges.value).toEqual([]);
});

test('a lost socket comes back and is filled again', async () => {
  const { inbox, server } = await openInbox({ type: 'hello', nowMs: 0, challenges: [], ringing: [call('s1')] });
  for (const client of server.clients) client.terminate();
  await until(() => expect(inbox.state.value).toBe('closed'));
  await until(() => expect(inbox.state.value).toBe('open'));
  expect(inbox.ringing.value.map(({ sessionId }) => sessionId)).toEqual(['s1']);
});

test('frames that are no JSON are dropped', async () => {
  const { inbox, server } = await openInbox({ type: 'hello', nowMs: 0, challenges: [], ringing: [] });
  for (const client of server.clients) client.send('{');
  send({ type: 'ringing', call: call('s2') });
  await until(() => expect(inbox.ringing.value.length).toBe(1));
});

test('waits grow to eight seconds and are spread by half', () => {
  expect([0, 1, 2].map((attempt) => backoffMs(attempt, 0))).toEqual([500, 1000, 2000]);
  expect(backoffMs(40, 0)).toBe(8000);
  expect(backoffMs(40, 1)).toBe(4000);
});
