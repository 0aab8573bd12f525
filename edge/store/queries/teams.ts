import { and, asc, eq } from 'drizzle-orm';
import type { TeamRow } from '../../core/view.ts';
import type { Database } from '../../context.ts';
import { guard } from '../guard.ts';
import { team, teamMember } from '../schema.ts';

export type StoredTeam = typeof team.$inferSelect & { memberIds: string[] };
type By = { tenantId: string; atMs: number };
type Known = Pick<StoredTeam, 'id' | 'name' | 'revision'>;

export async function teamRows(db: Database, tenantId: string): Promise<TeamRow[]> {
  return (await teamsOf(db, tenantId)).map(({ id, name, memberIds, createdAtMs }) => {
    return { id, name, memberIds, createdAtMs };
  });
}

/** Every team with its members, by name. */
export async function teamsOf(db: Database, tenantId: string): Promise<StoredTeam[]> {
  const [teams, members] = await db.batch([
    db.select().from(team).where(eq(team.tenantId, tenantId)).orderBy(asc(team.name)),
    db.select().from(teamMember).where(eq(teamMember.tenantId, tenantId)).orderBy(asc(teamMember.personId)),
  ]);
  const membersOf = Map.groupBy(members, ({ teamId }) => teamId);
  return teams.map((row) => {
    return Object.assign(row, { memberIds: (membersOf.get(row.id) ?? []).map(({ personId }) => personId) });
  });
}

export async function findTeam(db: Database, tenantId: string, id: string): Promise<StoredTeam | undefined> {
  const [teams, members] = await db.batch([
    db
      .select()
      .from(team)
      .where(and(eq(team.tenantId, tenantId), eq(team.id, id))),
    db
      .select({ personId: teamMember.personId })
      .from(teamMember)
      .where(and(eq(teamMember.tenantId, tenantId), eq(teamMember.teamId, id)))
      .orderBy(asc(teamMember.personId)),
  ]);
  const [row] = teams;
  return row === undefined ? undefined : { ...row, memberIds: members.map(({ personId }) => personId) };
}

export type TeamFields = { name: string; externalId: string | null };

/** Fails when there is a team of that name, whatever its case. */
export function addTeam(d1: D1Database, by: By, { id, name, externalId }: TeamFields & { id: string }) {
  return [
    nameIsTaken(d1, by, id, name),
    d1
      .prepare(
        `insert into team (id, tenant_id, name, external_id, created_at_ms, updated_at_ms) values (?, ?, ?, ?, ?5, ?5)`,
      )
      .bind(id, by.tenantId, name, externalId, by.atMs),
  ];
}

/** Fails when the team was changed since it was read. */
export function changeTeam(d1: D1Database, by: By, before: Known, { name, externalId }: TeamFields) {
  const { tenantId, atMs } = by;
  return [
    isStale(d1, by, before),
    nameIsTaken(d1, by, before.id, name),
    d1
      .prepare(
        `update person set revision = revision + 1, updated_at_ms = ?3 where tenant_id = ?1 and ?4 <> ?5
         and id in (select person_id from team_member where tenant_id = ?1 and team_id = ?2)`,
      )
      .bind(tenantId, before.id, atMs, before.name, name),
    d1
      .prepare(
        `update team set name = ?3, external_id = ?4, updated_at_ms = ?5, revision = revision + 1
         where tenant_id = ?1 and id = ?2`,
      )
      .bind(tenantId, before.id, name, externalId, atMs),
  ];
}

/** Makes exactly these people the members; ids of nobody are left out. */
export function setMembers(d1: D1Database, { tenantId, atMs }: By, teamId: string, personIds: readonly string[]) {
  const ids = JSON.stringify(personIds);
  const isMember =
    'exists (select 1 from team_member m where m.tenant_id = ?1 and m.team_id = ?2 and m.person_id = id)';
  const isListed = 'id in (select value from json_each(?3))';
  return [
    // Whose membership changes is another resource than before (RFC 7643 §4.1.2, `groups`).
    d1
      .prepare(
        `update person set revision = revision + 1, updated_at_ms = ?4
         where tenant_id = ?1 and deleted_at_ms is null and (${isListed}) <> (${isMember})`,
      )
      .bind(tenantId, teamId, ids, atMs),
    d1
      .prepare(
        `delete from team_member where tenant_id = ?1 and team_id = ?2
         and person_id not in (select value from json_each(?3))`,
      )
      .bind(tenantId, teamId, ids),
    d1
      .prepare(
        `insert or ignore into team_member (tenant_id, team_id, person_id)
         select tenant_id, ?2, id from person where tenant_id = ?1 and deleted_at_ms is null and ${isListed}`,
      )
      .bind(tenantId, teamId, ids),
    settlePrimary(d1, tenantId, teamId),
  ];
}

export function removeTeam(d1: D1Database, by: By, before: Known) {
  return [
    isStale(d1, by, before),
    ...setMembers(d1, by, before.id, []),
    d1.prepare('delete from team where tenant_id = ? and id = ?').bind(by.tenantId, before.id),
  ];
}

/** The team a baseline backs off to is one he is in: who joins his first gets it, who leaves it gets another or none. */
function settlePrimary(d1: D1Database, tenantId: string, teamId: string): D1PreparedStatement {
  const isIn = (team: string): string =>
    `exists (select 1 from team_member m where m.tenant_id = ?1 and m.team_id = ${team} and m.person_id = person.id)`;
  return d1
    .prepare(
      `update person set team_id =
         (select min(m.team_id) from team_member m where m.tenant_id = ?1 and m.person_id = person.id)
       where tenant_id = ?1 and ((team_id = ?2 and not ${isIn('?2')}) or (team_id is null and ${isIn('?2')}))`,
    )
    .bind(tenantId, teamId);
}

function isStale(d1: D1Database, { tenantId }: By, { id, revision }: Known): D1PreparedStatement {
  const stands = 'select 1 from team where tenant_id = ?2 and id = ?3 and revision = ?4';
  return guard(d1, 'stale', `not exists (${stands})`, tenantId, id, revision);
}

function nameIsTaken(d1: D1Database, { tenantId }: By, id: string, name: string): D1PreparedStatement {
  const other = 'select 1 from team where tenant_id = ?2 and name = ?3 collate nocase and id <> ?4';
  return guard(d1, 'team-taken', `exists (${other})`, tenantId, name, id);
}
