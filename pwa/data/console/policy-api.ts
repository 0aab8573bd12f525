import type { Policy } from '#core/policy-model';
import type { PolicyList, PolicyVersion, Rehearsal, StoredPolicy } from '#core/policy-view';
import { at } from '../address.ts';
import type { Client } from '../client.ts';

export type { PolicyList, PolicyState, PolicyVersion, Rehearsal } from '#core/policy-view';
export type { RehearsalCounts } from '#core/rehearse';
export type PolicyDraft = { policy: Policy; note: string; basedOn: number };

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
    version: (version: number) => get<StoredPolicy>(policyPaths.version(version)),
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
