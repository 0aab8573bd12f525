// The shipped pipeline in Node: kernels, scoring stream and ONNX Runtime.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import type { Bandwidth, DetectorManifest } from '../descriptor.ts';
import type { FrontEnd } from '../front-end.ts';
import type { FeatureWindow, G711Chunk } from '../scoring.ts';
import { createScoringStream } from '../scoring.ts';
import { verifyModelBytes } from '../verify.ts';

const ENOUGH_SPEECH_SECONDS = 4;
const MOST_ROUNDS = 6; // a clip of one second, repeated

export interface DetectorSession {
  logit(window: FeatureWindow): Promise<number>;
  /** Mean logit over the clip's windows; a clip with less than 4 s of speech is repeated. Undefined: no speech found. */
  scoreClip(audio: Float32Array | G711Chunk): Promise<number | undefined>;
  close(): Promise<void>;
}

/** Opens the detector in `folder`; throws when the weights are not the ones its manifest names. */
export async function openDetector(
  folder: string,
  manifest: DetectorManifest,
  kernels: FrontEnd,
): Promise<DetectorSession> {
  const weights = readFileSync(join(folder, manifest.file));
  if (!verifyModelBytes(weights, manifest.sha256)) throw new Error(`${folder}: weights do not match the manifest`);
  const session = await ort.InferenceSession.create(weights, { intraOpNumThreads: 1, interOpNumThreads: 1 });

  async function logit(window: FeatureWindow): Promise<number> {
    const features = new ort.Tensor('float32', window.features, [1, manifest.bands, window.frames]);
    const outputs = await session.run({ [manifest.inputName]: features });
    return Number(outputs[manifest.outputName]?.data[0]);
  }

  async function scoreClip(audio: Float32Array | G711Chunk): Promise<number | undefined> {
    const g711 = !(audio instanceof Float32Array);
    const bandwidth: Bandwidth = g711 ? 'narrowband' : 'wideband';
    const stream = createScoringStream({ kernels, inputRateHz: g711 ? 8000 : 16_000, bandwidth });
    const windows: FeatureWindow[] = [];
    for (let round = 0; round < MOST_ROUNDS && stream.speechSeconds < ENOUGH_SPEECH_SECONDS; round++) {
      windows.push(...stream.push(audio));
    }
    stream.close();
    let sum = 0;
    for (const window of windows) sum += await logit(window);
    return windows.length > 0 ? sum / windows.length : undefined;
  }

  return { logit, scoreClip, close: () => session.release() };
}
