import { byOf, commit, withFresh } from '../change-people.ts';
import { AppError } from '../core/errors.ts';
import { pathId } from '../read.ts';
import type { Ask, Route } from '../route.ts';
import { groupOf, readGroup, type GroupFields } from '../scim/group.ts';
import { listOf, readQuery } from '../scim/list.ts';
import { applyPatch } from '../scim/patch.ts';
import { answerJson, answerResource, baseUrlOf, checkIfMatch, readScimBody, scimPath } from '../scim/reply.ts';
import { isObject, type ScimObject } from '../scim/resource.ts';
import { groupKind } from '../scim/schemas.ts';
import { ScimError } from '../scim/scim-error.ts';
import { knownPeople } from '../store/queries/people.ts';
import { provisionedTeams } from '../store/queries/provisioned.ts';
import { addTeam, changeTeam, removeTeam, setMembers } from '../store/queries/teams.ts';

const access = { key: 'scim' } as const;
const path = `${scimPath}/Groups`;

/** Teams, as a directory provisions them (RFC 7644 §3). */
export const scimGroupRoutes: Route[] = [
  { method: 'GET', path, access, answer: (c) => search(c, c.req.query()) },
  { method: 'POST', path: `${path}/.search`, access, answer: async (c) => search(c, await readScimBody(c)) },
  { method: 'POST', path, access, answer: add },
  { method: 'GET', path: `${path}/:id`, access, answer: show },
  { method: 'PUT', path: `${path}/:id`, access, answer: replace },
  { method: 'PATCH', path: `${path}/:id`, access, answer: patch },
  { method: 'DELETE', path: `${path}/:id`, access, answer: remove },
];

async function search(c: Ask, given: unknown): Promise<Response> {
  const query = readQuery(given);
  const teams = await provisionedTeams(c.get('context').db, byOf(c, 'scim').tenantId);
  return answerJson(
    c,
    listOf(
      teams.map((team) => groupOf(team, baseUrlOf(c))),
      query,
    ),
  );
}

async function add(c: Ask): Promise<Response> {
  const { d1, newId } = c.get('context');
  const by = byOf(c, 'scim');
  const { memberIds, ...fields } = readGroup(await readScimBody(c));
  await checkMembers(c, memberIds);
  const id = newId('tea');
  const statements = [...addTeam(d1, by, { id, ...fields }), ...setMembers(d1, by, id, memberIds)];
  await commit(c, by, 'team.added', { teamId: id, members: memberIds }, statements);
  return answerResource(c, groupOf(await teamOr404(c, id), baseUrlOf(c)), 201);
}

async function show(c: Ask): Promise<Response> {
  return answerResource(c, groupOf(await teamOr404(c, pathId(c, 'id', 'tea')), baseUrlOf(c)));
}

async function replace(c: Ask): Promise<Response> {
  const id = pathId(c, 'id', 'tea');
  await teamOr404(c, id);
  const fields = readGroup(await readScimBody(c));
  return change(c, id, () => fields);
}

async function patch(c: Ask): Promise<Response> {
  const id = pathId(c, 'id', 'tea');
  await teamOr404(c, id);
  const body = bareMembers(await readScimBody(c));
  return change(c, id, (team) => readGroup(applyPatch(bareGroup(groupOf(team, baseUrlOf(c))), body, groupKind)));
}

type Team = Awaited<ReturnType<typeof teamOr404>>;

async function change(c: Ask, id: string, fieldsOf: (team: Team) => GroupFields): Promise<Response> {
  const { d1 } = c.get('context');
  const by = byOf(c, 'scim');
  await withFresh(
    () => teamOr404(c, id),
    async (before) => {
      checkIfMatch(c, before.revision);
      const { memberIds, ...fields } = fieldsOf(before);
      const were = before.members.map((one) => one.id);
      const isSame = memberIds.join() === were.join();
      if (isSame && fields.name === before.name && fields.externalId === before.externalId) return;
      await checkMembers(c, memberIds);
      const members = isSame ? [] : setMembers(d1, by, id, memberIds);
      const statements = [...changeTeam(d1, by, before, fields), ...members];
      await commit(c, by, 'team.changed', { teamId: id, members: memberIds }, statements);
    },
  );
  return answerResource(c, groupOf(await teamOr404(c, id), baseUrlOf(c)));
}

async function remove(c: Ask): Promise<Response> {
  const by = byOf(c, 'scim');
  const id = pathId(c, 'id', 'tea');
  await withFresh(
    () => teamOr404(c, id),
    (before) => {
      checkIfMatch(c, before.revision);
      return commit(c, by, 'team.removed', { teamId: id }, removeTeam(c.get('context').d1, by, before));
    },
  );
  return c.body(null, 204);
}

/** A member is his id: what else a client says of him must not keep the library from finding him. */
function bareGroup(group: ScimObject): ScimObject {
  const members = group['members'];
  return Array.isArray(members) ? { ...group, members: members.map(bare) } : group;
}

function bareMembers(body: ScimObject): ScimObject {
  const walk = (value: ScimObject[string], key: string): ScimObject[string] => {
    if (Array.isArray(value))
      return value.map((one) => (/^(members|value)$/i.test(key) ? bare(walk(one, '')) : walk(one, '')));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner, name)]));
  };
  return walk(body, '') as ScimObject;
}

function bare(one: ScimObject[string]): ScimObject[string] {
  return isObject(one) && typeof one['value'] === 'string' ? { value: one['value'] } : one;
}

async function checkMembers(c: Ask, ids: readonly string[]): Promise<void> {
  const known = await knownPeople(c.get('context').db, byOf(c, 'scim').tenantId, ids);
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined) throw new ScimError('invalidValue', `members: there is no User ${unknown}.`);
}

async function teamOr404(c: Ask, id: string) {
  const [found] = await provisionedTeams(c.get('context').db, byOf(c, 'scim').tenantId, id);
  if (found === undefined) throw new AppError('not-found', `There is no Group ${id}.`);
  return found;
}
