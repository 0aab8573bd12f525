import type { PersonFields } from '../../core/person.ts';
import { guard } from '../guard.ts';

/** Who changes what of whose, and when; and where new numbers come from. */
export type By = { tenantId: string; actor: string; atMs: number; source: 'admin' | 'directory' | 'scim' };
export type Provisioned = { externalId: string | null; scim: string };
export type NewPerson = PersonFields & Provisioned & { id: string };
export type NewTeam = { id: string; name: string };

/** D1 carries two megabytes in one parameter. */
const rowsAtOnce = 1000;

/** Adds people with their teams and numbers; a batch of it fails as a whole when an address or number is taken. */
export function addPeople(
  d1: D1Database,
  by: By,
  people: readonly NewPerson[],
  newId: (kind: 'tea') => string,
): D1PreparedStatement[] {
  const names = Map.groupBy(
    people.flatMap(({ team }) => team ?? []),
    (name) => name.toLowerCase(),
  );
  const teams = [...names.values()].map(([name = '']) => ({ id: newId('tea'), name }));
  return [
    ...inParts(teams, (part) => [ensureTeams(d1, by, part)]),
    ...inParts(people, (part) => [
      insertPeople(d1, by, part),
      insertNumbers(d1, by, part),
      ...joinTeams(
        d1,
        by,
        part.map(({ id }) => id),
      ),
    ]),
  ];
}

function inParts<T>(rows: readonly T[], statements: (part: readonly T[]) => D1PreparedStatement[]) {
  const parts = Array.from({ length: Math.ceil(rows.length / rowsAtOnce) }, (_, i) =>
    rows.slice(i * rowsAtOnce, (i + 1) * rowsAtOnce),
  );
  return parts.flatMap(statements);
}

/** Makes the teams that are missing; names differ by more than case. */
export function ensureTeams(d1: D1Database, { tenantId, atMs }: By, teams: readonly NewTeam[]): D1PreparedStatement {
  return d1
    .prepare(
      `insert into team (id, tenant_id, name, created_at_ms, updated_at_ms)
       select value ->> 'id', ?2, value ->> 'name', ?3, ?3 from json_each(?1)
       where not exists (select 1 from team t where t.tenant_id = ?2 and t.name = value ->> 'name' collate nocase)`,
    )
    .bind(JSON.stringify(teams), tenantId, atMs);
}

function insertPeople(d1: D1Database, { tenantId, atMs }: By, people: readonly NewPerson[]): D1PreparedStatement {
  return d1
    .prepare(
      `insert into person (id, tenant_id, display_name, email, role, extension, created_at_ms, updated_at_ms, active,
         team_id, channels, external_id, scim)
       select value ->> 'id', ?2, value ->> 'displayName', value ->> 'email', value ->> 'role', value ->> 'extension',
         ?3, ?3, value ->> 'active',
         (select t.id from team t where t.tenant_id = ?2 and t.name = value ->> 'team' collate nocase),
         value ->> 'channels', value ->> 'externalId', value ->> 'scim'
       from json_each(?1)`,
    )
    .bind(JSON.stringify(people), tenantId, atMs);
}

/**
 * Puts numbers on file where they are missing. A number of somebody else makes the batch fail, except from SCIM:
 * directories list shared lines, and a shared line identifies nobody.
 */
function insertNumbers(
  d1: D1Database,
  { tenantId, atMs, actor, source }: By,
  people: readonly Pick<NewPerson, 'id' | 'numbers'>[],
): D1PreparedStatement {
  const rows = people.map(({ id, numbers }) => ({ id, numbers }));
  return d1
    .prepare(
      `insert into person_number (tenant_id, number, person_id, source, added_at_ms, added_by)
       select ?2, n.value, p.value ->> 'id', ?3, ?4, ?5 from json_each(?1) p, json_each(p.value, '$.numbers') n
       where not exists (select 1 from person_number x where x.tenant_id = ?2 and x.number = n.value
         and (?3 = 'scim' or x.person_id = p.value ->> 'id'))`,
    )
    .bind(JSON.stringify(rows), tenantId, source, atMs, actor);
}

/** The team that a baseline backs off to is one he is a member of. */
function joinTeams(d1: D1Database, { tenantId, atMs }: By, ids: readonly string[]): D1PreparedStatement[] {
  const joining = `select p.tenant_id, p.team_id, p.id from person p
    where p.tenant_id = ?1 and p.id in (select value from json_each(?2)) and p.team_id is not null
    and not exists (select 1 from team_member m where m.tenant_id = ?1 and m.team_id = p.team_id and m.person_id = p.id)`;
  return [
    d1
      .prepare(
        `update team set revision = revision + 1, updated_at_ms = ?3
         where tenant_id = ?1 and id in (select team_id from (${joining}))`,
      )
      .bind(tenantId, JSON.stringify(ids), atMs),
    d1
      .prepare(`insert into team_member (tenant_id, team_id, person_id) ${joining}`)
      .bind(tenantId, JSON.stringify(ids)),
  ];
}

/** A person as stored, and his revision: what a change is made from. */
export type StoredPerson = PersonFields & Provisioned & { id: string; teamId: string | null; revision: number };

/**
 * Writes a person anew. Fails when he was changed since he was read, and when nobody would be left to administer.
 * The last result lists the sign-ins that end with it.
 */
export function changePerson(
  d1: D1Database,
  by: By,
  before: StoredPerson,
  after: PersonFields & Provisioned,
  newTeamId: string,
): D1PreparedStatement[] {
  const { id } = before;
  const stepsDown = after.role !== 'admin' || !after.active;
  const teams = after.team === null ? [] : [{ id: newTeamId, name: after.team }];
  return [
    isStale(d1, by, before),
    ...(stepsDown ? [wouldLockOut(d1, by, id)] : []),
    ...(teams.length === 0 ? [] : [ensureTeams(d1, by, teams)]),
    updatePerson(d1, by, id, after),
    ...(before.team === after.team ? [] : [...leaveTeam(d1, by, id, before.teamId), ...joinTeams(d1, by, [id])]),
    forgetNumbers(d1, by, id, after.numbers),
    insertNumbers(d1, by, [{ id, numbers: after.numbers }]),
    ...(after.active ? [] : [voidEnrolments(d1, by, id)]),
    endSignIns(d1, by, id, after.active),
  ];
}

/** Soft delete: gone for every reader, with his numbers and extension free for others; the row stays for the audit. */
export function removePerson(
  d1: D1Database,
  by: By,
  before: Pick<StoredPerson, 'id' | 'revision'>,
): D1PreparedStatement[] {
  const { id } = before;
  const { tenantId, atMs } = by;
  return [
    isStale(d1, by, before),
    wouldLockOut(d1, by, id),
    d1
      .prepare(
        `update person set deleted_at_ms = ?3, active = 0, team_id = null, updated_at_ms = ?3, revision = revision + 1
         where tenant_id = ?1 and id = ?2`,
      )
      .bind(tenantId, id, atMs),
    d1.prepare('delete from person_number where tenant_id = ? and person_id = ?').bind(tenantId, id),
    d1
      .prepare(
        `update team set revision = revision + 1, updated_at_ms = ?3
         where tenant_id = ?1 and id in (select team_id from team_member where tenant_id = ?1 and person_id = ?2)`,
      )
      .bind(tenantId, id, atMs),
    d1.prepare('delete from team_member where tenant_id = ? and person_id = ?').bind(tenantId, id),
    voidEnrolments(d1, by, id),
    endSignIns(d1, by, id, false),
  ];
}

function isStale(
  d1: D1Database,
  { tenantId }: By,
  { id, revision }: Pick<StoredPerson, 'id' | 'revision'>,
): D1PreparedStatement {
  const stands = 'select 1 from person where tenant_id = ?2 and id = ?3 and revision = ?4 and deleted_at_ms is null';
  return guard(d1, 'stale', `not exists (${stands})`, tenantId, id, revision);
}

function wouldLockOut(d1: D1Database, { tenantId }: By, id: string): D1PreparedStatement {
  const admin = `select 1 from person where tenant_id = ?2 and role = 'admin' and active and deleted_at_ms is null`;
  return guard(d1, 'last-admin', `exists (${admin} and id = ?3) and not exists (${admin} and id <> ?3)`, tenantId, id);
}

function updatePerson(
  d1: D1Database,
  { tenantId, atMs }: By,
  id: string,
  { team, ...fields }: PersonFields & Provisioned,
): D1PreparedStatement {
  const { displayName, email, role, extension, active, channels, externalId, scim } = fields;
  return d1
    .prepare(
      `update person set display_name = ?3, email = ?4, role = ?5, extension = ?6, active = ?7, channels = ?8,
         external_id = ?9, scim = ?10, updated_at_ms = ?11, revision = revision + 1,
         team_id = (select t.id from team t where t.tenant_id = ?1 and t.name = ?12 collate nocase)
       where tenant_id = ?1 and id = ?2`,
    )
    .bind(
      tenantId,
      id,
      displayName,
      email,
      role,
      extension,
      active ? 1 : 0,
      JSON.stringify(channels),
      externalId,
      scim,
      atMs,
      team,
    );
}

function leaveTeam(d1: D1Database, by: By, id: string, teamId: string | null): D1PreparedStatement[] {
  const { tenantId, atMs } = by;
  return [
    d1
      .prepare('update team set revision = revision + 1, updated_at_ms = ?3 where tenant_id = ?1 and id = ?2')
      .bind(tenantId, teamId, atMs),
    d1
      .prepare('delete from team_member where tenant_id = ? and team_id = ? and person_id = ?')
      .bind(tenantId, teamId, id),
  ];
}

/** A directory takes back only what it gave: numbers that an admin put on file are not its own. */
function forgetNumbers(
  d1: D1Database,
  { tenantId, source }: By,
  id: string,
  kept: readonly string[],
): D1PreparedStatement {
  return d1
    .prepare(
      `delete from person_number where tenant_id = ?1 and person_id = ?2 and (?3 <> 'scim' or source = 'scim')
       and number not in (select value from json_each(?4))`,
    )
    .bind(tenantId, id, source, JSON.stringify(kept));
}

function voidEnrolments(d1: D1Database, { tenantId }: By, id: string): D1PreparedStatement {
  return d1
    .prepare('delete from enrolment where tenant_id = ? and person_id = ? and used_at_ms is null')
    .bind(tenantId, id);
}

/** Answers the hashes of the cookies that no longer count. */
function endSignIns(d1: D1Database, { tenantId }: By, id: string, spare: boolean): D1PreparedStatement {
  return d1
    .prepare('delete from sign_in where tenant_id = ? and person_id = ? and not ? returning token_hash')
    .bind(tenantId, id, spare ? 1 : 0);
}
