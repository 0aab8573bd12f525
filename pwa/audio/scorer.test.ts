import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { DETECTOR } from '#models';
import { instantiateKernels } from '#wasm/index';
import type { RunModel } from './inference-turns.ts';
import { createScorer, bandwidthOf } from './scorer.ts';
import type { VoiceReport } from './scorer-protocol.ts';
import { createVoiceTap } from './voice-tap.ts';

const kernelsPath = new URL('../../wasm/build/kernels.wasm', import.meta.url);
const kernels = existsSync(kernelsPath) ? instantiateKernels(readFileSync(kernelsPath)) : undefined;
const block = 1600;

/** Vowel-like: a gliding pitch with two resonances, in syllables; enough for the speech gate. */
function babble(seconds: number): Float32Array {
  const samples = new Float32Array(seconds * 16_000);
  let phase = 0;
  for (let i = 0; i < samples.length; i += 1) {
    const t = i / 16_000;
    phase += (2 * Math.PI * (130 + 35 * Math.sin(2 * Math.PI * 1.3 * t))) / 16_000;
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 3.1 * t)) ** 0.5;
    let sum = 0;
    for (let k = 1; k <= 24; k += 1) {
      const hz = k * 140;
      const centre = 500 + 250 * Math.sin(2 * Math.PI * 2.3 * t);
      sum +=
        Math.sin(k * phase) * (Math.exp(-(((hz - centre) / 200) ** 2)) + 0.5 * Math.exp(-(((hz - 1800) / 350) ** 2)));
    }
    samples[i] = 0.12 * syllable * sum + 0.0005 * Math.sin(i * i);
  }
  return samples;
}

function scorerWith(run: RunModel | undefined) {
  if (kernels === undefined) throw new Error('kernels are not built');
  const reports: VoiceReport[] = [];
  let nowMs = 0;
  const scorer = createScorer({
    kernels,
    detector: DETECTOR,
    nowMs: () => nowMs,
    onReport: (report) => reports.push(report),
  });
  scorer.useModel(run);
  async function feed(participantId: string, samples: Float32Array): Promise<void> {
    for (let at = 0; at + block <= samples.length; at += block) {
      scorer.push(participantId, samples.subarray(at, at + block));
      nowMs += 100;
      await Promise.resolve();
      scorer.tick();
    }
    await vi.waitFor(() => undefined);
  }
  const last = (participantId: string): VoiceReport | undefined =>
    reports.findLast((report) => report.participantId === participantId);
  return { scorer, reports, feed, last };
}

describe.skipIf(kernels === undefined)('the scorer', () => {
  test('scores speech and bounds what it says', async () => {
    const { scorer, feed, last } = scorerWith(() => Promise.resolve(100));
    scorer.add('par_a', 'PCMU');
    await feed('par_a', babble(12));
    expect(last('par_a')).toMatchObject({ monitoring: 'scoring', codec: 'PCMU' });
    expect(last('par_a')?.llrNats).toBeLessThanOrEqual(DETECTOR.calibration.narrowband.boundNats[1]);
    expect(last('par_a')?.strength).not.toBe('none');
  });

  test.each([
    ['says not a number', () => Promise.resolve(Number.NaN)],
    ['throws', () => Promise.reject(new Error('lost'))],
  ])('a model that %s means not monitored, never clean', async (_what, run) => {
    const { scorer, feed, last } = scorerWith(run);
    scorer.add('par_a', 'opus');
    await feed('par_a', babble(8));
    expect(last('par_a')?.monitoring).toBe('not-monitored');
    expect(last('par_a')).not.toHaveProperty('llrNats');
  });

  test('without a model every voice is not monitored from the start', async () => {
    const { scorer, feed, last } = scorerWith(undefined);
    scorer.add('par_a', 'opus');
    await feed('par_a', babble(2));
    expect(last('par_a')?.monitoring).toBe('not-monitored');
  });

  test('a held voice is neither fed nor reported on', async () => {
    const { scorer, feed, reports } = scorerWith(() => Promise.resolve(1));
    scorer.add('par_a', 'opus');
    scorer.hold('par_a', true);
    await feed('par_a', babble(5));
    expect(reports).toEqual([]);
  });

  test('a codec that was never measured is said to be not covered', async () => {
    const { scorer, feed, last } = scorerWith(() => Promise.resolve(1));
    scorer.add('par_a', 'iLBC');
    await feed('par_a', babble(6));
    expect(last('par_a')?.monitoring).toBe('codec-not-covered');
  });

  test('voices share one model in turn', async () => {
    let running = 0;
    let most = 0;
    const run: RunModel = async () => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      return 0;
    };
    const { scorer, feed, last } = scorerWith(run);
    for (const id of ['par_a', 'par_b']) scorer.add(id, 'opus');
    const speech = babble(6);
    await Promise.all([feed('par_a', speech), feed('par_b', speech)]);
    expect(most).toBe(1);
    expect([last('par_a')?.monitoring, last('par_b')?.monitoring]).toEqual(['scoring', 'scoring']);
  });
});

describe.skipIf(kernels === undefined)('the tap', () => {
  test('hands over 16 kHz mono in blocks of 100 ms', () => {
    const blocks: Float32Array[] = [];
    const tap = createVoiceTap(kernels as NonNullable<typeof kernels>, 48_000, (full) => blocks.push(full.slice()));
    const tone = Float32Array.from({ length: 48_000 }, (_, i) => Math.sin((2 * Math.PI * 440 * i) / 48_000));
    const silence = new Float32Array(128);
    for (let at = 0; at < tone.length; at += 128) tap.take([tone.subarray(at, at + 128), silence]);
    expect(blocks.length).toBeGreaterThanOrEqual(9);
    const middle = blocks[5] as Float32Array;
    const rms = Math.sqrt(middle.reduce((sum, sample) => sum + sample * sample, 0) / middle.length);
    // Half of one channel's tone: the other was silent.
    expect(rms).toBeCloseTo(0.5 / Math.SQRT2, 2);
    tap.close();
  });
});

test('telephone codecs are narrowband', () => {
  expect(['PCMU', 'pcma', 'opus'].map(bandwidthOf)).toEqual(['narrowband', 'narrowband', 'wideband']);
});
