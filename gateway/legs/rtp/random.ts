import { randomBytes, randomInt } from 'node:crypto';

/** Randomness as a port. Tags, branches, SSRCs and nonces must not be guessable (RFC 3261 §19.3, RFC 3550 §8.1). */
export interface Random {
  /** Lower-case hexadecimal text of `bytes` random bytes. */
  token(bytes: number): string;
  uint32(): number;
}

export function createSecureRandom(): Random {
  return {
    token: (bytes) => randomBytes(bytes).toString('hex'),
    uint32: () => randomInt(0, 0x1_0000_0000),
  };
}
