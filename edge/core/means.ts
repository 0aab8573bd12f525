import type { BreakGlassTerm } from './break-glass.ts';
import type { NewId } from './ids.ts';
import type { Policy } from './policy.ts';

/** Clock, randomness and rules, handed in so that a turn can be played again bit for bit. */
export type Means = {
  nowMs: number;
  newId: NewId;
  /** Three digits, uniformly drawn. */
  newMatchNumber: () => string;
  /** 32 random bytes, base64url. */
  newNonce: () => string;
  policy: Policy;
  /** The last break-glass that was begun, for a session that is opened. */
  breakGlass?: BreakGlassTerm;
};
