import { erasedName, erasedTitle, type Erasure } from '../../core/erase.ts';
import { guard } from '../guard.ts';
import { removePerson, type By } from './people-changes.ts';
import { eraseProfileStatements } from './profiles.ts';

type Facts = Omit<Erasure, 'personId'> & { emails: string[] };
/** A person, on file or removed, as far as his erasure needs to know. */
export type ErasablePerson = { id: string; displayName: string; email: string; revision: number; onFile: boolean };

export async function findErasable(d1: D1Database, tenantId: string, id: string): Promise<ErasablePerson | undefined> {
  const row = await d1
    .prepare(
      `select id, display_name as displayName, email, revision, deleted_at_ms is null as onFile from person
       where tenant_id = ? and id = ?`,
    )
    .bind(tenantId, id)
    .first<Omit<ErasablePerson, 'onFile'> & { onFile: number }>();
  return row === null ? undefined : { ...row, onFile: row.onFile === 1 };
}

/** The order to erase him, if one was given: what to look for while it lasts, nothing once it is done. */
export async function findErasure(d1: D1Database, tenantId: string, personId: string) {
  const row = await d1
    .prepare('select facts, done_at_ms as doneAtMs from erasure where tenant_id = ? and person_id = ?')
    .bind(tenantId, personId)
    .first<{ facts: string | null; doneAtMs: number | null }>();
  if (row === null) return undefined;
  const none: Facts = { names: [], numbers: [], emails: [] };
  return { doneAtMs: row.doneAtMs, facts: row.facts === null ? none : (JSON.parse(row.facts) as Facts) };
}

/** Every number that is or was his: on file, or learned from his calls. */
export async function numbersOf(d1: D1Database, tenantId: string, personId: string): Promise<string[]> {
  const { results } = await d1
    .prepare(
      `select number from person_number where tenant_id = ?1 and person_id = ?2 union
       select value from baseline
       where tenant_id = ?1 and scope = 'person' and scope_id = ?2 and feature = 'number' and value <> ''`,
    )
    .bind(tenantId, personId)
    .all<{ number: string }>();
  return results.map(({ number }) => number);
}

const ordered = 'select 1 from erasure where tenant_id = ?2 and person_id = ?3';

/** Takes him off file and out of every table but those that sessions own. The last result lists his sign-ins. */
export function beginErasure(d1: D1Database, by: By, person: ErasablePerson, facts: Facts): D1PreparedStatement[] {
  const { tenantId, actor, atMs } = by;
  const { id } = person;
  const numbers = JSON.stringify(facts.numbers);
  return [
    guard(d1, 'stale', `exists (${ordered})`, tenantId, id),
    d1
      .prepare('insert into erasure (tenant_id, person_id, ordered_by, ordered_at_ms, facts) values (?, ?, ?, ?, ?)')
      .bind(tenantId, id, actor, atMs, JSON.stringify(facts)),
    findSessions(d1, tenantId, id, facts),
    ...eraseWords(d1, tenantId, person),
    ...eraseTraces(d1, tenantId, id, numbers),
    ...eraseProfileStatements(d1, tenantId, id, atMs),
    d1.prepare('delete from credential where tenant_id = ? and person_id = ?').bind(tenantId, id),
    d1.prepare('delete from enrolment where tenant_id = ? and person_id = ?').bind(tenantId, id),
    ...(person.onFile ? removePerson(d1, by, person) : []),
  ];
}

/** Notes the sessions that may name him, also those found since. D1 takes five terms in a compound SELECT. */
export function findSessions(d1: D1Database, tenantId: string, personId: string, facts: Facts): D1PreparedStatement {
  return d1
    .prepare(
      `insert into erasure_session (tenant_id, person_id, session_id)
       select ?1, ?2, session_id from (
         select session_id from participant where tenant_id = ?1
           and (person_id = ?2 or claimed_person_id = ?2 or display_name in (select value from json_each(?3)))
         union select id from session where tenant_id = ?1 and host_person_id = ?2
         union select session_id from meeting where tenant_id = ?1
           and (host_person_id = ?2 or exists (select 1 from json_each(?3) where ${hasInTitle}))
         union select session_id from invitation where tenant_id = ?1
           and (person_id = ?2 or lower(email) in (select value from json_each(?5))
             or (person_id is null and name in (select value from json_each(?3))))
         union select session_id from decision where tenant_id = ?1
           and json ->> '$.context.number' in (select value from json_each(?4)))
       where true on conflict do nothing`,
    )
    .bind(tenantId, personId, JSON.stringify(facts.names), JSON.stringify(facts.numbers), JSON.stringify(facts.emails));
}

const hasInTitle = 'instr(lower(title), lower(value)) > 0';

/** Where others wrote his name or address. */
function eraseWords(d1: D1Database, tenantId: string, { id, displayName, email }: ErasablePerson) {
  return [
    // The hash is of title and invitees: a guess at them could be checked.
    d1
      .prepare(
        `update meeting set body_hash = '' where tenant_id = ?1
         and session_id in (select i.session_id from invitation i
           where i.tenant_id = ?1 and (lower(i.email) = ?2 or (i.person_id is null and i.name = ?3)))`,
      )
      .bind(tenantId, email, displayName),
    d1
      .prepare(
        `update invitation set name = ?3, email = ?4, device_hash = null
         where tenant_id = ?1 and (person_id = ?2 or lower(email) = ?5 or (person_id is null and name = ?6))`,
      )
      .bind(tenantId, id, erasedName, erasedEmail(id), email, displayName),
    d1
      .prepare(
        `update meeting set title = ?3, body_hash = '' from json_each(json_array(?4))
         where tenant_id = ?1 and (host_person_id = ?2 or ${hasInTitle})`,
      )
      .bind(tenantId, id, erasedTitle, displayName),
    d1
      .prepare(
        `update person set display_name = ?3, email = ?4, extension = null, channels = '[]', external_id = null,
           scim = '{}' where tenant_id = ?1 and id = ?2`,
      )
      .bind(tenantId, id, erasedName, erasedEmail(id)),
  ];
}

/** What others' profiles and the counts of teams and tenant hold that belongs to him alone. */
function eraseTraces(d1: D1Database, tenantId: string, id: string, numbers: string): D1PreparedStatement[] {
  return [
    d1
      .prepare(
        `delete from baseline where tenant_id = ?1 and feature in ('number', 'contact')
         and value in (select value from json_each(?2))`,
      )
      .bind(tenantId, numbers),
    d1
      .prepare(
        `delete from baseline where tenant_id = ?1 and scope <> 'person' and feature in ('device-key', 'passkey')
         and value <> '' and value in (select mine.value from baseline mine where mine.tenant_id = ?1
           and mine.scope = 'person' and mine.scope_id = ?2 and mine.feature = baseline.feature)`,
      )
      .bind(tenantId, id),
    d1
      .prepare('delete from contact where tenant_id = ?1 and number in (select value from json_each(?2))')
      .bind(tenantId, numbers),
    d1.prepare('delete from person_number where tenant_id = ?1 and person_id = ?2').bind(tenantId, id),
  ];
}

/** RFC 2606 §2: `.invalid` never reaches anybody. */
function erasedEmail(id: string): string {
  return `erased-${id.toLowerCase()}@invalid`;
}

export async function sessionsToErase(d1: D1Database, tenantId: string, personId: string, limit: number) {
  const { results } = await d1
    .prepare(
      `select session_id as id from erasure_session
       where tenant_id = ? and person_id = ? and done_at_ms is null order by session_id limit ?`,
    )
    .bind(tenantId, personId, limit)
    .all<{ id: string }>();
  return results.map(({ id }) => id);
}

export function noteErased(d1: D1Database, by: By, personId: string, ids: readonly string[]): D1PreparedStatement {
  return d1
    .prepare(
      `update erasure_session set done_at_ms = ?3 where tenant_id = ?1 and person_id = ?2
       and session_id in (select value from json_each(?4))`,
    )
    .bind(by.tenantId, personId, by.atMs, JSON.stringify(ids));
}

export async function countErasure(d1: D1Database, tenantId: string, personId: string) {
  const row = await d1
    .prepare(
      `select count(*) as sessions, count(*) - count(done_at_ms) as remaining from erasure_session
       where tenant_id = ? and person_id = ?`,
    )
    .bind(tenantId, personId)
    .first<{ sessions: number; remaining: number }>();
  return row ?? { sessions: 0, remaining: 0 };
}

/** Ends it, once: what he is called is known no more, and what was learned of him meanwhile goes, too. */
export function endErasure(
  d1: D1Database,
  { tenantId, atMs }: By,
  personId: string,
  { numbers }: Facts,
): D1PreparedStatement[] {
  return [
    guard(d1, 'stale', `exists (${ordered} and done_at_ms is not null)`, tenantId, personId),
    ...eraseTraces(d1, tenantId, personId, JSON.stringify(numbers)),
    ...eraseProfileStatements(d1, tenantId, personId, atMs),
    d1
      .prepare('update erasure set done_at_ms = ?3, facts = null where tenant_id = ?1 and person_id = ?2')
      .bind(tenantId, personId, atMs),
  ];
}
