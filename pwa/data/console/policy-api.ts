import type { Policy } from '#core/policy-model';
import { at } from '../address.ts';
import type { Client } from '../client.ts';

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
export type PolicyList = { active: PolicyVersion & { policy: Policy }; versions: PolicyVersion[] };
export type PolicyDraft = { policy: Policy; note: string; basedOn: number };

/** What a policy does to a stretch of history. */
export type RehearsalCounts = {
  sessions: number;
  participants: number;
  asked: number;
  held: number;
  blocked: number;
  challengeRate: number;
};
export type Rehearsal = {
  now: RehearsalCounts;
  then: RehearsalCounts;
  /** Who would have been asked. */
  asked: readonly { participantId: string; subjectId?: string }[];
  /** Confirmed attempts that would have passed. */
  missed: readonly string[];
};

export const policyPaths = {
  policies: () => '/api/policies',
  version: (version: number) => at`/api/policies/${String(version)}`,
};

export type PolicyApi = ReturnType<typeof createPolicyApi>;

/** Policy as versions. What weakens is only proposed: another admin has to approve it. */
export function createPolicyApi({ get, post }: Client) {
  const decide = (version: number, verb: 'approve' | 'reject' | 'rollback') =>
    post<PolicyVersion>(`${policyPaths.version(version)}/${verb}`);
  return {
    policies: () => get<PolicyList>(policyPaths.policies()),
    version: (version: number) => get<PolicyVersion & { policy: Policy }>(policyPaths.version(version)),
    save: (draft: PolicyDraft) => post<PolicyVersion>(policyPaths.policies(), draft),
    rehearse: (policy: Policy) => post<Rehearsal>('/api/policies/rehearsals', { policy }),
    approve: (version: number) => decide(version, 'approve'),
    reject: (version: number) => decide(version, 'reject'),
    rollback: (version: number) => decide(version, 'rollback'),

    askBreakGlass: (reason: string) => post<unknown>('/api/break-glass', { reason }),
    approveBreakGlass: (id: string) => post<unknown>(at`/api/break-glass/${id}/approve`),
    endBreakGlass: (id: string) => post<unknown>(at`/api/break-glass/${id}/end`),
  };
}
