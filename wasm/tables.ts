// Constant tables of the front end, computed here in doubles and copied into the module.
import type { KernelExports } from './exports.ts';
import { REGIONS } from './exports.ts';

const SIZE = 512;
const FRAME = 400;
const BANDS = 80;
const BIN_HZ = 16_000 / SIZE;
const WEIGHTS_PER_BAND = 8;

/** Triangular bands with linear centres over 0-8 kHz: for each band the first bin with weight, and eight weights from it. */
export function linearBands(): { first: Int32Array; weights: Float32Array } {
  const first = new Int32Array(BANDS);
  const weights = new Float32Array(BANDS * WEIGHTS_PER_BAND);
  const step = 8000 / (BANDS + 1);
  for (let band = 0; band < BANDS; band++) {
    const start = Math.floor((band * step) / BIN_HZ) + 1;
    first[band] = start;
    for (let i = 0; i < WEIGHTS_PER_BAND; i++) {
      const distance = Math.abs((start + i) * BIN_HZ - (band + 1) * step);
      weights[band * WEIGHTS_PER_BAND + i] = Math.max(0, 1 - distance / step);
    }
  }
  return { first, weights };
}

/** Periodic Hann window of 400 samples, zero-padded to the FFT's size. */
function hann(): Float32Array {
  return Float32Array.from({ length: SIZE }, (_, i) =>
    i < FRAME ? 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / FRAME) : 0,
  );
}

function twiddles(): Float32Array {
  const table = new Float32Array(2 * SIZE);
  for (let half = 1; half < SIZE; half *= 2) {
    for (let k = 0; k < half; k++) {
      table[half + k] = Math.cos((-Math.PI * k) / half);
      table[SIZE + half + k] = Math.sin((-Math.PI * k) / half);
    }
  }
  return table;
}

function bitReversedByteOffsets(): Int32Array {
  return Int32Array.from({ length: SIZE }, (_, i) => {
    let reversed = 0;
    for (let bit = 0; bit < 9; bit++) if (i & (1 << bit)) reversed |= 1 << (8 - bit);
    return reversed * 4;
  });
}

export function writeTables(exports: KernelExports): void {
  const { first, weights } = linearBands();
  const floats = (which: number, table: Float32Array): void =>
    new Float32Array(exports.memory.buffer, exports.region(which), table.length).set(table);
  const integers = (which: number, table: Int32Array): void =>
    new Int32Array(exports.memory.buffer, exports.region(which), table.length).set(table);
  floats(REGIONS.twiddles, twiddles());
  floats(REGIONS.hann, hann());
  floats(REGIONS.bandWeights, weights);
  integers(REGIONS.bitReversal, bitReversedByteOffsets());
  integers(
    REGIONS.bandFirst,
    first.map((bin) => bin * 4),
  );
}
