import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { instantiateKernels } from '../wasm/index.ts';
import type { FeatureWindow, ScoringStream } from './scoring.ts';
import { createScoringStream } from './scoring.ts';

const kernels = instantiateKernels(readFileSync(new URL('../wasm/build/kernels.wasm', import.meta.url)));

/** Something the gate takes for speech: a buzz of changing pitch in syllables of 200 ms with pauses of 100 ms. */
function babble(rateHz: number, seconds: number): Float32Array {
  let phase = 0;
  return Float32Array.from({ length: rateHz * seconds }, (_, i) => {
    const t = i / rateHz;
    phase += (110 + 40 * Math.sin(9 * t)) / rateHz;
    const voice = [1, 2, 3, 4, 5, 6, 7, 8].reduce((sum, k) => sum + Math.sin(2 * Math.PI * k * phase) / k, 0);
    return t % 0.3 < 0.2 ? 0.05 * voice : 0;
  });
}

function open(inputRateHz = 16_000): ScoringStream {
  return createScoringStream({ kernels, inputRateHz, bandwidth: inputRateHz === 8000 ? 'narrowband' : 'wideband' });
}

function feed(stream: ScoringStream, audio: Float32Array, chunk: number): FeatureWindow[] {
  const windows: FeatureWindow[] = [];
  for (let i = 0; i < audio.length; i += chunk) windows.push(...stream.push(audio.subarray(i, i + chunk)));
  return windows;
}

describe('windows', () => {
  test('come first after 3 s of speech, then for every further second, over the last 4 s at most', () => {
    const stream = open();
    const windows = feed(stream, babble(16_000, 12), 320);
    expect(windows.map((window) => window.speechSeconds)).toEqual(windows.map((_, i) => 3 + i));
    expect(windows.map((window) => window.frames)).toEqual(windows.map((_, i) => (i === 0 ? 300 : 400)));
    expect(windows.length).toBe(Math.floor(stream.speechSeconds) - 2);
    for (const window of windows) expect(window.features.length).toBe(80 * window.frames);
  });

  test('hold the same numbers however the audio is cut, and are not overwritten by later ones', () => {
    const audio = babble(48_000, 8);
    const [small, large] = [feed(open(48_000), audio, 128), feed(open(48_000), audio, audio.length)];
    expect(small.length).toBeGreaterThan(2);
    expect(small).toEqual(large);
  });

  test('have no mean in any band', () => {
    const [window] = feed(open(), babble(16_000, 6), 320);
    for (let band = 0; band < 80; band++) {
      const row = window?.features.subarray(band * window.frames, (band + 1) * window.frames) ?? Float32Array.of(1);
      expect(Math.abs(row.reduce((sum, x) => sum + x, 0) / row.length)).toBeLessThan(1e-4);
    }
  });

  test('come from G.711 packets as from the floats they stand for', () => {
    const payload = Uint8Array.from(babble(8000, 6), (x) => 255 - Math.round(Math.abs(x) * 127) - (x < 0 ? 128 : 0));
    const packets = open(8000);
    const windows: FeatureWindow[] = [];
    for (let i = 0; i < payload.length; i += 160) {
      windows.push(...packets.push({ law: 'pcmu', payload: payload.subarray(i, i + 160) }));
    }
    const floats = new Float32Array(payload.length);
    for (let i = 0; i < payload.length; i += 4000) {
      floats.set(kernels.decodeG711('pcmu', payload.subarray(i, i + 4000)), i);
    }
    expect(windows.length).toBeGreaterThan(0);
    expect(windows).toEqual(feed(open(8000), floats, 160));
  });
});

describe('what is not speech', () => {
  test('silence, noise, tones and NaN fill no window', () => {
    const rate = 16_000;
    const make = (sample: (t: number) => number): Float32Array =>
      Float32Array.from({ length: 6 * rate }, (_, i) => sample(i / rate));
    let seed = 1;
    const noise = (): number => (seed = (1_103_515_245 * seed + 12_345) % 2 ** 31) / 2 ** 30 - 1;
    for (const audio of [make(() => 0), make(() => 0.1 * noise()), make((t) => Math.sin(6283 * t)), make(() => NaN)]) {
      const stream = open();
      expect(feed(stream, audio, 320)).toEqual([]);
      expect(stream.speechSeconds).toBeLessThan(0.2);
      expect(stream.audioSeconds).toBe(6);
    }
  });

  test('a burst of NaN in speech is left out and heals', () => {
    const audio = babble(16_000, 9);
    audio.fill(Number.NaN, 40_000, 41_000);
    audio.fill(Number.POSITIVE_INFINITY, 70_000, 70_002);
    const windows = feed(open(), audio, 320);
    expect(windows.length).toBeGreaterThan(1);
    for (const { features } of windows) expect(features.every((x) => Number.isFinite(x))).toBe(true);
  });
});

test('G.711 on a stream of another rate is refused', () => {
  expect(() => open(16_000).push({ law: 'pcma', payload: new Uint8Array(160) })).toThrow(RangeError);
});

test('after a reset a new speaker needs his own 3 s', () => {
  const stream = open();
  feed(stream, babble(16_000, 8), 320);
  stream.reset();
  expect(stream.speechSeconds).toBe(0);
  const again = feed(stream, babble(16_000, 8), 320);
  expect(again[0]?.speechSeconds).toBe(3);
});
