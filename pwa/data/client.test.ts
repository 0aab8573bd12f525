import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorTable, problemOf } from '#core/errors';
import { errorWords, wordsOf } from '../i18n/en.ts';
import { createClient } from './client.ts';
import { ApiError, errorOfReply, isTransport } from './problem.ts';

let server: Server;
let origin = '';
const seen: { method?: string; body: string }[] = [];

/** A real server whose paths say what it answers. */
beforeAll(async () => {
  server = createServer((request, reply) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      seen.push({ ...(request.method === undefined ? {} : { method: request.method }), body });
      answer(request.url ?? '', reply);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function answer(url: string, reply: import('node:http').ServerResponse): void {
  switch (url) {
    case '/ok':
      reply.setHeader('content-type', 'application/json');
      reply.end('{"a":1}');
      break;
    case '/empty':
      reply.statusCode = 204;
      reply.end();
      break;
    case '/decided':
      reply.statusCode = 409;
      reply.setHeader('content-type', 'application/problem+json');
      reply.end(
        JSON.stringify({ ...problemOf('challenge-decided', 'at noon', 'req-1'), challenge: { state: 'passed' } }),
      );
      break;
    case '/signed-out':
      reply.statusCode = 401;
      reply.setHeader('content-type', 'application/problem+json');
      reply.end(JSON.stringify(problemOf('not-signed-in')));
      break;
    case '/page':
      reply.setHeader('content-type', 'text/html');
      reply.end('<h1>hotel wifi</h1>');
      break;
    case '/bad-gateway':
      reply.statusCode = 502;
      reply.end('upstream');
      break;
    default:
    // Says nothing: the client has to give up by itself.
  }
}

function clientOf(parts: { isOnline?: () => boolean; onSignedOut?: () => void; timeoutMs?: number } = {}) {
  return createClient({
    fetch: (path, init) => fetch(new URL(path as string, origin), init),
    isOnline: () => true,
    ...parts,
  });
}
async function failureOf(work: Promise<unknown>): Promise<ApiError> {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!(error instanceof ApiError)) throw new Error(`expected an ApiError, got ${String(error)}`);
  return error;
}

test('a reply is parsed, and an empty one is undefined', async () => {
  expect(await clientOf().get('/ok')).toEqual({ a: 1 });
  expect(await clientOf().post('/empty')).toBeUndefined();
});

test('a post without a body sends an empty object', async () => {
  await clientOf().post('/ok');
  expect(seen.at(-1)).toEqual({ method: 'POST', body: '{}' });
});

test('each way of writing sends its own method', async () => {
  const client = clientOf();
  await client.put('/ok', { a: 1 });
  await client.patch('/ok', { b: null });
  await client.remove('/ok');
  expect(seen.slice(-3)).toEqual([
    { method: 'PUT', body: '{"a":1}' },
    { method: 'PATCH', body: '{"b":null}' },
    { method: 'DELETE', body: '{}' },
  ]);
});

test('CSV is sent as it stands, and text is read as it stands', async () => {
  await clientOf().postFile('/ok', { text: 'Email\r\na@b.example', type: 'text/csv' });
  expect(seen.at(-1)).toEqual({ method: 'POST', body: 'Email\r\na@b.example' });
  expect(await clientOf().getText('/page')).toBe('<h1>hotel wifi</h1>');
  expect((await failureOf(clientOf().getText('/decided'))).code).toBe('challenge-decided');
});

test('a problem becomes an error with its code, detail, request id and members', async () => {
  const error = await failureOf(clientOf().get('/decided'));
  expect(error).toMatchObject({ code: 'challenge-decided', status: 409, detail: 'at noon', requestId: 'req-1' });
  expect(error.problem['challenge']).toEqual({ state: 'passed' });
});

test('being signed out is told once for each refusal', async () => {
  let told = 0;
  const client = clientOf({ onSignedOut: () => (told += 1) });
  expect((await failureOf(client.get('/signed-out'))).code).toBe('not-signed-in');
  await failureOf(client.get('/decided'));
  expect(told).toBe(1);
});

test('offline fails at once and sends nothing', async () => {
  const before = seen.length;
  expect((await failureOf(clientOf({ isOnline: () => false }).post('/ok'))).code).toBe('offline');
  expect(seen.length).toBe(before);
});

test('silence ends in a timeout', async () => {
  expect((await failureOf(clientOf({ timeoutMs: 60 }).get('/silence'))).code).toBe('timeout');
});

test('the caller’s own abort is not an error of the server', async () => {
  const abort = new AbortController();
  const work = clientOf().get('/silence', { signal: abort.signal });
  abort.abort();
  await expect(work).rejects.not.toBeInstanceOf(ApiError);
});

test('what is not from the edge counts as unreachable', async () => {
  expect((await failureOf(clientOf().get('/page'))).code).toBe('unreachable');
  expect((await failureOf(clientOf().get('/bad-gateway'))).code).toBe('unreachable');
  expect(isTransport(errorOfReply(503, 'text/plain', ''))).toBe(true);
});

test('a problem without a code, or that is no JSON, is internal', () => {
  expect(errorOfReply(500, 'application/problem+json', '{"status":500}').code).toBe('internal');
  expect(errorOfReply(500, 'application/problem+json', '<html>').code).toBe('internal');
  expect(errorOfReply(400, 'application/problem+json', 'null').code).toBe('internal');
});

test('every code has words, and an unknown one falls back to its title', () => {
  for (const code of Object.keys(errorTable)) expect(errorWords).toHaveProperty(code);
  const unknown = errorOfReply(409, 'application/problem+json', '{"code":"brand-new","title":"Something new"}');
  expect(wordsOf(unknown)).toBe('Something new');
  expect(wordsOf(new Error('boom'))).toBe(errorWords.internal);
});
