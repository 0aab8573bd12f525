import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Kernels } from './index.ts';
import { instantiateKernels } from './index.ts';

const bytes = readFileSync(new URL('build/kernels.wasm', import.meta.url));
const golden = JSON.parse(readFileSync(new URL('vectors/features.json', import.meta.url), 'utf8')) as {
  samples: number[];
  frames: number;
  energies: number[];
  firstPowers: number[];
  features: number[];
};
const g711 = JSON.parse(readFileSync(new URL('vectors/g711.json', import.meta.url), 'utf8')) as Record<
  'pcmu' | 'pcma',
  number[]
>;

let kernels: Kernels;
beforeAll(() => {
  kernels = instantiateKernels(bytes);
});

function tone(hz: number, rateHz: number, seconds = 1): Float32Array {
  return Float32Array.from({ length: rateHz * seconds }, (_, i) => Math.sin((2 * Math.PI * hz * i) / rateHz));
}

/** Streams in audio quanta of 128 and returns everything that came out. */
function resample(input: Float32Array, rateHz: number): Float32Array {
  const resampler = kernels.createResampler(rateHz);
  const out: number[] = [];
  for (let i = 0; i < input.length; i += 128) out.push(...resampler.process(input.subarray(i, i + 128)));
  resampler.close();
  return Float32Array.from(out);
}

/** Level of the settled output in dB of a full-scale sine. */
function levelDb(output: Float32Array): number {
  const settled = output.subarray(400, -40);
  return 10 * Math.log10((2 * settled.reduce((sum, x) => sum + x * x, 0)) / settled.length + 1e-12);
}

describe('resampler', () => {
  test.each([44_100, 48_000, 32_000, 24_000])('%i Hz: droops 0.5 dB at most up to 6.5 kHz', (rateHz) => {
    for (const hz of [100, 1000, 3000, 5000, 6500]) {
      expect(Math.abs(levelDb(resample(tone(hz, rateHz), rateHz)))).toBeLessThan(0.5);
    }
  });

  test.each([44_100, 48_000, 24_000])('%i Hz: what lies above 10 kHz aliases below -50 dB', (rateHz) => {
    for (const hz of [10_000, 10_500, 11_900, 14_000, 18_000, 21_000].filter((x) => x < rateHz / 2)) {
      expect(levelDb(resample(tone(hz, rateHz), rateHz))).toBeLessThan(-50);
    }
  });

  test.each([300, 1000, 2000, 3400])('8 kHz: the image of %i Hz lies below -50 dB', (hz) => {
    const output = resample(tone(hz, 8000), 8000).subarray(400, 400 + 8000);
    let re = 0;
    let im = 0;
    output.forEach((x, i) => {
      re += x * Math.cos((2 * Math.PI * (8000 - hz) * i) / 16_000);
      im += x * Math.sin((2 * Math.PI * (8000 - hz) * i) / 16_000);
    });
    expect(20 * Math.log10((2 * Math.hypot(re, im)) / output.length)).toBeLessThan(-50);
    expect(Math.abs(levelDb(output))).toBeLessThan(0.5);
  });

  test('gives the same samples however the stream is cut', () => {
    const input = tone(440, 44_100);
    const whole = kernels.createResampler(44_100);
    const expected: number[] = [];
    for (let i = 0; i < input.length; i += 8192) expected.push(...whole.process(input.subarray(i, i + 8192)));
    expect(Array.from(resample(input, 44_100))).toEqual(expected);
    expect(expected.length).toBe(16_000);
  });

  test('passes 16 kHz through untouched', () => {
    const input = tone(7000, 16_000);
    expect(resample(input, 16_000)).toEqual(input);
  });

  test.each([7999, 44_099.5, 200_000, 44_101, Number.NaN])('refuses %d Hz', (rateHz) => {
    expect(() => kernels.createResampler(rateHz)).toThrow(RangeError);
  });

  test('refuses more samples than its buffer holds, and any after close', () => {
    const resampler = kernels.createResampler(48_000);
    expect(() => resampler.process(new Float32Array(kernels.maxInputSamples + 1))).toThrow(RangeError);
    resampler.close();
    resampler.close();
    expect(() => resampler.process(new Float32Array(128))).toThrow('closed');
  });
});

describe('features', () => {
  test('agree with the training code to 1e-3', () => {
    const extractor = kernels.createFeatureExtractor();
    const batch = extractor.process(Float32Array.from(golden.samples));
    expect(batch.frames).toBe(golden.frames);
    const worst = (got: Float32Array, want: number[], scale: (x: number) => number): number =>
      want.reduce((most, x, i) => Math.max(most, Math.abs((got[i] ?? Number.NaN) - x) / scale(x)), 0);
    expect(worst(batch.energies, golden.energies, (x) => x)).toBeLessThan(1e-4);
    expect(worst(batch.powers, golden.firstPowers, (x) => Math.max(x, 1e-3))).toBeLessThan(1e-3);
    expect(worst(kernels.finishWindow(batch), golden.features, () => 1)).toBeLessThan(1e-3);
    extractor.close();
  });

  test('do not depend on how the stream is cut', () => {
    const samples = Float32Array.from(golden.samples);
    const extractor = kernels.createFeatureExtractor();
    const powers: number[] = [];
    for (let i = 0; i < samples.length; i += 37) powers.push(...extractor.process(samples.subarray(i, i + 37)).powers);
    extractor.reset();
    expect(powers).toEqual(Array.from(extractor.process(samples).powers));
    extractor.close();
  });

  test('do not depend on the level', () => {
    const extractor = kernels.createFeatureExtractor();
    const loud = kernels.finishWindow(extractor.process(Float32Array.from(golden.samples)));
    extractor.reset();
    const quiet = kernels.finishWindow(extractor.process(Float32Array.from(golden.samples, (x) => x / 50)));
    const worst = loud.reduce((most, x, i) => Math.max(most, Math.abs(x - (quiet[i] ?? Number.NaN))), 0);
    expect(worst).toBeLessThan(2e-3);
    extractor.close();
  });

  test('refuse a window that is empty, too long or shorter than it says', () => {
    const cells = (frames: number) => ({ powers: new Float32Array(80 * frames), energies: new Float32Array(frames) });
    expect(() => kernels.finishWindow({ frames: 0, ...cells(0) })).toThrow(RangeError);
    expect(() => kernels.finishWindow({ frames: 401, ...cells(401) })).toThrow(RangeError);
    expect(() => kernels.finishWindow({ frames: 10, ...cells(9) })).toThrow(RangeError);
  });
});

describe('G.711', () => {
  test.each(['pcmu', 'pcma'] as const)('%s expands all 256 codes as ITU-T G.711 says', (law) => {
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(Array.from(kernels.decodeG711(law, all), (x) => x * 32_768)).toEqual(g711[law]);
  });
});

describe('memory', () => {
  test('does not grow over 10,000 calls, nor over 1000 streams opened and closed', () => {
    const open = () =>
      [kernels.createResampler(48_000), kernels.createFeatureExtractor(), kernels.createVad()] as const;
    const [resampler, extractor, vad] = open();
    const quantum = tone(300, 48_000, 1).subarray(0, 128);
    const before = kernels.memoryBytes();
    for (let i = 0; i < 10_000; i++) vad.process(extractor.process(resampler.process(quantum)));
    for (let i = 0; i < 1000; i++) for (const part of open()) part.close();
    expect(kernels.memoryBytes()).toBe(before);
    for (const part of [resampler, extractor, vad]) part.close();
  });

  test('views survive growth: many streams at once give what one gives', () => {
    const fresh = instantiateKernels(bytes);
    const input = tone(500, 8000).subarray(0, 4000);
    const first = fresh.createResampler(8000);
    const expected = Array.from(first.process(input));
    const before = fresh.memoryBytes();
    const others = Array.from({ length: 40 }, () => fresh.createResampler(8000));
    expect(fresh.memoryBytes()).toBeGreaterThan(before);
    for (const other of others) expect(Array.from(other.process(input))).toEqual(expected);
  });
});
