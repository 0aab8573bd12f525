import type { PolicyProblem } from '#core/policy-check';
import type { Policy } from '#core/policy-model';
import type { Names } from './names.ts';

/** What every part of the editor gets. */
export type PartProps = {
  draft: Policy;
  problems: readonly PolicyProblem[];
  names: Names;
  onChange: (part: Partial<Policy>) => void;
};
