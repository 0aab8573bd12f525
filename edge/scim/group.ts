import { isId } from '../core/ids.ts';
import { cleanName } from '../core/identity.ts';
import { readResource } from './read-resource.ts';
import { isObject, type ScimResource } from './resource.ts';
import { groupKind } from './schemas.ts';
import { ScimError } from './scim-error.ts';
import { groupUrn } from './urns.ts';
import { metaOf, readExternalId } from './user.ts';

export type ProvisionedTeam = {
  id: string;
  name: string;
  externalId: string | null;
  createdAtMs: number;
  updatedAtMs: number;
  revision: number;
  members: readonly { id: string; displayName: string }[];
};

export type GroupFields = { name: string; externalId: string | null; memberIds: string[] };

/**
 * Reads a Group that a client wrote or a patch made. Attributes that a team does not have are not kept.
 * @throws ScimError `invalidValue` when it has no name, or members that are no people.
 */
export function readGroup(body: unknown): GroupFields {
  const { displayName, externalId, members } = readResource(body, groupKind);
  const name = typeof displayName === 'string' ? cleanName(displayName) : '';
  if (name === '') throw new ScimError('invalidValue', 'displayName must be a name.');
  const ids = (Array.isArray(members) ? members : []).map((one) => (isObject(one) ? one['value'] : undefined));
  const memberIds = ids.filter((id) => typeof id === 'string' && isId('per', id)) as string[];
  if (memberIds.length < ids.length) throw new ScimError('invalidValue', 'members.value must be the id of a User.');
  return {
    name,
    externalId: readExternalId(externalId ?? null),
    memberIds: [...new Set(memberIds)].sort(),
  };
}

export function groupOf(team: ProvisionedTeam, baseUrl: string): ScimResource {
  const members = team.members.map(({ id, displayName }) => {
    return { value: id, $ref: `${baseUrl}/Users/${id}`, display: displayName, type: 'User' };
  });
  return {
    schemas: [groupUrn],
    id: team.id,
    ...(team.externalId === null ? {} : { externalId: team.externalId }),
    displayName: team.name,
    ...(members.length === 0 ? {} : { members }),
    meta: metaOf('Group', team, `${baseUrl}/Groups/${team.id}`),
  };
}
