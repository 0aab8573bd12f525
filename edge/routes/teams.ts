import * as v from 'valibot';
import { byOf, commit, withFresh } from '../change-people.ts';
import { AppError } from '../core/errors.ts';
import { idSchema } from '../core/ids.ts';
import { domainSchema, teamNameSchema } from '../core/person.ts';
import { pathId, readBody } from '../read.ts';
import { consoleRoles, viewerOf, type Ask, type Route } from '../route.ts';
import { knownPeople } from '../store/queries/people.ts';
import { addTeam, changeTeam, findTeam, removeTeam, setMembers, teamRows } from '../store/queries/teams.ts';
import { domainsOf, setDomains } from '../store/queries/tenants.ts';

const admin = { roles: ['admin'] } as const;

/** Teams, and the domains that addresses of the tenant's people end in. */
export const teamRoutes: Route[] = [
  { method: 'GET', path: '/api/teams', access: { roles: consoleRoles }, answer: list },
  { method: 'POST', path: '/api/teams', access: admin, answer: add },
  { method: 'PUT', path: '/api/teams/:id/members', access: admin, answer: putMembers },
  { method: 'DELETE', path: '/api/teams/:id', access: admin, answer: remove },
  { method: 'GET', path: '/api/domains', access: { roles: consoleRoles }, answer: domains },
  { method: 'PUT', path: '/api/domains', access: admin, answer: putDomains },
];

async function list(c: Ask): Promise<Response> {
  const { db, nowMs } = c.get('context');
  return c.json({ teams: await teamRows(db, viewerOf(c).tenantId), asOfMs: nowMs() });
}

async function add(c: Ask): Promise<Response> {
  const { d1, newId } = c.get('context');
  const by = byOf(c, 'admin');
  const { name } = await readBody(c, v.object({ name: teamNameSchema }));
  const id = newId('tea');
  await commit(c, by, 'team.added', { teamId: id }, addTeam(d1, by, { id, name, externalId: null }));
  return c.json({ id, name, memberIds: [], createdAtMs: by.atMs }, 201);
}

const membersBody = v.object({ personIds: v.pipe(v.array(idSchema('per')), v.maxLength(5000)) });
const longestList = 512 * 1024;

async function putMembers(c: Ask): Promise<Response> {
  const { d1, db } = c.get('context');
  const by = byOf(c, 'admin');
  const id = pathId(c, 'id', 'tea');
  await teamOr404(c, id);
  const personIds = [...new Set((await readBody(c, membersBody, longestList)).personIds)].sort();
  const known = await knownPeople(db, by.tenantId, personIds);
  const unknown = personIds.find((one) => !known.has(one));
  if (unknown !== undefined) throw new AppError('invalid-request', `personIds: nobody here is ${unknown}`);
  const team = await withFresh(
    () => teamOr404(c, id),
    async (before) => {
      const statements = [...changeTeam(d1, by, before, before), ...setMembers(d1, by, id, personIds)];
      await commit(c, by, 'team.changed', { teamId: id, members: personIds }, statements);
      return before;
    },
  );
  return c.json({ id, name: team.name, memberIds: personIds, createdAtMs: team.createdAtMs });
}

async function remove(c: Ask): Promise<Response> {
  const by = byOf(c, 'admin');
  const id = pathId(c, 'id', 'tea');
  await withFresh(
    () => teamOr404(c, id),
    (before) => commit(c, by, 'team.removed', { teamId: id }, removeTeam(c.get('context').d1, by, before)),
  );
  return c.body(null, 204);
}

async function teamOr404(c: Ask, id: string) {
  const found = await findTeam(c.get('context').db, viewerOf(c).tenantId, id);
  if (found === undefined) throw new AppError('not-found');
  return found;
}

async function domains(c: Ask): Promise<Response> {
  return c.json({ domains: await domainsOf(c.get('context').db, viewerOf(c).tenantId) });
}

/** Says nothing about people who are on file already: it decides who can come. */
async function putDomains(c: Ask): Promise<Response> {
  const by = byOf(c, 'admin');
  const body = await readBody(c, v.object({ domains: v.pipe(v.array(domainSchema), v.maxLength(100)) }));
  const wanted = [...new Set(body.domains)].sort();
  await commit(c, by, 'domains.changed', { domains: wanted }, [setDomains(c.get('context').d1, by.tenantId, wanted)]);
  return c.json({ domains: wanted });
}
