import type { KernelExports } from './exports.ts';
import type { PolyphaseFilter } from './filter-design.ts';
import type { KernelMemory } from './memory.ts';

export interface Resampler {
  readonly inputRateHz: number;
  /**
   * Resamples the next samples of the stream to 16 kHz. The result is a view on the module's memory, valid until the next
   * call on this resampler. RangeError above `maxInputSamples`.
   */
  process(input: Float32Array): Float32Array;
  /** Forgets the stream. */
  reset(): void;
  /** Gives the memory back; idempotent. */
  close(): void;
}

export interface ResamplerParts {
  readonly exports: KernelExports;
  readonly memory: KernelMemory;
  readonly maxInputSamples: number;
  readonly filter: PolyphaseFilter;
  readonly coefficientsAt: number;
}

export function openResampler(parts: ResamplerParts, inputRateHz: number): Resampler {
  const { exports, memory, maxInputSamples, filter } = parts;
  const at = exports.resamplerCreate(filter.taps, filter.up, filter.down, parts.coefficientsAt);
  const inputAt = exports.resamplerInput(at);
  const outputAt = exports.resamplerOutput(at);
  let open = true;
  return {
    inputRateHz,
    process(input) {
      if (!open) throw new Error('resampler is closed');
      if (input.length > maxInputSamples) throw new RangeError(`more than ${maxInputSamples} samples in one call`);
      memory.floats(inputAt, maxInputSamples).set(input);
      return memory.floats(outputAt, exports.resamplerProcess(at, input.length));
    },
    reset() {
      if (open) exports.resamplerReset(at);
    },
    close() {
      if (open) exports.resamplerDestroy(at);
      open = false;
    },
  };
}
