// Kaiser-windowed sinc filters for rational resampling to 16 kHz, laid out one phase a row.

export const OUTPUT_RATE_HZ = 16_000;
const ATTENUATION_DB = 66;
const KAISER_BETA = 0.1102 * (ATTENUATION_DB - 8.7);

export interface PolyphaseFilter {
  readonly up: number;
  readonly down: number;
  /** Taps of one phase; a multiple of 4. */
  readonly taps: number;
  /** `up` rows of `taps`, each reversed in time, so that a phase is one dot product over samples in order. */
  readonly coefficients: Float32Array;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Modified Bessel function I0 by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/**
 * Edges of the transition band. Downwards, what aliases lands above 7.2 kHz, where speech has next to nothing. Upwards (from
 * 8 kHz), telephone speech ends at 3.4 kHz and its first image begins at 4.6 kHz.
 */
function transition(inputRateHz: number): { passHz: number; stopHz: number } {
  if (inputRateHz >= OUTPUT_RATE_HZ) return { passHz: 7200, stopHz: 8800 };
  const nyquist = inputRateHz / 2;
  return { passHz: nyquist * 0.89, stopHz: nyquist * 1.11 };
}

/** Designs the filter that turns `inputRateHz` (an integer from 8000 to 192000) into 16 kHz; RangeError for other rates. */
export function designFilter(inputRateHz: number): PolyphaseFilter {
  if (!Number.isInteger(inputRateHz) || inputRateHz < 8000 || inputRateHz > 192_000) {
    throw new RangeError(`input rate ${inputRateHz} Hz is not an integer from 8000 to 192000`);
  }
  if (inputRateHz === OUTPUT_RATE_HZ) return { up: 1, down: 1, taps: 4, coefficients: Float32Array.of(0, 0, 0, 1) };
  const divisor = greatestCommonDivisor(inputRateHz, OUTPUT_RATE_HZ);
  const up = OUTPUT_RATE_HZ / divisor;
  const down = inputRateHz / divisor;
  if (up > 640) throw new RangeError(`input rate ${inputRateHz} Hz needs ${up} filter phases, more than 640`);
  const { passHz, stopHz } = transition(inputRateHz);
  const ideal = (ATTENUATION_DB - 7.95) / ((14.36 * (stopHz - passHz)) / inputRateHz);
  const taps = Math.ceil(ideal / 4) * 4;
  return { up, down, taps, coefficients: phases(up, taps, (passHz + stopHz) / (2 * inputRateHz)) };
}

function phases(up: number, taps: number, cutoff: number): Float32Array {
  const coefficients = new Float32Array(up * taps);
  const centre = (up * taps - 1) / 2;
  for (let phase = 0; phase < up; phase++) {
    const row = Array.from({ length: taps }, (_, k) => {
      const n = phase + (taps - 1 - k) * up - centre;
      const x = (2 * Math.PI * cutoff * n) / up;
      const window = besselI0(KAISER_BETA * Math.sqrt(Math.max(0, 1 - (n / centre) ** 2)));
      return (x === 0 ? 1 : Math.sin(x) / x) * window;
    });
    // every phase passes DC alike, otherwise the phase pattern is heard as a tone
    const sum = row.reduce((a, b) => a + b, 0);
    for (let k = 0; k < taps; k++) coefficients[phase * taps + k] = (row[k] ?? 0) / sum;
  }
  return coefficients;
}
