import type { KernelExports } from './exports.ts';
import { REGIONS } from './exports.ts';
import { BANDS } from './feature-extractor.ts';
import type { FrameBatch } from './feature-extractor.ts';
import type { KernelMemory } from './memory.ts';

export interface Vad {
  /**
   * One byte a frame, 1 = speech: energy over a tracked noise floor, flatness and stationarity of the spectrum, hysteresis,
   * 120 ms hangover. A view valid until the next call on any VAD of the same kernels.
   */
  process(batch: FrameBatch): Uint8Array;
  reset(): void;
  close(): void;
}

export function openVad(exports: KernelExports, memory: KernelMemory, maxFrames: number): Vad {
  const at = exports.vadCreate();
  const powersAt = exports.region(REGIONS.vadPowers);
  const energiesAt = exports.region(REGIONS.vadEnergies);
  const flagsAt = exports.region(REGIONS.vadFlags);
  let open = true;
  return {
    process(batch) {
      if (!open) throw new Error('vad is closed');
      const { frames } = batch;
      if (frames > maxFrames) throw new RangeError(`more than ${maxFrames} frames in one call`);
      memory.floats(powersAt, frames * BANDS).set(batch.powers);
      memory.floats(energiesAt, frames).set(batch.energies);
      exports.vadProcess(at, frames);
      return memory.bytes(flagsAt, frames);
    },
    reset() {
      if (open) exports.vadReset(at);
    },
    close() {
      if (open) exports.vadDestroy(at);
      open = false;
    },
  };
}
