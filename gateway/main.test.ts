import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from './config.ts';
import { newId } from './ids.ts';
import { waitUntil } from './testing/browser.ts';
import { type FakeEdge, startFakeEdge, testKey } from './testing/fake-edge.ts';
import { openPageClient } from './testing/page-client.ts';
import { pageOrigin } from './testing/test-gateway.ts';
import { dial, openTestPhone } from './testing/test-phone.ts';

const port = 24_800;

describe('the gateway process', { timeout: 30_000 }, () => {
  let edge: FakeEdge;
  let stateDir: string;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    edge = await startFakeEdge();
    stateDir = await mkdtemp(path.join(tmpdir(), 'countersign-main-'));
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await edge.close();
    await rm(stateDir, { recursive: true, force: true });
  });

  function launch(extra: Record<string, string> = {}): {
    child: ChildProcess;
    ready: Promise<void>;
    logged: () => string;
    exit: Promise<number | null>;
  } {
    const child = spawn(process.execPath, [path.join(import.meta.dirname, 'main.ts')], {
      stdio: ['ignore', 'pipe', 'inherit'],
      // A process group of its own, as in a terminal: Ctrl-C there reaches the media worker, too.
      detached: true,
      env: {
        ...process.env,
        EDGE_URL: edge.url,
        GATEWAY_KEY: testKey,
        GATEWAY_PORT: String(port),
        PWA_ORIGIN: pageOrigin,
        SIP_PORT: String(port + 1),
        RTC_PORT: String(port + 2),
        RTP_PORT_MIN: String(port + 10),
        RTP_PORT_MAX: String(port + 49),
        STATE_DIR: stateDir,
        LOG_LEVEL: 'info',
        ...extra,
      },
    });
    children.push(child);
    const exit = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
    let output = '';
    const ready = new Promise<void>((resolve, reject) => {
      child.stdout?.on('data', (bytes: Buffer) => {
        output += bytes.toString('utf8');
        if (output.includes('"gateway.ready"')) resolve();
      });
      void exit.then((code) => reject(new Error(`ended with ${code}`)));
    });
    return { child, ready, logged: () => output, exit };
  }

  it('ends its calls by BYE on SIGTERM, reports them, and is gone within 5 s', async () => {
    const { child, ready, logged, exit } = launch();
    await ready;
    await waitUntil('connected', () => edge.gateways === 1);
    edge.decide = () => ({ effect: 'hold' });
    const phone = await openTestPhone(24_930);
    try {
      const { answered, ended } = dial(phone, `sip:1001@127.0.0.1:${port + 1}`);
      await answered;
      const atMs = performance.now();
      process.kill(-(child.pid ?? 0), 'SIGTERM');
      expect(await ended).toBe('remote-bye');
      expect(await exit).toBe(0);
      const tookMs = performance.now() - atMs;
      console.log(`SIGTERM to exit ${tookMs.toFixed(0)} ms`);
      expect(tookMs).toBeLessThan(5000);
      await edge.seen('session.ended', (event) => event.reason === 'shutdown');
      expect(logged()).toContain('"gateway.stopping"');
      expect(logged()).not.toMatch(/media\.worker-died|"level":"error"/);
    } finally {
      await phone.close();
    }
  });

  it('sends after SIGKILL what the edge had not got, once, and says that its sessions are over', async () => {
    const first = launch();
    await first.ready;
    const page = await openPageClient(port, pageOrigin);
    const sessionId = newId('ses');
    const token = await edge.token({ sub: newId('par'), sid: sessionId, kind: 'meeting' });
    expect((await page.request('hello', { token })).ok).toBe(true);
    const edgePort = edge.port;
    await edge.close();
    const guest = newId('par');
    const score = {
      monitoring: 'listening',
      windows: 0,
      speechSeconds: 0,
      model: 'm',
      modelSha256: 'h',
      codec: 'opus',
      atMs: 1,
    };
    const other = await openPageClient(port, pageOrigin);
    expect(
      (await other.request('hello', { token: await edge.token({ sub: guest, sid: sessionId, kind: 'meeting' }) })).ok,
    ).toBe(true);
    // An answered score is on disk: the answer comes after the sync.
    expect((await page.request('voice-score', { participantId: guest, ...score })).ok).toBe(true);
    first.child.kill('SIGKILL');
    await first.exit;
    edge = await startFakeEdge(edgePort);
    const second = launch();
    await second.ready;
    await edge.seen('voice.scored', (event) => event.participantId === guest);
    await edge.seen('session.ended', (event) => event.sessionId === sessionId && event.reason === 'gateway-restarted');
    expect(edge.duplicates).toEqual([]);
    second.child.kill('SIGTERM');
    expect(await second.exit).toBe(0);
  });

  it('stops with exit code 2 and names what is missing when it is misconfigured', async () => {
    const { ready, exit } = launch({ GATEWAY_KEY: 'short', RTC_PORT: 'x' });
    ready.catch(() => undefined);
    expect(await exit).toBe(2);
  });
});

describe('the configuration', () => {
  it('names every variable that is wrong, and never a value', () => {
    const secret = 'not-long-enough-but-secret';
    expect(() => parseConfig({ GATEWAY_KEY: secret, SIP_PORT: '99999', EDGE_URL: 'no url' })).toThrow(ConfigError);
    try {
      parseConfig({ GATEWAY_KEY: secret, SIP_PORT: '99999', EDGE_URL: 'no url' });
    } catch (error) {
      expect(String(error)).toMatch(/GATEWAY_KEY.*SIP_PORT|SIP_PORT.*GATEWAY_KEY|EDGE_URL/);
      expect(String(error)).not.toContain(secret);
    }
  });

  it('has the documented defaults', () => {
    expect(parseConfig({ GATEWAY_KEY: testKey })).toMatchObject({
      edgeUrl: 'http://localhost:8787',
      pwaOrigin: 'http://localhost:8787',
      port: 8790,
      sip: { host: '127.0.0.1', port: 5060 },
      rtp: { minPort: 40_000, maxPort: 40_199 },
      rtc: { port: 44_400 },
    });
  });
});
