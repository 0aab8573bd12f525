import { firstPolicy } from './core/policy.ts';
import type { Means } from './core/means.ts';
import type { RulesInForce } from './store/queries/rules.ts';
import { newId, newMatchNumber, newToken } from './random.ts';

/** The platform's clock and randomness, and the rules in force, for one turn of the core. */
export function meansNow({ policy = firstPolicy, breakGlass }: Partial<RulesInForce> = {}): Means {
  const rules = { policy, ...(breakGlass === undefined ? {} : { breakGlass }) };
  return { nowMs: Date.now(), newId, newMatchNumber, newNonce: () => newToken(32), ...rules };
}
