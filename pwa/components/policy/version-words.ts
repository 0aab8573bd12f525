import type { PolicyVersion } from '../../data/console/policy-api.ts';

/** Why this admin cannot approve a version; undefined when he can. */
export function approvalReason(
  version: Pick<PolicyVersion, 'proposedBy' | 'basedOn'>,
  activeVersion: number,
  mine: string | undefined,
): string | undefined {
  if (version.proposedBy === mine) return 'You proposed it: another admin has to approve it.';
  return version.basedOn === activeVersion
    ? undefined
    : `It was made from version ${version.basedOn}, and version ${activeVersion} is in force now. Reject it, and propose it anew.`;
}

/** Why a version cannot be taken back to; undefined when it can. */
export function rollbackReason(version: Pick<PolicyVersion, 'state'>): string | undefined {
  if (version.state === 'active') return 'It is in force.';
  return version.state === 'superseded' ? undefined : 'It was never in force.';
}
