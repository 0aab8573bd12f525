/**
 * Elementary functions from IEEE 754 additions, multiplications, divisions and square roots alone. ECMAScript leaves
 * Math.exp, Math.log and Math.cos to the implementation (ECMA-262 §21.3.2), so two engines may differ in the last
 * bit; these give the same bits everywhere. Errors stay within a few units in the last place.
 */

// ln 2 in two parts: the first has trailing zero bits, so that multiples of it are exact.
const ln2High = 0.693147180369123816;
const ln2Low = 1.90821492927058770002e-10;
const ln2 = ln2High + ln2Low;

const cell = new DataView(new ArrayBuffer(8));

/** Splits x > 0 into m * 2^e with m in [sqrt(1/2), sqrt(2)). */
function split(x: number): { m: number; e: number } {
  // Subnormal numbers are lifted first.
  const lifted = x < 2.2250738585072014e-308;
  cell.setFloat64(0, lifted ? x * 2 ** 54 : x);
  const high = cell.getUint32(0);
  let e = (high >>> 20) - 1023 - (lifted ? 54 : 0);
  cell.setUint32(0, (high & 0x000fffff) | 0x3ff00000);
  let m = cell.getFloat64(0);
  if (m > Math.SQRT2) {
    m /= 2;
    e += 1;
  }
  return { m, e };
}

/** Natural logarithm; NaN below zero, -Infinity at zero. */
export function ln(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  const { m, e } = split(x);
  // ln m = 2 artanh((m - 1) / (m + 1)), whose series ends within the last bit after thirteen terms for |s| < 0.172.
  const s = (m - 1) / (m + 1);
  const z = s * s;
  let sum = 0;
  for (let n = 25; n >= 3; n -= 2) sum = (sum + 1 / n) * z;
  return e * ln2High + (2 * s * (1 + sum) + e * ln2Low);
}

/** e^x. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.2) return 0;
  const k = Math.round(x / ln2);
  const r = x - k * ln2High - k * ln2Low;
  let sum = 1;
  for (let n = 14; n >= 1; n -= 1) sum = 1 + (sum * r) / n;
  // In two steps, because 2^k itself may be out of range.
  const half = Math.trunc(k / 2);
  return sum * powerOfTwo(half) * powerOfTwo(k - half);
}

/** 2^x for any x; exact for whole numbers within the range of a double. */
export function exp2(x: number): number {
  return Number.isInteger(x) && Math.abs(x) < 1000 ? powerOfTwo(x) : exp(x * ln2);
}

function powerOfTwo(k: number): number {
  cell.setUint32(0, (k + 1023) << 20);
  cell.setUint32(4, 0);
  return cell.getFloat64(0);
}

/** 1 / (1 + e^-x): log-odds (nats) to a probability. */
export function sigmoid(x: number): number {
  return 1 / (1 + exp(-x));
}

/** Probability to log-odds in nats. */
export function logit(p: number): number {
  return ln(p / (1 - p));
}

const halfPi = Math.PI / 2;

/** Cosine of an angle in degrees. */
export function cosDegrees(degrees: number): number {
  const turn = Math.abs(degrees) % 360;
  const folded = turn > 180 ? 360 - turn : turn;
  return folded > 90 ? -cosFirst(180 - folded) : cosFirst(folded);
}

/** 0 to 90 degrees; the half nearer to 90 by the sine of the complement. */
function cosFirst(degrees: number): number {
  return degrees > 45 ? sinSmall(((90 - degrees) * Math.PI) / 180) : cosSmall((degrees * Math.PI) / 180);
}

function cosSmall(x: number): number {
  const z = x * x;
  let sum = 1;
  for (let n = 20; n >= 2; n -= 2) sum = 1 - (sum * z) / (n * (n - 1));
  return sum;
}

function sinSmall(x: number): number {
  const z = x * x;
  let sum = 1;
  for (let n = 21; n >= 3; n -= 2) sum = 1 - (sum * z) / (n * (n - 1));
  return sum * x;
}

export function sinDegrees(degrees: number): number {
  return cosDegrees(degrees - 90);
}

/** Arc tangent of y / x for x, y >= 0, in radians. */
export function atanQuotient(y: number, x: number): number {
  if (y > x) return halfPi - atanQuotient(x, y);
  if (y === 0) return 0;
  let t = y / x;
  // Halved three times, the angle is below 0.1 and its series short.
  for (let i = 0; i < 3; i += 1) t /= 1 + Math.sqrt(1 + t * t);
  const z = t * t;
  let sum = 0;
  for (let n = 17; n >= 3; n -= 2) sum = (1 / n - sum) * z;
  return 8 * t * (1 - sum);
}
