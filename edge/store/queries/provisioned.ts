import { and, asc, eq, isNull, sql, type SQL } from 'drizzle-orm';
import type { Database } from '../../context.ts';
import type { ProvisionedTeam } from '../../scim/group.ts';
import type { ProvisionedPerson } from '../../scim/user.ts';
import { guard } from '../guard.ts';
import { person, team, teamMember } from '../schema.ts';

/** The name a directory knows a person by: what it wrote, else his address. Case does not matter (RFC 7643 §4.1.1). */
const userName = sql`lower(coalesce(${person.scim} ->> 'userName', ${person.email}))`;

export const byUserName = (name: string): SQL => sql`${userName} = lower(${name})`;
export const byExternalId = (id: string): SQL => eq(person.externalId, id);
export const byId = (id: string): SQL => eq(person.id, id);

/** People as a directory sees them, oldest first; `page` cuts in the database. */
export async function provisionedPeople(
  db: Database,
  tenantId: string,
  { where, page }: { where?: SQL; page?: { limit: number; offset: number } } = {},
): Promise<{ people: ProvisionedPerson[]; total: number }> {
  const on = and(eq(person.tenantId, tenantId), isNull(person.deletedAtMs), where);
  // The names of columns are written out: of a single table the query builder leaves out which one it is.
  const teams = sql<string>`(select json_group_array(json_object('id', t.id, 'name', t.name) order by t.name)
    from team_member m join team t on t.tenant_id = m.tenant_id and t.id = m.team_id
    where m.tenant_id = person.tenant_id and m.person_id = person.id)`;
  const rows = db
    .select({ person, teams })
    .from(person)
    .where(on)
    .orderBy(asc(person.createdAtMs), asc(person.id))
    .limit(page?.limit ?? -1)
    .offset(page?.offset ?? 0);
  const [found, [counted]] = await db.batch([rows, db.select({ total: sql<number>`count(*)` }).from(person).where(on)]);
  const people = found.map(({ person: row, teams: list }) => {
    return Object.assign(row, { teams: JSON.parse(list) as ProvisionedPerson['teams'] });
  });
  return { people, total: counted?.total ?? 0 };
}

export async function findProvisionedPerson(db: Database, tenantId: string, id: string) {
  return (await provisionedPeople(db, tenantId, { where: byId(id) })).people[0];
}

/** Teams with their members and the names of those, oldest first. */
export async function provisionedTeams(db: Database, tenantId: string, id?: string): Promise<ProvisionedTeam[]> {
  const isMember = and(eq(person.tenantId, teamMember.tenantId), eq(person.id, teamMember.personId));
  const [teams, members] = await db.batch([
    db
      .select()
      .from(team)
      .where(and(eq(team.tenantId, tenantId), id === undefined ? undefined : eq(team.id, id)))
      .orderBy(asc(team.createdAtMs), asc(team.id)),
    db
      .select({ teamId: teamMember.teamId, id: person.id, displayName: person.displayName })
      .from(teamMember)
      .innerJoin(person, isMember)
      .where(and(eq(teamMember.tenantId, tenantId), id === undefined ? undefined : eq(teamMember.teamId, id)))
      .orderBy(asc(person.id)),
  ]);
  const membersOf = Map.groupBy(members, ({ teamId }) => teamId);
  return teams.map((row) => Object.assign(row, { members: membersOf.get(row.id) ?? [] }));
}

/** Fails when another person goes by this name at the directory. */
export function userNameIsTaken(d1: D1Database, tenantId: string, id: string, name: string): D1PreparedStatement {
  const other = `select 1 from person where tenant_id = ?2 and id <> ?3 and deleted_at_ms is null
    and lower(coalesce(scim ->> 'userName', email)) = lower(?4)`;
  return guard(d1, 'user-name-taken', `exists (${other})`, tenantId, id, name);
}
