import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { problemOf } from '#core/errors';
import { createClient } from './client.ts';
import { createDeviceKey, type DeviceKeyParts } from './device-key.ts';

type Seen = { method: string; path: string; proof: string | undefined };

const edgeMs = Date.UTC(2026, 10, 23, 12);
let server: Server;
let origin = '';
let seen: Seen[] = [];
/** What the edge says of a proof that came so many seconds from its own time. */
let judge: (offSeconds: number) => 'device-proof-stale' | 'device-proof-refused' | undefined = () => undefined;

/** A real server with a clock of its own that looks at proofs. */
beforeAll(async () => {
  server = createServer((request, reply) => {
    const proof = request.headers['dpop']?.toString();
    seen.push({ method: request.method ?? '', path: request.url ?? '', proof });
    const code = proof === undefined ? undefined : judge((decodeJwt(proof).iat ?? Number.NaN) - edgeMs / 1_000);
    reply.setHeader('date', new Date(edgeMs).toUTCString());
    reply.statusCode = code === undefined ? 200 : 400;
    reply.setHeader('content-type', code === undefined ? 'application/json' : 'application/problem+json');
    reply.end(JSON.stringify(code === undefined ? { ok: true } : problemOf(code)));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen = [];
  judge = () => undefined;
});

const newPair = () => crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);

function clientWith(parts: Partial<DeviceKeyParts> = {}) {
  const device = createDeviceKey({
    origin,
    load: newPair,
    nowMs: () => edgeMs,
    newId: () => crypto.randomUUID(),
    ...parts,
  });
  return createClient({
    fetch: (path, init) => fetch(new URL(path as string, origin), init),
    isOnline: () => true,
    device,
  });
}

test('a proof goes with what asks for one, each a new one about its own request, and with nothing else', async () => {
  const client = clientWith();
  await client.post('/api/signin', { a: 1 }, { proved: true });
  await client.get('/api/invitations/x?a=1', { proved: true });
  await client.post('/api/signout');
  const claims = seen.map(({ proof }) => (proof === undefined ? undefined : decodeJwt(proof)));
  expect(claims.map((one) => [one?.['htm'], one?.['htu']])).toEqual([
    ['POST', `${origin}/api/signin`],
    ['GET', `${origin}/api/invitations/x`],
    [undefined, undefined],
  ]);
  expect(claims[0]?.jti).not.toBe(claims[1]?.jti);
});

test('the key is loaded once, and not before it is needed', async () => {
  let loads = 0;
  const client = clientWith({
    load: () => {
      loads += 1;
      return newPair();
    },
  });
  await client.post('/api/signout');
  expect(loads).toBe(0);
  await Promise.all([1, 2, 3].map(() => client.post('/api/signin', {}, { proved: true })));
  expect(loads).toBe(1);
});

test('a browser that keeps no keys signs in without, and is asked for its key again the next time', async () => {
  let loads = 0;
  const load = (): Promise<CryptoKeyPair> => {
    loads += 1;
    return loads === 1 ? Promise.reject(new DOMException('no storage here', 'InvalidStateError')) : newPair();
  };
  const client = clientWith({ load });
  expect(await client.post('/api/signin', {}, { proved: true })).toEqual({ ok: true });
  expect(await client.post('/api/signin', {}, { proved: true })).toEqual({ ok: true });
  expect(seen.map(({ proof }) => proof === undefined)).toEqual([true, false]);
});

test('storage that never answers, or a key that cannot sign, keeps nobody from signing in', async () => {
  const silent = clientWith({ load: () => new Promise(() => undefined), patienceMs: 20 });
  expect(await silent.post('/api/signin', {}, { proved: true })).toEqual({ ok: true });
  const broken = clientWith({ load: () => Promise.resolve({} as CryptoKeyPair) });
  expect(await broken.post('/api/signin', {}, { proved: true })).toEqual({ ok: true });
  expect(seen.map(({ proof }) => proof)).toEqual([undefined, undefined]);
});

test('a clock that is wrong is set by the edge’s, and stays so', async () => {
  judge = (off) => (Math.abs(off) <= 60 ? undefined : 'device-proof-stale');
  const client = clientWith({ nowMs: () => edgeMs + 7 * 60_000 });
  expect(await client.post('/api/signin', {}, { proved: true })).toEqual({ ok: true });
  expect(await client.post('/api/signin', {}, { proved: true })).toEqual({ ok: true });
  expect(seen.map(({ proof }) => decodeJwt(proof ?? '').iat)).toEqual(
    [7 * 60, 0, 0].map((seconds) => edgeMs / 1_000 + seconds),
  );
});

test('a proof that is refused whatever its time is left out, once', async () => {
  judge = () => 'device-proof-refused';
  expect(await clientWith().post('/api/signin', { a: 1 }, { proved: true })).toEqual({ ok: true });
  expect(seen.map(({ proof }) => proof === undefined)).toEqual([false, false, true]);
});
