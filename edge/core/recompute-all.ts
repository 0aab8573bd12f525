import { engineName } from './fusion.ts';
import { recompute } from './recompute.ts';
import type { RecomputedDecision } from './recompute-words.ts';
import type { SessionDecisions } from './view.ts';

/** Makes each decision again, in their order, with the code the edge decides with. */
export function recomputeAll({ decisions, policies }: SessionDecisions): RecomputedDecision[] {
  return decisions
    .toSorted((a, b) => a.ordinal - b.ordinal)
    .map((record) => {
      const policy = policies[record.policyVersion];
      if (policy === undefined) return { record, same: false, differences: ['no-policy'] };
      const { same, differences } = recompute(record, policy);
      // Another engine may differ, and says so first.
      const engine = same || record.engine === engineName ? [] : ['engine'];
      return { record, same, differences: engine.concat(differences) };
    });
}
