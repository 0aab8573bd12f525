// Framing and band powers: 25 ms / 10 ms, Hann, 512 FFT, 80 linear triangular bands 0-8 kHz. The logarithm comes later, per
// window, because its floor is defined at a level (RMS 0.06) that is known only once the window is complete.
import { BANDS, FRAME, HOP, MAX_FRAMES, MAX_INPUT } from './limits';
import { bitReversal, power, powerSpectrum, re } from './fft';

export const hann = memory.data(512 * 4, 16); // 400 samples then zeros
export const bandFirst = memory.data(80 * 4, 16); // byte offset of the first bin in `power`
export const bandWeights = memory.data(80 * 8 * 4, 16); // 8 weights a band, from that bin on
const frame = memory.data(512 * 4, 16);

@unmanaged
export class Extractor {
  pending: i32;
  buffer: usize;
  powers: usize;
  energies: usize;
}

export function extractorCreate(): Extractor {
  const it = changetype<Extractor>(heap.alloc(offsetof<Extractor>()));
  it.buffer = heap.alloc(<usize>(FRAME + MAX_INPUT) << 2);
  it.powers = heap.alloc(<usize>(MAX_FRAMES * BANDS) << 2);
  it.energies = heap.alloc(<usize>MAX_FRAMES << 2);
  it.pending = 0;
  return it;
}

export function extractorDestroy(it: Extractor): void {
  heap.free(it.buffer);
  heap.free(it.powers);
  heap.free(it.energies);
  heap.free(changetype<usize>(it));
}

export function extractorReset(it: Extractor): void {
  it.pending = 0;
}
/** Where the host writes the next samples: right behind what is pending. */
export function extractorInput(it: Extractor): usize {
  return it.buffer + (<usize>it.pending << 2);
}
export function extractorPowers(it: Extractor): usize {
  return it.powers;
}
export function extractorEnergies(it: Extractor): usize {
  return it.energies;
}

function sumLanes(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3);
}

function meanSquare(at: usize): f32 {
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < <usize>FRAME << 2; i += 16) {
    const x = v128.load(at + i);
    sum = f32x4.add(sum, f32x4.mul(x, x));
  }
  return sumLanes(sum) / <f32>FRAME;
}

function bandPowers(at: usize, out: usize): void {
  for (let i: usize = 0; i < <usize>FRAME << 2; i += 16) {
    v128.store(frame + i, f32x4.mul(v128.load(at + i), v128.load(hann + i)));
  }
  for (let i: usize = 0; i < 2048; i += 4) store<f32>(re + i, load<f32>(frame + <usize>load<i32>(bitReversal + i)));
  powerSpectrum();
  for (let band: usize = 0; band < <usize>BANDS; band++) {
    const bins = power + <usize>load<i32>(bandFirst + (band << 2));
    const weights = bandWeights + (band << 5);
    const low = f32x4.mul(v128.load(bins), v128.load(weights));
    const high = f32x4.mul(v128.load(bins, 16), v128.load(weights, 16));
    store<f32>(out + (band << 2), sumLanes(f32x4.add(low, high)));
  }
}

/** Takes `count` samples already written at `extractorInput`; returns how many frames it completed. */
export function extractorProcess(it: Extractor, count: i32): i32 {
  const available = it.pending + count;
  let frames = 0;
  let start = 0;
  while (start + FRAME <= available) {
    const at = it.buffer + (<usize>start << 2);
    store<f32>(it.energies + (<usize>frames << 2), meanSquare(at));
    bandPowers(at, it.powers + (<usize>(frames * BANDS) << 2));
    frames++;
    start += HOP;
  }
  it.pending = available - start;
  if (start > 0) memory.copy(it.buffer, it.buffer + (<usize>start << 2), <usize>it.pending << 2);
  return frames;
}
