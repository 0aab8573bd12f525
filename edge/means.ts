import { firstPolicy, type Policy } from './core/policy.ts';
import type { Means } from './core/turn.ts';
import { newId, newMatchNumber, newToken } from './random.ts';

/** The platform's clock and randomness, and the policy in force, for one turn of the core. */
export function meansNow(policy: Policy = firstPolicy): Means {
  return { nowMs: Date.now(), newId, newMatchNumber, newNonce: () => newToken(32), policy };
}
