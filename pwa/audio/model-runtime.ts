import * as ort from 'onnxruntime-web/wasm';
import runtimeModuleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import runtimeUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { verifyModelBytes, type DetectorManifest } from '#models';
import type { RunModel } from './inference-turns.ts';

export type ModelFailure = 'model-unreachable' | 'model-wrong-hash' | 'runtime';

export class ModelError extends Error {
  override name = 'ModelError';
  readonly reason: ModelFailure;
  constructor(reason: ModelFailure, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}

/** Weights beside the manifests, as hashed assets of the build. */
const weights = import.meta.glob<string>('../../models/*/*.onnx', { query: '?url', import: 'default', eager: true });

/** The one session of this Worker, on one thread: with busy cores two are slower than one. ModelError when there is none. */
export async function openModel(manifest: DetectorManifest): Promise<RunModel> {
  const bytes = await fetchWeights(weights[`../../models/${manifest.name}/${manifest.file}`]);
  // What is not exactly the measured model must not testify.
  if (!verifyModelBytes(bytes, manifest.sha256)) throw new ModelError('model-wrong-hash');
  try {
    ort.env.wasm.wasmPaths = { wasm: runtimeUrl, mjs: runtimeModuleUrl };
    ort.env.wasm.numThreads = 1;
    const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
    const run = runOn(session, manifest);
    // The first run allocates and compiles: better now than on the first words of a call.
    await run(new Float32Array(manifest.bands * manifest.maxFrames), manifest.maxFrames);
    return run;
  } catch (cause) {
    throw new ModelError('runtime', { cause });
  }
}

async function fetchWeights(url: string | undefined): Promise<Uint8Array> {
  try {
    if (url === undefined) throw new Error('the build has no weights for this manifest');
    const response = await fetch(url);
    if (!response.ok) throw new Error(`status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new ModelError('model-unreachable', { cause });
  }
}

function runOn(session: ort.InferenceSession, { inputName, outputName, bands }: DetectorManifest): RunModel {
  return async (features, frames) => {
    const input = new ort.Tensor('float32', features, [1, bands, frames]);
    const output = (await session.run({ [inputName]: input }))[outputName];
    const logit = output?.data[0];
    // NaN is not zero: the evidence turns it into "not monitored".
    return typeof logit === 'number' ? logit : Number.NaN;
  };
}
