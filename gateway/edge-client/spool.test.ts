import { type ChildProcess, spawn } from 'node:child_process';
import { appendFile, mkdtemp, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GatewayEvent } from '#core/event';
import { createEvents } from '../events.ts';
import { createLogger } from '../logger.ts';
import { openSpool as openAt, type Spool } from './spool.ts';
import { segmentPath } from './spool-segment.ts';

const events = createEvents(createLogger('silent'));
const event = (n: number): GatewayEvent => ({
  type: 'speech.started',
  id: `evt_${String(n).padStart(12, '0')}`,
  sessionId: 'ses_000000000000',
  participantId: 'par_000000000000',
  atMs: n,
});
const opened: Spool[] = [];
/** Closed after the test, which may have meant it to be killed. */
async function openSpool(dir: string, events: Parameters<typeof openAt>[1]): Promise<Spool> {
  const spool = await openAt(dir, events);
  opened.push(spool);
  return spool;
}
const numbers = (list: GatewayEvent[]): number[] => list.map(({ atMs }) => atMs);

describe('the disk spool', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'countersign-spool-'));
  });
  afterEach(async () => {
    for (const spool of opened.splice(0)) await spool.close().catch(() => undefined);
    await rm(dir, { recursive: true, force: true });
  });

  it('keeps the order of appends, and forgets what was delivered', async () => {
    const spool = await openSpool(dir, events);
    await Promise.all([1, 2, 3, 4, 5].map((n) => spool.append(event(n))));
    expect(numbers(spool.peek(10))).toEqual([1, 2, 3, 4, 5]);
    await spool.delivered(2);
    expect(numbers(spool.peek(2))).toEqual([3, 4]);
    await spool.close();
  });

  it('gives after a restart exactly what was not delivered', async () => {
    const first = await openSpool(dir, events);
    for (let n = 1; n <= 5; n += 1) await first.append(event(n));
    await first.delivered(3);
    // No close: the process was killed here.
    const second = await openSpool(dir, events);
    expect(numbers(second.peek(10))).toEqual([4, 5]);
    await second.append(event(6));
    await second.delivered(1);
    const third = await openSpool(dir, events);
    expect(numbers(third.peek(10))).toEqual([5, 6]);
    await third.delivered(2);
    const fourth = await openSpool(dir, events);
    expect(fourth.size).toBe(0);
  });

  it('cuts off a last line that was not written whole, at every byte', async () => {
    const whole = await openSpool(dir, events);
    await whole.append(event(1));
    await whole.append(event(2));
    const file = segmentPath(dir, 1);
    const { size } = await import('node:fs').then((fs) => fs.promises.stat(file));
    for (const cut of [1, 20, size / 2 - 1]) {
      await truncate(file, size - cut);
      const again = await openSpool(dir, events);
      expect(numbers(again.peek(10))).toEqual([1]);
      await rm(dir, { recursive: true });
      const fresh = await openSpool(dir, events);
      await fresh.append(event(1));
      await fresh.append(event(2));
    }
  });

  it('skips a damaged line and keeps the rest', async () => {
    const spool = await openSpool(dir, events);
    await spool.append(event(1));
    await appendFile(segmentPath(dir, 1), '{"type":"nonsense"}\nnot json\n');
    await appendFile(segmentPath(dir, 1), `${JSON.stringify(event(2))}\n`);
    expect(numbers((await openSpool(dir, events)).peek(10))).toEqual([1, 2]);
  });

  it('removes segments that were delivered', async () => {
    for (let start = 0; start < 3; start += 1) {
      const spool = await openSpool(dir, events);
      await spool.append(event(start));
      await spool.delivered(spool.size);
      await spool.close();
    }
    expect((await readdir(dir)).filter((name) => name.endsWith('.ndjson'))).toEqual([]);
  });

  it('goes on in another segment above 1 MiB, and removes each once all of it was delivered', async () => {
    const wide = (n: number): GatewayEvent => ({
      type: 'participant.left',
      id: `evt_${String(n).padStart(12, '0')}`,
      sessionId: 'ses_000000000000',
      participantId: `par_${'0'.repeat(60)}`,
      atMs: n,
      reason: 'r'.repeat(60),
    });
    const segments = async (): Promise<string[]> => (await readdir(dir)).filter((name) => name.endsWith('.ndjson'));
    const total = 12_000;
    const first = await openSpool(dir, events);
    for (let n = 0; n < total; n += 500) {
      await Promise.all(Array.from({ length: 500 }, (_, i) => first.append(wide(n + i))));
    }
    expect((await segments()).length).toBe(3);
    await first.delivered(total - 100);
    expect((await segments()).length).toBe(1);
    // Killed here: the cursor points into a later segment than the first.
    const second = await openSpool(dir, events);
    expect(numbers(second.peek(total))).toEqual(Array.from({ length: 100 }, (_, i) => total - 100 + i));
    await second.append(event(total));
    await second.delivered(101);
    await second.close();
    expect((await openSpool(dir, events)).size).toBe(0);
  });

  it('loses nothing that was acknowledged when the process is killed', async () => {
    const child = spawnWriter(dir);
    const acknowledged = await killAfter(child, 40);
    const spool = await openSpool(dir, events);
    const kept = numbers(spool.peek(100_000));
    expect(kept.length).toBeGreaterThanOrEqual(acknowledged);
    expect(kept).toEqual(kept.map((_, n) => n));
    expect(new Set(spool.peek(100_000).map(({ id }) => id)).size).toBe(kept.length);
  });
});

/** Appends for ever and prints a number once it is durable. */
function spawnWriter(dir: string): ChildProcess {
  const modules = ['./spool.ts', '../events.ts', '../logger.ts'].map((file) => new URL(file, import.meta.url).href);
  const script = `
    const [{ openSpool }, { createEvents }, { createLogger }] = await Promise.all(${JSON.stringify(modules)}.map((url) => import(url)));
    const spool = await openSpool(${JSON.stringify(dir)}, createEvents(createLogger('silent')));
    for (let n = 0; ; n += 1) {
      await spool.append({ type: 'speech.started', id: 'evt_' + String(n).padStart(12, '0'), sessionId: 'ses_000000000000', participantId: 'par_000000000000', atMs: n });
      process.stdout.write(n + '\\n');
    }`;
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
}

function killAfter(child: ChildProcess, lines: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let seen = 0;
    child.stdout?.on('data', (bytes: Buffer) => {
      seen += bytes.toString('utf8').split('\n').length - 1;
      if (seen >= lines) child.kill('SIGKILL');
    });
    child.on('error', reject);
    child.on('exit', () => resolve(seen));
  });
}
