import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { instantiateKernels } from './index.ts';

const kernels = instantiateKernels(readFileSync(new URL('build/kernels.wasm', import.meta.url)));
const RATE = 16_000;

/** Share of 10 ms frames called speech, fed in 20 ms packets. */
function speechShare(audio: Float32Array, fromSeconds = 0): number {
  const extractor = kernels.createFeatureExtractor();
  const vad = kernels.createVad();
  const flags: number[] = [];
  for (let i = 0; i < audio.length; i += 320) flags.push(...vad.process(extractor.process(audio.subarray(i, i + 320))));
  extractor.close();
  vad.close();
  const counted = flags.slice(fromSeconds * 100);
  return counted.reduce((sum, flag) => sum + flag, 0) / counted.length;
}

function make(sample: (t: number) => number, seconds = 8): Float32Array {
  return Float32Array.from({ length: seconds * RATE }, (_, i) => sample(i / RATE));
}

function createNoise(): () => number {
  let seed = 1;
  return () => {
    seed = (1_103_515_245 * seed + 12_345) % 2 ** 31;
    return seed / 2 ** 30 - 1;
  };
}
const sine = (hz: number, t: number): number => Math.sin(2 * Math.PI * hz * t);

/** 16-bit mono WAV at 16 kHz; none of the files here has anything between the format and the samples. */
function readWav(path: string): Float32Array {
  const file = readFileSync(path);
  const at = file.indexOf('data') + 8;
  const samples = new Int16Array(
    file.buffer.slice(file.byteOffset + at, file.byteOffset + file.length - (file.length % 2)),
  );
  return Float32Array.from(samples, (x) => x / 32_768);
}

describe('is not speech', () => {
  const noise = createNoise();
  test.each<[string, (t: number) => number]>([
    ['silence', () => 0],
    ['loud white noise', () => 0.3 * noise()],
    ['soft white noise', () => 0.003 * noise()],
    ['a steady tone', (t) => 0.2 * sine(1000, t)],
    ['dial tone', (t) => 0.1 * (sine(350, t) + sine(440, t))],
    ['European ringing', (t) => (t % 5 < 1 ? 0.1 * sine(425, t) : 0)],
    ['American ringing', (t) => (t % 6 < 2 ? 0.1 * (sine(440, t) + sine(480, t)) : 0)],
    ['busy tone', (t) => (t % 1 < 0.5 ? 0.1 * sine(425, t) : 0)],
    ['DTMF', (t) => (t % 0.2 < 0.1 ? 0.1 * (sine(770, t) + sine(1336, t)) : 0)],
    ['mains hum', (t) => 0.1 * sine(50, t) + 0.05 * sine(150, t)],
    ['clicks', (t) => (t % 0.5 < 0.0003 ? 0.8 : 0)],
    ['NaN', () => Number.NaN],
  ])('%s', (_, sample) => {
    expect(speechShare(make(sample))).toBeLessThan(0.02);
  });

  test('low rumbling noise, once the floor has been seen (2 s)', () => {
    let state = 0;
    const rumble = make(() => (state = 0.95 * state + 0.03 * noise()));
    expect(speechShare(rumble, 3)).toBeLessThan(0.1);
  });
});

const recorded = '/usr/share/pocketsphinx/test/data/librivox/sense_and_sensibility_01_austen_64kb-0870.wav';

describe.skipIf(!existsSync(recorded))('human speech (Debian package pocketsphinx-testdata)', () => {
  const speech = existsSync(recorded) ? readWav(recorded) : new Float32Array();
  const rms = Math.sqrt(speech.reduce((sum, x) => sum + x * x, 0) / speech.length);

  test.each([1, 0.1, 0.05])('passes at %d of its level', (gain) => {
    expect(speechShare(speech.map((x) => x * gain))).toBeGreaterThan(0.75);
  });

  test('passes at 20 dB over white noise, and mostly at 10 dB', () => {
    const noise = createNoise();
    const at = (db: number): Float32Array => speech.map((x) => x + noise() * Math.sqrt(3) * rms * 10 ** (-db / 20));
    expect(speechShare(at(20))).toBeGreaterThan(0.75);
    expect(speechShare(at(10))).toBeGreaterThan(0.45);
  });

  test('does not take the noise around it along', () => {
    const noise = createNoise();
    const padded = new Float32Array(speech.length + 10 * RATE).map(() => 0.02 * rms * noise());
    padded.set(speech, 5 * RATE);
    const seconds = speechShare(padded) * (padded.length / RATE);
    expect(Math.abs(seconds - speechShare(speech) * (speech.length / RATE))).toBeLessThan(0.5);
  });
});

const hasEspeak = spawnSync('espeak-ng', ['--version']).status === 0;

test.skipIf(!hasEspeak)('espeak-ng, which the drill speaks with, passes as speech', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vad-'));
  const wav = join(folder, 'out.wav');
  spawnSync('espeak-ng', [
    '-w',
    wav,
    'Good morning, this is the finance department. Please confirm the payment before noon.',
  ]);
  const spoken = readWav(wav);
  rmSync(folder, { recursive: true });
  const resampler = kernels.createResampler(22_050);
  const audio: number[] = [];
  for (let i = 0; i < spoken.length; i += 441) audio.push(...resampler.process(spoken.subarray(i, i + 441)));
  resampler.close();
  expect(speechShare(Float32Array.from(audio))).toBeGreaterThan(0.8);
});
