import type { Policy } from './policy-model.ts';
import type { RehearsalCounts } from './rehearse.ts';

export type PolicyState = 'pending' | 'active' | 'rejected' | 'superseded';

export type PolicyVersion = {
  version: number;
  state: PolicyState;
  hash: string;
  note: string;
  /** How it weakens the version it was made from; empty when it does not. */
  weakens: readonly string[];
  basedOn: number;
  proposedBy: string;
  proposedAtMs: number;
  decidedBy?: string;
  decidedAtMs?: number;
};

export type StoredPolicy = PolicyVersion & { policy: Policy };
/** Every version there was, the newest first, and all of the one in force. */
export type PolicyList = { active: StoredPolicy; versions: PolicyVersion[] };

/** How a stretch of history goes under the policy in force and how it would go under another. */
export type Rehearsal = {
  now: RehearsalCounts;
  proposed: RehearsalCounts;
  /** About whom somebody would be asked, and who. */
  asked: readonly { participantId: string; subjectId?: string }[];
  /** Confirmed attempts that would pass. */
  missed: readonly string[];
};
