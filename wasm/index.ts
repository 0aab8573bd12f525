// Numeric kernels: one WebAssembly module for AudioWorklet, Worker and Node. Build with `node wasm/build.ts`.
import type { KernelSource } from './exports.ts';
import { instantiate, REGIONS } from './exports.ts';
import type { FeatureExtractor, FrameBatch } from './feature-extractor.ts';
import { finishWindow, openFeatureExtractor } from './feature-extractor.ts';
import { designFilter } from './filter-design.ts';
import { openMemory } from './memory.ts';
import type { Resampler, ResamplerParts } from './resampler.ts';
import { openResampler } from './resampler.ts';
import { writeTables } from './tables.ts';
import type { Vad } from './voice-activity.ts';
import { openVad } from './voice-activity.ts';

export type { KernelSource } from './exports.ts';
export type { FeatureExtractor, FrameBatch } from './feature-extractor.ts';
export { BANDS, FRAME_SAMPLES, HOP_SAMPLES } from './feature-extractor.ts';
export { OUTPUT_RATE_HZ } from './filter-design.ts';
export type { Resampler } from './resampler.ts';
export type { Vad } from './voice-activity.ts';

export type G711Law = 'pcmu' | 'pcma';

export interface Kernels {
  /** Most samples (or G.711 bytes) one call of anything here takes: 8192. */
  readonly maxInputSamples: number;
  /** Most frames of one window: 400 (4 s). */
  readonly maxWindowFrames: number;
  /** Any integer rate from 8 to 192 kHz whose ratio to 16 kHz needs at most 640 phases; RangeError otherwise. */
  createResampler(inputRateHz: number): Resampler;
  createFeatureExtractor(): FeatureExtractor;
  createVad(): Vad;
  /** Expands G.711 (8 kHz) to floats in [-1, 1). A view valid until the next call. RangeError above `maxInputSamples`. */
  decodeG711(law: G711Law, payload: Uint8Array): Float32Array;
  /** See `finishWindow` in feature-extractor.ts. */
  finishWindow(window: FrameBatch, target?: Float32Array): Float32Array;
  /** Bytes of linear memory now in use by the module; constant while nothing is created. */
  memoryBytes(): number;
}

/**
 * Instantiates the kernels synchronously, as an AudioWorkletProcessor's constructor needs it. Compile on another thread
 * (`WebAssembly.compile`) and post the module; bytes are accepted too. Not thread-safe: one instance a thread.
 */
export function instantiateKernels(source: KernelSource): Kernels {
  const exports = instantiate(source);
  writeTables(exports);
  const memory = openMemory(exports.memory);
  const [maxInputSamples, , maxFrames, maxWindowFrames] = [0, 1, 2, 3].map((which) => exports.limit(which)) as [
    number,
    number,
    number,
    number,
  ];
  const filters = new Map<number, ResamplerParts>();

  function resamplerParts(inputRateHz: number): ResamplerParts {
    const known = filters.get(inputRateHz);
    if (known) return known;
    const filter = designFilter(inputRateHz);
    const coefficientsAt = exports.coefficientsCreate(filter.coefficients.length);
    memory.floats(coefficientsAt, filter.coefficients.length).set(filter.coefficients);
    const parts = { exports, memory, maxInputSamples, filter, coefficientsAt };
    filters.set(inputRateHz, parts);
    return parts;
  }

  return {
    maxInputSamples,
    maxWindowFrames,
    createResampler: (inputRateHz) => openResampler(resamplerParts(inputRateHz), inputRateHz),
    createFeatureExtractor: () => openFeatureExtractor(exports, memory, maxInputSamples),
    createVad: () => openVad(exports, memory, maxFrames),
    decodeG711(law, payload) {
      if (payload.length > maxInputSamples) throw new RangeError(`more than ${maxInputSamples} bytes in one call`);
      memory.bytes(exports.region(REGIONS.g711Input), payload.length).set(payload);
      exports.g711Decode(law === 'pcma' ? 1 : 0, payload.length);
      return memory.floats(exports.region(REGIONS.g711Output), payload.length);
    },
    finishWindow: (window, target) => finishWindow(exports, memory, maxWindowFrames, window, target),
    memoryBytes: () => exports.memory.buffer.byteLength,
  };
}
