import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditPage } from '#core/view';
import { verifyChain } from '#core/audit';
import { type Caller, sippCall } from '../callers/sipp.ts';
import { enrolled, type Person, read } from '../person.ts';
import { answer, attribute, grows, participant, untilAttribute } from '../room.ts';
import { rawMuLaw, syntheticSpeech } from '../speech.ts';
import { chromiumPath, startWorld, until, type World } from '../world.ts';

const ready = [chromiumPath, '/usr/bin/sipp', '/usr/bin/espeak-ng', '/usr/bin/ffmpeg'].every((file) =>
  existsSync(file),
);
if (!ready) console.warn('faults are skipped: chromium, sipp, espeak-ng and ffmpeg are needed');

describe.skipIf(!ready)('a call that is going on', () => {
  let world: World;
  let finance: Person;
  let admin: Person;
  let call: Caller;
  let sessionId = '';

  beforeAll(async () => {
    world = await startWorld(4);
    syntheticSpeech(path.join(world.folder, 'speech.ul'), rawMuLaw);
    finance = await enrolled(world, 'Finance Lead');
    admin = await enrolled(world, 'Demo Admin');
    // A stranger under a name of his own: nobody is claimed, so nothing is asked and the audio flows.
    call = sippCall({
      to: '1001',
      displayName: 'Parcel service',
      number: '+12025550155',
      sipPort: world.ports.sip,
      port: 26_000,
      folder: world.folder,
    });
    await answer(finance);
    await grows(participant(finance.page), 'data-energy-in', 0.005);
    sessionId = new URL(finance.page.url()).pathname.split('/').at(-1) ?? '';
  });

  afterAll(async () => {
    call?.hangUp();
    await world?.close();
  });

  const chain = async (): Promise<AuditPage['entries']> =>
    (await read<AuditPage>(admin, world, `/api/sessions/${sessionId}/audit`)).entries;

  test('goes on, marked unverified, while the edge is dead; what was scored meanwhile arrives once', async () => {
    const before = (await chain()).length;
    await world.stack.edge().stop();
    await untilAttribute(finance.page.getByTestId('room'), 'data-edge', 'away', 30_000);
    await finance.page
      .getByTestId('banner-area')
      .getByText(/unverified/i)
      .first()
      .waitFor();
    await grows(participant(finance.page), 'data-energy-in', 0.01);
    await world.stack.startEdge();
    await untilAttribute(finance.page.getByTestId('room'), 'data-edge', 'connected', 40_000);
    const entries = await until(
      'the gap in the audit',
      async () => {
        const now = await chain();
        return now.some(({ kind }) => kind.includes('away')) ? now : undefined;
      },
      30_000,
    );
    expect(entries.length).toBeGreaterThan(before);
    expect(verifyChain(entries)).toMatchObject({ ok: true });
    const ids = entries.flatMap(({ body }) => {
      const id = typeof body === 'object' && body !== null && 'eventId' in body ? body['eventId'] : undefined;
      return typeof id === 'string' ? [id] : [];
    });
    expect(new Set(ids).size).toBe(ids.length);
    await grows(participant(finance.page), 'data-energy-in', 0.005);
  });

  test('has its room rebuilt within 3 s when the media worker is killed', async () => {
    const pid = await until('the worker’s pid', async () => {
      const started = world.log
        .map(({ line }) => /"event":"media\.worker-started","pid":(\d+)/.exec(line)?.[1])
        .findLast(Boolean);
      return started === undefined ? undefined : Number(started);
    });
    process.kill(pid, 'SIGKILL');
    const rebuilt = await until('the rebuilt room', async () => {
      const entry = (await chain()).find(({ kind }) => kind.includes('rebuilt'));
      return entry;
    });
    const body = rebuilt.body as { tookMs?: number };
    expect(body.tookMs).toBeLessThan(3_000);
    await grows(participant(finance.page), 'data-energy-in', 0.005);
    expect(await attribute(finance.page.getByTestId('room'), 'data-phase')).toBe('live');
  });
});
