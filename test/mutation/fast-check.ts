import * as real from 'fast-check';

/* What the engine's tests get as fast-check while mutants run (runner.ts). */
export * from 'fast-check';

const fewestRuns = 20;

/**
 * A property that holds runs to its end against every mutant that it does not kill. So here each runs less often than
 * in `npm test`, and always on the same cases, so that a score comes out again. The first case that fails is enough.
 */
export const assert: typeof real.assert = (property, parameters) => {
  const numRuns = Math.max(fewestRuns, Math.ceil((parameters?.numRuns ?? 100) / 10));
  return real.assert(property as never, {
    ...(parameters as object),
    seed: 20_261_123,
    numRuns,
    endOnFailure: true,
  }) as never;
};
