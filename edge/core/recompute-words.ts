import type { DecisionRecord } from './decision-record.ts';

/** One decision, made again. `differences` as in `Recomputed`, and `no-policy` and `engine`. */
export type RecomputedDecision = { record: DecisionRecord; same: boolean; differences: readonly string[] };

const differenceWords: Record<string, string> = {
  policy: 'the policy is not the one that was recorded',
  'no-policy': 'the policy that was recorded is not among those that came with it',
  engine: 'it was made by another version of the engine',
  logit: 'the sum of the evidence is another one',
  p: 'the probability is another one',
  effect: 'something else would be done',
  wouldBe: 'what would be done without break-glass is something else',
};

export function differenceText(differences: readonly string[]): string {
  return differences.map((name) => differenceWords[name] ?? name).join('; ');
}

/** "All 14 decisions come out the same", or how many do not. */
export function verdictText(made: readonly RecomputedDecision[]): string {
  const other = made.filter(({ same }) => !same).length;
  if (made.length === 0) return 'No decision was made in this session yet';
  if (other > 0)
    return `${other} of ${made.length} ${made.length === 1 ? 'decision comes' : 'decisions come'} out differently`;
  return made.length === 1 ? 'The one decision comes out the same' : `All ${made.length} decisions come out the same`;
}
