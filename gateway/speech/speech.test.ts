import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createEvents } from '../events.ts';
import { createLogger } from '../logger.ts';
import { loadPrompts } from '../media/prompts.ts';
import { tonePower } from '../testing/test-phone.ts';
import { resample } from './resample.ts';
import { findSynthesiser } from './synthesise.ts';
import { parseWav } from './wav.ts';

const tone = (hz: number, rateHz: number): Int16Array =>
  Int16Array.from({ length: rateHz }, (_, i) => Math.round(10_000 * Math.sin((2 * Math.PI * hz * i) / rateHz)));

describe('the resampler of prompts', () => {
  it.each([22_050, 16_000, 44_100])('keeps 1 kHz and takes away what 8 kHz cannot carry, from %i Hz', (rateHz) => {
    const kept = resample(tone(1000, rateHz), rateHz, 8000).subarray(100, 7900);
    expect(tonePower(kept, 1000, 8000)).toBeGreaterThan(9800);
    const folded = resample(tone(5000, rateHz), rateHz, 8000).subarray(100, 7900);
    expect(tonePower(folded, 3000, 8000)).toBeLessThan(10_000 / 300);
  });

  it('takes a minute of speech without holding up the 20 ms clock for long', () => {
    const minute = new Int16Array(22_050 * 60);
    const startedMs = performance.now();
    resample(minute, 22_050, 8000);
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });
});

describe('WAVE files', () => {
  it.each([new Uint8Array(0), new Uint8Array(100), Buffer.from(`RIFF\0\0\0\0WAVEfmt ${'\xff'.repeat(60)}`, 'latin1')])(
    'that are none are refused',
    (bytes) => expect(parseWav(bytes)).toBeUndefined(),
  );
});

const synthesiser = await findSynthesiser();
if (synthesiser === undefined) console.log('skipped: spoken prompts need espeak-ng or flite');

describe.skipIf(synthesiser === undefined)('spoken prompts', () => {
  it('speak each digit, differ by number, and are rendered once', async () => {
    const stateDir = await mkdtemp(path.join(tmpdir(), 'countersign-prompts-'));
    const events = createEvents(createLogger('silent'));
    try {
      const prompts = await loadPrompts({ stateDir, synthesiser, events });
      expect(prompts.speaks).toBe(true);
      const [a, b] = [prompts.question('471'), prompts.question('471')];
      expect(a).toEqual(b);
      expect(prompts.question('470')).not.toEqual(a);
      expect(prompts.holdRound('471').length).toBeGreaterThan(prompts.holdRound(undefined).length);
      const broken = { program: 'flite', speak: () => Promise.reject(new Error('not to be asked again')) } as const;
      const again = await loadPrompts({
        stateDir,
        synthesiser: { ...broken, program: synthesiser?.program ?? 'flite' },
        events,
      });
      expect(again.question('471')).toEqual(a);
    } finally {
      await rm(stateDir, { recursive: true, force: true });
    }
  });
});

describe('without a speech program', () => {
  it('there is the tone alone, and it is said so', async () => {
    const events = createEvents(createLogger('silent'));
    const prompts = await loadPrompts({ stateDir: tmpdir(), synthesiser: undefined, events });
    expect(prompts.speaks).toBe(false);
    expect(prompts.holdRound('471').some((sample) => sample !== 0)).toBe(true);
    expect(events.counters()['speech.unavailable']).toBe(1);
  });
});
