/** Deterministic randomness: the same seed gives the same stream on every machine. */
export type Random = {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform whole number in [0, below). */
  int(below: number): number;
  chance(p: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Index of a share; the shares need not add up to 1. */
  weighted(shares: readonly number[]): number;
  /** Standard normal. */
  normal(): number;
  /** A stream of its own, so that what one part draws does not move what another part draws. */
  fork(label: string): Random;
};

/** sfc32 (Doty-Humphrey, PractRand), 128 bits of state. */
export function createRandom(seed: string): Random {
  let [a, b, c, counter] = [hash32(seed, 1), hash32(seed, 2), hash32(seed, 3), 1];
  const next32 = (): number => {
    const out = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + out) | 0;
    return out >>> 0;
  };
  for (let i = 0; i < 12; i += 1) next32();
  const next = () => next32() / 2 ** 32;
  return {
    next,
    int: (below) => Math.floor(next() * below),
    chance: (p) => next() < p,
    pick: (list) => {
      const chosen = list[Math.floor(next() * list.length)];
      if (chosen === undefined) throw new RangeError('nothing to pick from');
      return chosen;
    },
    weighted: (shares) => {
      let left = next() * shares.reduce((sum, share) => sum + share, 0);
      const found = shares.findIndex((share) => (left -= share) < 0);
      return found < 0 ? shares.length - 1 : found;
    },
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    fork: (label) => createRandom(`${seed}/${label}`),
  };
}

/** FNV-1a with a final mix (Murmur3), as many independent words as there are salts. */
export function hash32(text: string, salt = 0): number {
  let h = 0x811c9dc5 ^ Math.imul(salt, 0x9e3779b1);
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
