import type { KernelExports } from './exports.ts';
import { REGIONS } from './exports.ts';
import type { KernelMemory } from './memory.ts';

export const BANDS = 80;
export const FRAME_SAMPLES = 400;
export const HOP_SAMPLES = 160;

/** Frames that one call completed. The views are valid until the next call on the same extractor. */
export interface FrameBatch {
  readonly frames: number;
  /** [frames, 80] band powers, before normalisation and logarithm. */
  readonly powers: Float32Array;
  /** [frames] mean square of the 400 samples. */
  readonly energies: Float32Array;
}

export interface FeatureExtractor {
  /** Takes the next 16 kHz samples. RangeError above `maxInputSamples`. */
  process(samples: Float32Array): FrameBatch;
  reset(): void;
  close(): void;
}

export function openFeatureExtractor(
  exports: KernelExports,
  memory: KernelMemory,
  maxInputSamples: number,
): FeatureExtractor {
  const at = exports.extractorCreate();
  const powersAt = exports.extractorPowers(at);
  const energiesAt = exports.extractorEnergies(at);
  const bufferAt = exports.extractorInput(at); // nothing is pending yet: this is the buffer's start
  const bufferSamples = FRAME_SAMPLES + maxInputSamples;
  const batch = { frames: 0, powers: memory.floats(powersAt, 0), energies: memory.floats(energiesAt, 0) };
  let open = true;
  return {
    process(samples) {
      if (!open) throw new Error('feature extractor is closed');
      if (samples.length > maxInputSamples) throw new RangeError(`more than ${maxInputSamples} samples in one call`);
      const pending = (exports.extractorInput(at) - bufferAt) / Float32Array.BYTES_PER_ELEMENT;
      memory.floats(bufferAt, bufferSamples).set(samples, pending);
      const frames = exports.extractorProcess(at, samples.length);
      batch.frames = frames;
      batch.powers = memory.floats(powersAt, frames * BANDS);
      batch.energies = memory.floats(energiesAt, frames);
      return batch;
    },
    reset() {
      if (open) exports.extractorReset(at);
    },
    close() {
      if (open) exports.extractorDestroy(at);
      open = false;
    },
  };
}

/**
 * Turns the band powers of a whole window into the model's input: log(g²P + 1e-5) with g bringing the window to RMS 0.06, the
 * mean of each band removed; band-major [80, frames]. Writes into `target` when given, else into a new array.
 * RangeError for 0 frames, more than `maxWindowFrames`, or arrays too short for `frames`.
 */
export function finishWindow(
  exports: KernelExports,
  memory: KernelMemory,
  maxWindowFrames: number,
  window: FrameBatch,
  target?: Float32Array,
): Float32Array {
  const { frames, powers, energies } = window;
  const cells = frames * BANDS;
  if (frames < 1 || frames > maxWindowFrames) throw new RangeError(`a window has 1 to ${maxWindowFrames} frames`);
  if (powers.length < cells || energies.length < frames)
    throw new RangeError('window arrays are shorter than its frames');
  const features = target ?? new Float32Array(cells);
  if (features.length < cells) throw new RangeError('target is shorter than the window');
  memory.floats(exports.region(REGIONS.windowPowers), maxWindowFrames * BANDS).set(powers.subarray(0, cells));
  memory.floats(exports.region(REGIONS.windowEnergies), maxWindowFrames).set(energies.subarray(0, frames));
  exports.windowFinish(frames);
  features.set(memory.floats(exports.region(REGIONS.windowFeatures), cells));
  return features;
}
