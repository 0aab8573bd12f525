import * as fc from 'fast-check';
import { EncryptJWT, SignJWT } from 'jose';
import { passEncryption, passKeyOf } from '#core/token';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { newId } from '../ids.ts';
import { testKey } from '../testing/fake-edge.ts';
import { bestOf } from '../testing/best-of.ts';
import { openPageClient, type PageClient } from '../testing/page-client.ts';
import { pageOrigin, startTestGateway, type TestGateway } from '../testing/test-gateway.ts';

describe('the pages’ socket', () => {
  let stack: TestGateway;
  let sessionId: string;
  const pages: PageClient[] = [];

  beforeAll(async () => {
    stack = await startTestGateway(24_100);
  }, 30_000);
  beforeEach(() => {
    sessionId = newId('ses');
  });
  afterAll(async () => {
    for (const page of pages) page.close();
    await stack.close();
  });

  async function open(): Promise<PageClient> {
    const page = await openPageClient(stack.gateway.port, pageOrigin);
    pages.push(page);
    return page;
  }
  type Claims = Partial<Parameters<TestGateway['edge']['token']>[0]>;
  const pass = (claims: Claims = {}): Promise<string> =>
    stack.edge.token({ sub: newId('par'), sid: sessionId, kind: 'meeting', ...claims });
  async function join(claims: Claims = {}): Promise<{ page: PageClient; id: string; resumeKey: string }> {
    const id = claims.sub ?? newId('par');
    const page = await open();
    const hello = await page.request('hello', { token: await pass({ ...claims, sub: id }) });
    if (!hello.ok) throw new Error(hello.code);
    return { page, id, resumeKey: (hello.result as { resumeKey: string }).resumeKey };
  }
  const codeOf = async (page: PageClient, method: string, params: object): Promise<string> => {
    const response = await page.request(method, params);
    return response.ok ? 'ok' : response.code;
  };

  it.each([undefined, 'http://elsewhere.test', 'null'])('refuses the origin %s', async (origin) => {
    const socket = new WebSocket(`ws://127.0.0.1:${stack.gateway.port}/rtc`, origin === undefined ? {} : { origin });
    const status = await new Promise((resolve) => {
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode));
      socket.once('open', () => resolve('open'));
      socket.on('error', () => undefined);
    });
    expect(status).toBe(403);
  });

  it('does nothing before hello', async () => {
    expect(await codeOf(await open(), 'create-transport', { direction: 'send' })).toBe('not-signed-in');
  });

  it('admits on a pass once, and never on an expired, foreign, or unsigned one', async () => {
    const token = await pass();
    expect(await codeOf(await open(), 'hello', { token })).toBe('ok');
    expect(await codeOf(await open(), 'hello', { token })).toBe('token-used');
    const expired = await pass({ exp: Math.floor(Date.now() / 1000) - 5 });
    expect(await codeOf(await open(), 'hello', { token: expired })).toBe('token-expired');
    const claims = { sub: newId('par'), sid: sessionId, tid: newId('ten'), name: 'x', kind: 'meeting', jti: 'j' };
    const whole = { ...claims, protected: true, hold: false };
    const shared = Buffer.from(testKey, 'base64url');
    const sealed = (audience: string, key: Uint8Array) =>
      new EncryptJWT(whole)
        .setProtectedHeader(passEncryption)
        .setAudience(audience)
        .setExpirationTime('1m')
        .encrypt(passKeyOf(key));
    expect(await codeOf(await open(), 'hello', { token: await sealed('gateway', Buffer.alloc(32, 9)) })).toBe(
      'token-invalid',
    );
    expect(await codeOf(await open(), 'hello', { token: await sealed('edge', shared) })).toBe('token-invalid');
    const signed = await new SignJWT(whole)
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience('gateway')
      .setExpirationTime('1m')
      .sign(passKeyOf(shared));
    expect(await codeOf(await open(), 'hello', { token: signed })).toBe('token-invalid');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${signed.split('.')[1]}.`;
    expect(await codeOf(await open(), 'hello', { token: none })).toBe('token-invalid');
  });

  it('knows no call that has no phone leg here', async () => {
    expect(await codeOf(await open(), 'hello', { token: await pass({ kind: 'call' }) })).toBe('session-ended');
  });

  it('answers bad frames, and closes after five of them', async () => {
    const page = await open();
    for (const frame of ['{', 'null', '[]', '{"id":7,"method":"fly"}', '{"id":"x"}']) page.send(frame);
    expect((await page.closed).code).toBe(1008);
  });

  it('closes on a frame above 64 KiB and on a flood', async () => {
    const big = await open();
    big.send(JSON.stringify({ id: 1, method: 'hello', token: 'x'.repeat(70_000) }));
    expect((await big.closed).code).toBe(1009);
    const { page } = await join();
    for (let n = 0; n < 200; n += 1) page.send(JSON.stringify({ id: n + 10, method: 'restart-ice', transportId: 'x' }));
    expect(await page.closed).toEqual({ code: 1008, reason: 'too many messages' });
  });

  it('stays quick for others while one peer floods it with 1,000 messages a second', async () => {
    const { page } = await join();
    const made = await page.request('create-transport', { direction: 'recv' });
    const transportId = made.ok ? (made.result as { id: string }).id : '';
    let flooded = 0;
    const floods = new AbortController();
    async function flood(): Promise<void> {
      while (!floods.signal.aborted) {
        const attacker = await open();
        const burst = setInterval(() => {
          for (let n = 0; n < 10; n += 1) {
            if (attacker.socket.readyState !== attacker.socket.OPEN) return;
            attacker.send(JSON.stringify({ id: n + 1, method: 'restart-ice', transportId: 'x' }));
            flooded += 1;
          }
        }, 10);
        await attacker.closed;
        clearInterval(burst);
      }
    }
    const flooding = flood();
    const slowest = await bestOf(3, 250, async () => {
      const tookMs: number[] = [];
      for (let n = 0; n < 30; n += 1) {
        const startedMs = performance.now();
        expect((await page.request('restart-ice', { transportId })).ok).toBe(true);
        tookMs.push(performance.now() - startedMs);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
      return Math.max(...tookMs);
    });
    floods.abort();
    await flooding;
    console.log(`${flooded} messages of a flood; slowest answer to another page ${slowest.toFixed(0)} ms`);
    expect(flooded).toBeGreaterThan(500);
    expect(slowest).toBeLessThan(250);
  });

  it('survives whatever is put where mediasoup’s objects go', async () => {
    const { page } = await join();
    const made = await page.request('create-transport', { direction: 'send' });
    const transportId = made.ok ? (made.result as { id: string }).id : '';
    await page.request('create-transport', { direction: 'recv' });
    const [pid] = stack.gateway.mediaWorkerPids;
    const junk = fc.dictionary(
      fc.constantFrom('codecs', 'encodings', 'rtcp', 'fingerprints', 'role', 'headerExtensions', 'mid', 'algorithm'),
      fc.jsonValue(),
    );
    const fingerprint = { algorithm: 'sha-256', value: 'zz' };
    const odd = [
      { fingerprints: [] },
      { fingerprints: [fingerprint] },
      { codecs: [{ mimeType: 'video/VP8' }], encodings: [] },
    ];
    const values = [...odd, ...fc.sample(junk, 15)];
    const codes = await Promise.all(
      values.flatMap((value) => [
        codeOf(page, 'connect-transport', { transportId, dtlsParameters: value }),
        codeOf(page, 'produce', { transportId, rtpParameters: value }),
        codeOf(page, 'receive', { rtpCapabilities: { ...value, codecs: undefined } }),
      ]),
    );
    expect(new Set(codes)).toEqual(new Set(['invalid-request']));
    expect(stack.gateway.mediaWorkerPids).toEqual([pid]);
    expect(await codeOf(page, 'restart-ice', { transportId })).toBe('ok');
  });

  it('resumes a lost socket by its key, which works once, and tells what was missed', async () => {
    const { page, id, resumeKey } = await join();
    page.close();
    await page.closed;
    const actionId = newId('act');
    const about = { sessionId, participantId: id, issuedAtMs: Date.now() };
    stack.edge.order({ type: 'hold', id: actionId, ...about, matchNumber: '123', expiresAtMs: Date.now() + 1000 });
    await stack.edge.seen('action.performed', (event) => event.actionId === actionId);
    const again = await open();
    const hello = await again.request('hello', { resumeKey });
    expect(hello).toMatchObject({ ok: true, result: { participantId: id, held: true } });
    expect((await again.notice('held')).matchNumber).toBe('123');
    expect(await codeOf(await open(), 'hello', { resumeKey })).toBe('resume-unknown');
  });

  it('holds a held guest also when he comes back with a pass from before the hold', async () => {
    const id = newId('par');
    const older = await pass({ sub: id, protected: false });
    const { page } = await join({ sub: id, protected: false });
    const about = { sessionId, participantId: id };
    stack.edge.order({ type: 'hold', id: newId('act'), ...about, issuedAtMs: Date.now(), matchNumber: '246' });
    await page.notice('held');
    await page.request('leave');
    const again = await open();
    expect(await again.request('hello', { token: older })).toMatchObject({ ok: true, result: { held: true } });
    expect((await again.notice('held')).matchNumber).toBe('246');
    const release = { type: 'release', id: newId('act'), ...about, issuedAtMs: Date.now() + 2000 } as const;
    stack.edge.order(release);
    await again.notice('released');
    await again.request('leave');
    const third = await open();
    const token = await pass({ sub: id, protected: false });
    expect(await third.request('hello', { token })).toMatchObject({ ok: true, result: { held: false } });
  });

  it('tells a held guest alone, and nobody else his number', async () => {
    const host = await join();
    const guest = await join({ protected: false, hold: true, matchNumber: '808', expiresAtMs: 5 });
    expect(await guest.page.notice('held')).toMatchObject({ matchNumber: '808', expiresAtMs: 5 });
    await host.page.notice('roster');
    expect(JSON.stringify(host.page.notices)).not.toContain('808');
  });

  it('voids the pass of a removed participant, here or not', async () => {
    const guest = await join({ protected: false });
    const other = newId('par');
    const late = await pass({ sub: other });
    for (const participantId of [guest.id, other]) {
      stack.edge.order({ type: 'remove', id: newId('act'), sessionId, participantId, issuedAtMs: 0 });
    }
    await guest.page.notice('removed');
    await guest.page.closed;
    await stack.edge.seen(
      'participant.left',
      (event) => event.participantId === guest.id && event.reason === 'removed',
    );
    expect(await codeOf(await open(), 'hello', { token: await pass({ sub: guest.id }) })).toBe('not-allowed');
    expect(await codeOf(await open(), 'hello', { token: late })).toBe('not-allowed');
  });

  it('performs an action once and reports it once, however often it comes', async () => {
    const guest = await join({ protected: false });
    const action = { type: 'hold', id: newId('act'), sessionId, participantId: guest.id, issuedAtMs: 0 } as const;
    stack.edge.order(action);
    const first = await stack.edge.seen('action.performed', (event) => event.actionId === action.id);
    stack.edge.order({ type: 'release', id: newId('act'), sessionId, participantId: guest.id, issuedAtMs: 0 });
    await guest.page.notice('released');
    stack.edge.order(action);
    await expect.poll(() => stack.edge.duplicates).toContain(first.id);
    expect(stack.edge.events.filter((event) => 'actionId' in event && event.actionId === action.id)).toHaveLength(1);
    expect(guest.page.notices.filter((notice) => notice.type === 'held')).toHaveLength(1);
  });

  it('takes scores from protected listeners about others, one a second', async () => {
    const host = await join();
    const guest = await join({ protected: false });
    const score = (participantId: string) => ({
      participantId,
      monitoring: 'scoring',
      llrNats: 0.5,
      strength: 'weak',
      windows: 3,
      speechSeconds: 4,
      model: 'm',
      modelSha256: 'h',
      codec: 'opus',
      atMs: Date.now(),
    });
    expect(await codeOf(host.page, 'voice-score', score(guest.id))).toBe('ok');
    expect(await codeOf(host.page, 'voice-score', score(guest.id))).toBe('ok');
    expect(await codeOf(host.page, 'voice-score', score(host.id))).toBe('not-allowed');
    expect(await codeOf(guest.page, 'voice-score', score(host.id))).toBe('not-allowed');
    expect(await codeOf(host.page, 'voice-score', score(newId('par')))).toBe('participant-unknown');
    const event = await stack.edge.seen('voice.scored', ({ participantId }) => participantId === guest.id);
    expect(event).toMatchObject({ source: 'listener', listenerId: host.id, llrNats: 0.5 });
    expect(
      stack.edge.events.filter((one) => one.type === 'voice.scored' && one.participantId === guest.id),
    ).toHaveLength(1);
  });

  it('ends a meeting for everybody, and lets nobody in again', async () => {
    const host = await join();
    stack.edge.order({ type: 'end', id: newId('act'), sessionId, issuedAtMs: 0 });
    expect((await host.page.notice('ended')).reason).toBe('ended');
    await stack.edge.seen('session.ended', (event) => event.sessionId === sessionId);
    expect(await codeOf(await open(), 'hello', { token: await pass() })).toBe('session-ended');
  });
});
