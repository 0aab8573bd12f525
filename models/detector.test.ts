import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as ortWeb from 'onnxruntime-web/wasm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { instantiateKernels } from '../wasm/index.ts';
import type { DetectorSession } from './evaluate/detector-session.ts';
import { openDetector } from './evaluate/detector-session.ts';
import type { Recording } from './evaluate/telephone.ts';
import { overTelephone, readWav } from './evaluate/telephone.ts';
import { createEvidence } from './evidence.ts';
import { DETECTOR } from './index.ts';
import type { FeatureWindow, G711Chunk } from './scoring.ts';
import { createScoringStream } from './scoring.ts';

const { manifest, calibration } = DETECTOR;
const folder = fileURLToPath(new URL(manifest.name, import.meta.url));
const kernels = instantiateKernels(readFileSync(new URL('../wasm/build/kernels.wasm', import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), 'detector-'));

let session: DetectorSession;
beforeAll(async () => {
  session = await openDetector(folder, manifest, kernels);
});
afterAll(async () => {
  await session.close();
  rmSync(scratch, { recursive: true });
});

/** Plays a call of 20 ms packets in simulated time, scores it as the gateway does, and returns the last report. */
async function hear(call: G711Chunk): Promise<{ llrNats: number; firstScoreMs: number }> {
  const stream = createScoringStream({ kernels, inputRateHz: 8000, bandwidth: 'narrowband' });
  const evidence = createEvidence({ calibration, bandwidth: 'narrowband', startedAtMs: 0 });
  let firstScoreMs = Number.NaN;
  let llrNats = Number.NaN;
  for (let at = 0; at < call.payload.length; at += 160) {
    const nowMs = at / 8;
    const windows = stream.push({ law: call.law, payload: call.payload.subarray(at, at + 160) });
    evidence.observeAudio(nowMs, stream.speechSeconds);
    for (const window of windows) {
      evidence.observeWindow(nowMs);
      evidence.observeLogit(nowMs, await session.logit(window));
    }
    const report = evidence.report(nowMs);
    if (report?.state !== 'scoring') continue;
    if (Number.isNaN(firstScoreMs)) firstScoreMs = nowMs;
    llrNats = report.llrNats ?? Number.NaN;
  }
  stream.close();
  return { llrNats, firstScoreMs };
}

const WORDS =
  'Hello, this is the chief executive. I need your help with a payment that must leave today. ' +
  'Please do not talk to anybody about it, and call me back on this number as soon as it is done. Thank you very much.';

/** Synthesises with a Debian program; espeak-ng speaks at 22.05 kHz and is brought to 16. */
function speak(program: 'espeak-ng' | 'flite', voice: string): Recording {
  const wav = join(scratch, `${program}-${voice}.wav`);
  const args = program === 'espeak-ng' ? ['-v', voice, '-w', wav, WORDS] : ['-voice', voice, '-o', wav, '-t', WORDS];
  spawnSync(program, args);
  const { rateHz, samples } = readWav(readFileSync(wav));
  if (rateHz !== 22_050) return { rateHz, samples };
  const resampler = kernels.createResampler(rateHz);
  const out: number[] = [];
  for (let i = 0; i < samples.length; i += 4410) out.push(...resampler.process(samples.subarray(i, i + 4410)));
  resampler.close();
  return { rateHz: 16_000, samples: Float32Array.from(out) };
}

const hasProgram = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

describe.skipIf(!hasProgram('espeak-ng') || !hasProgram('flite'))('the drill voices over G.711', () => {
  test.each([
    ['espeak-ng', 'en-gb'],
    ['espeak-ng', 'en-us'],
    ['flite', 'kal'],
    ['flite', 'slt'],
    ['flite', 'rms'],
    ['flite', 'awb'],
  ] as const)('%s %s reaches the upper bound, its first score within 8 s', async (program, voice) => {
    const { llrNats, firstScoreMs } = await hear(overTelephone(speak(program, voice)));
    expect(llrNats).toBe(calibration.narrowband.boundNats[1]);
    expect(firstScoreMs).toBeLessThan(8000);
  });
});

const asterisk = '/usr/share/asterisk/sounds/en_US_f_Allison';
const sphinx = '/usr/share/pocketsphinx/test/data/librivox';

/** Whole recordings of one speaker, joined into at most twelve calls of 20 s or a little more. */
function calls(source: string): G711Chunk[] {
  const joined: Uint8Array[] = [];
  let call: Buffer = Buffer.alloc(0);
  for (const name of readdirSync(source).filter((file) => file.endsWith('.wav'))) {
    call = Buffer.concat([call, overTelephone(readWav(readFileSync(join(source, name)))).payload]);
    if (call.length < 20 * 8000) continue;
    joined.push(call);
    call = Buffer.alloc(0);
    if (joined.length === 12) break;
  }
  return (joined.length > 0 ? joined : [call]).map((payload) => ({ law: 'pcmu', payload }));
}

describe.each([
  ['asterisk-core-sounds-en-wav', asterisk],
  ['pocketsphinx-testdata', sphinx],
])('human speech of the Debian package %s over G.711', (_, source) => {
  test.skipIf(!existsSync(source))('does not speak for synthesis: median at 0 at most', async () => {
    const llrs = [];
    for (const call of calls(source)) llrs.push((await hear(call)).llrNats);
    llrs.sort((a, b) => a - b);
    expect(llrs.length).toBeGreaterThan(0);
    expect(llrs[Math.floor(llrs.length / 2)]).toBeLessThanOrEqual(0);
  });
});

test('ONNX Runtime for the browser gives the logit of the one for Node', async () => {
  ortWeb.env.wasm.numThreads = 1;
  const weights = new Uint8Array(readFileSync(join(folder, manifest.file)));
  const web = await ortWeb.InferenceSession.create(weights);
  for (const frames of [manifest.minFrames, 300, manifest.maxFrames]) {
    const features = Float32Array.from({ length: manifest.bands * frames }, (_, i) => 2 * Math.sin(i * i * 0.37));
    const window: FeatureWindow = { features, frames, speechSeconds: 4 };
    const tensor = new ortWeb.Tensor('float32', features, [1, manifest.bands, frames]);
    const outputs = await web.run({ [manifest.inputName]: tensor });
    expect(outputs[manifest.outputName]?.dims).toEqual([1]);
    expect(Math.abs(Number(outputs[manifest.outputName]?.data[0]) - (await session.logit(window)))).toBeLessThan(1e-3);
  }
  await web.release();
});
