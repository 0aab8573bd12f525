import { byOf } from '../change-people.ts';
import type { Ask, Route } from '../route.ts';
import { groupOf } from '../scim/group.ts';
import { listOf, readQuery } from '../scim/list.ts';
import { answerJson, baseUrlOf, readScimBody, scimPath } from '../scim/reply.ts';
import { userOf } from '../scim/user.ts';
import { provisionedPeople, provisionedTeams } from '../store/queries/provisioned.ts';

/** A search of Users and Groups at once (RFC 7644 §3.4.3). */
export const scimSearchRoutes: Route[] = [
  { method: 'POST', path: `${scimPath}/.search`, access: { key: 'scim' }, answer: search },
];

async function search(c: Ask): Promise<Response> {
  const { db } = c.get('context');
  const { tenantId } = byOf(c, 'scim');
  const query = readQuery(await readScimBody(c));
  const [{ people }, teams] = await Promise.all([provisionedPeople(db, tenantId), provisionedTeams(db, tenantId)]);
  const baseUrl = baseUrlOf(c);
  const all = [...people.map((one) => userOf(one, baseUrl)), ...teams.map((one) => groupOf(one, baseUrl))];
  return answerJson(c, listOf(all, query));
}
