const halfWidth = 16;

/**
 * Windowed-sinc (Hann) conversion of a whole recording; for prompts, not for streams. Whole-number rates have few
 * distinct phases, so each phase's taps are made once and the rest is multiplication.
 */
export function resample(samples: Int16Array, fromHz: number, toHz: number): Int16Array {
  if (fromHz === toHz) return samples;
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const [step, phases] = [fromHz / divisor, toHz / divisor];
  // Below the lower of the two Nyquist rates, with a little room for the filter's slope.
  const cutoff = 0.92 * Math.min(1, toHz / fromHz);
  const reach = Math.ceil(halfWidth / cutoff);
  const taps = Array.from({ length: phases }, (_, phase) => tapsOf(((phase * step) % phases) / phases, cutoff, reach));
  const out = new Int16Array(Math.floor((samples.length * toHz) / fromHz));
  for (let i = 0; i < out.length; i += 1) {
    const first = Math.floor((i * step) / phases) - reach;
    const weights = taps[i % phases] ?? new Float64Array(0);
    let sum = 0;
    for (let k = 0; k < weights.length; k += 1) sum += (samples[first + k] ?? 0) * (weights[k] ?? 0);
    out[i] = Math.max(-32_768, Math.min(32_767, Math.round(sum)));
  }
  return out;
}

/** Weights of the samples from `-reach` to `reach` around a point `fraction` after a sample. */
function tapsOf(fraction: number, cutoff: number, reach: number): Float64Array {
  return Float64Array.from({ length: 2 * reach + 1 }, (_, k) => {
    const distance = k - reach - fraction;
    if (Math.abs(distance) >= reach) return 0;
    const x = Math.PI * cutoff * distance;
    const sinc = x === 0 ? 1 : Math.sin(x) / x;
    return cutoff * sinc * (0.5 + 0.5 * Math.cos((Math.PI * distance) / reach));
  });
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
