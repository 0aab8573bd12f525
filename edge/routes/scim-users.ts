import { byOf, checkDomain, commit, deletePerson, personOr404, withFresh, writePerson } from '../change-people.ts';
import { AppError } from '../core/errors.ts';
import { pathId } from '../read.ts';
import type { Ask, Route } from '../route.ts';
import { wantedValue, type Filter } from '../scim/filter.ts';
import { listOf, pageOf, readQuery } from '../scim/list.ts';
import { applyPatch } from '../scim/patch.ts';
import { answerJson, answerResource, baseUrlOf, checkIfMatch, readScimBody, scimPath } from '../scim/reply.ts';
import { userKind } from '../scim/schemas.ts';
import { readUser, userOf, type UserFields } from '../scim/user.ts';
import { addPeople, type By, type StoredPerson } from '../store/queries/people-changes.ts';
import {
  byExternalId,
  byId,
  byUserName,
  findProvisionedPerson,
  provisionedPeople,
  userNameIsTaken,
} from '../store/queries/provisioned.ts';

const access = { key: 'scim' } as const;
const path = `${scimPath}/Users`;

/** People, as a directory provisions them (RFC 7644 §3). */
export const scimUserRoutes: Route[] = [
  { method: 'GET', path, access, answer: (c) => search(c, c.req.query()) },
  { method: 'POST', path: `${path}/.search`, access, answer: async (c) => search(c, await readScimBody(c)) },
  { method: 'POST', path, access, answer: add },
  { method: 'GET', path: `${path}/:id`, access, answer: show },
  { method: 'PUT', path: `${path}/:id`, access, answer: replace },
  { method: 'PATCH', path: `${path}/:id`, access, answer: patch },
  { method: 'DELETE', path: `${path}/:id`, access, answer: remove },
];

async function search(c: Ask, given: unknown): Promise<Response> {
  const { db } = c.get('context');
  const { tenantId } = byOf(c, 'scim');
  const query = readQuery(given);
  const { filter, sortBy, startIndex, count } = query;
  const shown = ({ people }: Awaited<ReturnType<typeof provisionedPeople>>) =>
    people.map((person) => userOf(person, baseUrlOf(c)));
  if (filter === undefined && sortBy === undefined) {
    const found = await provisionedPeople(db, tenantId, { page: { limit: count, offset: startIndex - 1 } });
    return answerJson(c, pageOf(shown(found), found.total, query));
  }
  const found = await provisionedPeople(db, tenantId, narrowed(filter));
  return answerJson(c, listOf(shown(found), query));
}

/** What directories look for before every change is found by the database; the filter still has the last word. */
function narrowed(filter: Filter | undefined) {
  if (filter === undefined) return {};
  const [userName, externalId, id] = ['userName', 'externalId', 'id'].map((name) => wantedValue(filter, name));
  if (id !== undefined) return { where: byId(id) };
  if (externalId !== undefined) return { where: byExternalId(externalId) };
  // The database folds the case of ASCII only.
  return userName === undefined || /\P{ASCII}/u.test(userName) ? {} : { where: byUserName(userName) };
}

async function add(c: Ask): Promise<Response> {
  const { d1, newId } = c.get('context');
  const by = byOf(c, 'scim');
  const { userName, ...fields } = readUser(await readScimBody(c));
  await checkDomain(c, by, fields.email);
  const id = newId('per');
  const person = { ...fields, id, role: 'employee', team: null, channels: [], extension: null } as const;
  const statements = [
    userNameIsTaken(d1, by.tenantId, id, userName),
    ...addPeople(d1, by, [{ ...person, channels: [] }], newId),
  ];
  await commit(c, by, 'person.added', { personId: id, role: person.role }, statements);
  return answerResource(c, await userOr404(c, id), 201);
}

async function show(c: Ask): Promise<Response> {
  return answerResource(c, await userOr404(c, pathId(c, 'id', 'per')));
}

async function replace(c: Ask): Promise<Response> {
  const id = pathId(c, 'id', 'per');
  await userOr404(c, id);
  const fields = readUser(await readScimBody(c));
  return change(c, id, () => Promise.resolve(fields));
}

async function patch(c: Ask): Promise<Response> {
  const id = pathId(c, 'id', 'per');
  await userOr404(c, id);
  const body = await readScimBody(c);
  // Worked out anew when somebody else wrote in between, unless the client named the revision it means.
  return change(c, id, async () => readUser(applyPatch(await userOr404(c, id), body, userKind)));
}

async function change(c: Ask, id: string, fieldsOf: () => Promise<UserFields>): Promise<Response> {
  const by = byOf(c, 'scim');
  await withFresh(
    () => personOr404(c, by, id),
    async (before) => {
      checkIfMatch(c, before.revision);
      await write(c, by, before, await fieldsOf());
    },
  );
  return answerResource(c, await userOr404(c, id));
}

function write(c: Ask, by: By, before: StoredPerson, { userName, ...fields }: UserFields): Promise<void> {
  const { role, team, channels, extension } = before;
  const isFree = userNameIsTaken(c.get('context').d1, by.tenantId, before.id, userName);
  return writePerson(c, by, before, { ...fields, role, team, channels, extension }, [isFree]);
}

async function remove(c: Ask): Promise<Response> {
  const by = byOf(c, 'scim');
  const id = pathId(c, 'id', 'per');
  await withFresh(
    () => personOr404(c, by, id),
    (before) => {
      checkIfMatch(c, before.revision);
      return deletePerson(c, by, before);
    },
  );
  return c.body(null, 204);
}

async function userOr404(c: Ask, id: string) {
  const found = await findProvisionedPerson(c.get('context').db, byOf(c, 'scim').tenantId, id);
  if (found === undefined) throw new AppError('not-found', `There is no User ${id}.`);
  return userOf(found, baseUrlOf(c));
}
