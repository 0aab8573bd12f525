import { linearBands } from '../../wasm/tables.ts';

const size = 512;
const frame = 400;
const hop = 160;
const bins = 257;
const bands = 80;

/**
 * The same front end as one would write it in plain JavaScript: doubles, a radix-2 transform, and the bank as a full
 * 80 x 257 matrix. The peer of the WASM kernel, and a check on it.
 */
export function createDenseFrontEnd(): (samples: Float32Array) => Float32Array {
  const bank = denseBank();
  const window = Float64Array.from({ length: frame }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / frame));
  const [re, im, power] = [new Float64Array(size), new Float64Array(size), new Float64Array(bins)];
  const [cosines, sines] = [Math.cos, Math.sin].map((of) =>
    Float64Array.from({ length: size / 2 }, (_, k) => of((-2 * Math.PI * k) / size)),
  ) as [Float64Array, Float64Array];
  return (samples) => {
    const frames = Math.max(0, Math.floor((samples.length - frame) / hop) + 1);
    const out = new Float32Array(frames * bands);
    for (let t = 0; t < frames; t += 1) {
      re.fill(0);
      im.fill(0);
      for (let i = 0; i < frame; i += 1) re[i] = (samples[t * hop + i] as number) * (window[i] as number);
      transform(re, im, cosines, sines);
      for (let k = 0; k < bins; k += 1) power[k] = (re[k] as number) ** 2 + (im[k] as number) ** 2;
      for (let band = 0; band < bands; band += 1) {
        let sum = 0;
        for (let k = 0; k < bins; k += 1) sum += (bank[band * bins + k] as number) * (power[k] as number);
        out[t * bands + band] = sum;
      }
    }
    return out;
  };
}

function denseBank(): Float64Array {
  const { first, weights } = linearBands();
  const bank = new Float64Array(bands * bins);
  for (let band = 0; band < bands; band += 1) {
    for (let i = 0; i < 8; i += 1) {
      const bin = (first[band] as number) + i;
      if (bin < bins) bank[band * bins + bin] = weights[band * 8 + i] as number;
    }
  }
  return bank;
}

/** In place, decimation in time. */
function transform(re: Float64Array, im: Float64Array, cosines: Float64Array, sines: Float64Array): void {
  for (let i = 1, j = 0; i < size; i += 1) {
    let bit = size >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) [re[i], re[j]] = [re[j] as number, re[i] as number];
  }
  for (let length = 2; length <= size; length *= 2) {
    const half = length / 2;
    for (let at = 0; at < size; at += length) {
      for (let k = 0; k < half; k += 1) {
        const [c, s] = [cosines[(k * size) / length] as number, sines[(k * size) / length] as number];
        const [a, b] = [at + k, at + k + half];
        const [x, y] = [re[b] as number, im[b] as number];
        const [u, v] = [x * c - y * s, x * s + y * c];
        re[b] = (re[a] as number) - u;
        im[b] = (im[a] as number) - v;
        re[a] = (re[a] as number) + u;
        im[a] = (im[a] as number) + v;
      }
    }
  }
}
