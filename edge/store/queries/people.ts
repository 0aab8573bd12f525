import { and, eq, inArray, isNull, sql, type SQL } from 'drizzle-orm';
import type { KnownPerson } from '../../core/identity.ts';
import type { LineFacts } from '../../core/line-facts.ts';
import type { OnFile } from '../../core/people-import.ts';
import type { NumberFacts } from '../../core/number-import.ts';
import type { PersonFields } from '../../core/person.ts';
import type { PersonRow, SessionRole } from '../../core/view.ts';
import type { Database } from '../../context.ts';
import { contact, credential, person, personNumber, team, tenant } from '../schema.ts';
import type { StoredPerson } from './people-changes.ts';

export type Person = KnownPerson & {
  tenantId: string;
  email: string;
  role: SessionRole;
  /** Channels he is protected on; none named means all. */
  channels?: readonly string[];
  teamId?: string;
  lines?: readonly LineFacts[];
};

/** Who is on file and may sign in: nobody else is protected. */
export const isActive = and(eq(person.active, true), isNull(person.deletedAtMs)) as SQL;

/** Every protected person of a tenant with the numbers on file, in one round trip. */
export async function peopleOf(db: Database, tenantId: string): Promise<Person[]> {
  const [people, numbers] = await db.batch([
    db
      .select()
      .from(person)
      .where(and(eq(person.tenantId, tenantId), isActive))
      .orderBy(person.extension),
    db.select().from(personNumber).where(eq(personNumber.tenantId, tenantId)),
  ]);
  return people.map((row) => withNumbers(row, numbers));
}

/** The tenant that a dialled extension or number belongs to, all its people, and who of them knows the caller. */
export async function peopleByDialled(db: Database, dialled: string, callerNumber: string | undefined) {
  // The oldest tenant wins, so that nobody who comes later can draw its calls by putting its numbers on his own file.
  const tenants = sql`(select t.id from tenant t where exists
      (select 1 from person p where p.tenant_id = t.id and p.extension = ${dialled} and p.active and p.deleted_at_ms is null)
    or exists (select 1 from person_number n join person p on p.tenant_id = n.tenant_id and p.id = n.person_id
      where n.tenant_id = t.id and n.number = ${dialled} and p.active and p.deleted_at_ms is null)
    order by t.created_at_ms, t.id limit 1)`;
  const [people, numbers, contacts] = await db.batch([
    db
      .select()
      .from(person)
      .where(and(sql`${person.tenantId} in ${tenants}`, isActive)),
    db.select().from(personNumber).where(sql`${personNumber.tenantId} in ${tenants}`),
    db
      .select({ personId: contact.personId })
      .from(contact)
      .where(and(sql`${contact.tenantId} in ${tenants}`, eq(contact.number, callerNumber ?? ''))),
  ]);
  return {
    people: people.map((row) => withNumbers(row, numbers)),
    knownBy: new Set(contacts.map(({ personId }) => personId)),
  };
}

/** Who is on file: for the console everybody, for others who is protected. */
export async function personRows(db: Database, tenantId: string, inactiveToo: boolean): Promise<PersonRow[]> {
  const [people, numbers, passkeys] = await db.batch([
    db
      .select({ person, team: team.name })
      .from(person)
      .leftJoin(team, and(eq(team.tenantId, person.tenantId), eq(team.id, person.teamId)))
      .where(and(eq(person.tenantId, tenantId), inactiveToo ? isNull(person.deletedAtMs) : isActive))
      .orderBy(person.extension, person.displayName),
    db.select().from(personNumber).where(eq(personNumber.tenantId, tenantId)),
    db
      .select({ personId: credential.personId, count: sql<number>`count(*)` })
      .from(credential)
      .where(eq(credential.tenantId, tenantId))
      .groupBy(credential.personId),
  ]);
  const passkeysOf = new Map(passkeys.map(({ personId, count }) => [personId, count]));
  const numbersOf = Map.groupBy(numbers, ({ personId }) => personId);
  return people.map(({ person: row, team: teamName }) => {
    const own = (numbersOf.get(row.id) ?? []).map(({ number }) => number);
    return rowOf(row, teamName, own, passkeysOf.get(row.id) ?? 0);
  });
}

function rowOf(
  { id, displayName, email, role, extension, active, channels, teamId }: typeof person.$inferSelect,
  teamName: string | null,
  numbers: string[],
  passkeys: number,
): PersonRow {
  const reached = extension === null ? {} : { extension };
  const team = teamId === null || teamName === null ? {} : { team: { id: teamId, name: teamName } };
  const on = JSON.parse(channels) as string[];
  return { id, displayName, email, role, ...reached, numbers, passkeys, active, ...team, channels: on };
}

/** One person as stored, active or not; nothing when he is not there (any more). */
export async function findPerson(db: Database, tenantId: string, id: string): Promise<StoredPerson | undefined> {
  const [rows, numbers] = await db.batch([
    db
      .select({ person, team: team.name })
      .from(person)
      .leftJoin(team, and(eq(team.tenantId, person.tenantId), eq(team.id, person.teamId)))
      .where(and(eq(person.tenantId, tenantId), eq(person.id, id), isNull(person.deletedAtMs))),
    db
      .select({ number: personNumber.number })
      .from(personNumber)
      .where(and(eq(personNumber.tenantId, tenantId), eq(personNumber.personId, id))),
  ]);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { email, displayName, role, extension, active, externalId, scim, teamId, revision } = row.person;
  const channels = JSON.parse(row.person.channels) as PersonFields['channels'];
  const fields = { email, displayName, role, extension, active, channels, team: row.team };
  return { id, ...fields, numbers: numbers.map(({ number }) => number), externalId, scim, teamId, revision };
}

/** Which of these ids are of people on file, active or not. */
export async function knownPeople(db: Database, tenantId: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .select({ id: person.id })
    .from(person)
    .where(
      and(
        eq(person.tenantId, tenantId),
        isNull(person.deletedAtMs),
        sql`${person.id} in (select value from json_each(${JSON.stringify(ids)}))`,
      ),
    );
  return new Set(rows.map(({ id }) => id));
}

/** What an import is compared with: addresses, extensions and numbers of everybody on file. */
export async function peopleOnFile(db: Database, tenantId: string): Promise<OnFile & { facts: NumberFacts }> {
  const [people, numbers, tenants] = await db.batch([
    db
      .select({ id: person.id, email: person.email, extension: person.extension })
      .from(person)
      .where(and(eq(person.tenantId, tenantId), isNull(person.deletedAtMs))),
    db.select().from(personNumber).where(eq(personNumber.tenantId, tenantId)),
    db.select({ domains: tenant.domains }).from(tenant).where(eq(tenant.id, tenantId)),
  ]);
  return {
    domains: JSON.parse(tenants[0]?.domains ?? '[]') as string[],
    emails: new Map(people.map(({ id, email }) => [email, id])),
    extensions: new Set(people.flatMap(({ extension }) => extension ?? [])),
    numbers: new Map(numbers.map(({ number, personId }) => [number, personId])),
    facts: new Map(numbers.map((one) => [one.number, one])),
  };
}

/** Adds a tenant with its people, once: whom an admin changes or removes afterwards stays so. True when it is new. */
export async function addTenant(
  db: Database,
  demo: { id: string; name: string; people: readonly Person[] },
  createdAtMs: number,
): Promise<boolean> {
  const { id: newTenantId, name, people } = demo;
  const [known] = await db.select({ id: tenant.id }).from(tenant).where(eq(tenant.id, newTenantId));
  if (known !== undefined) return false;
  const rows = people.map(({ id, tenantId, displayName, email, role, extension = null }) => {
    return { id, tenantId, displayName, email, role, extension, createdAtMs };
  });
  const numbers = people.flatMap((one) =>
    one.numbers.map((number) => ({ tenantId: one.tenantId, number, personId: one.id })),
  );
  const [added] = await db.batch([
    db.insert(tenant).values({ id: newTenantId, name, createdAtMs }).onConflictDoNothing().returning(),
    db.insert(person).values(rows).onConflictDoNothing(),
    db.insert(personNumber).values(numbers).onConflictDoNothing(),
  ]);
  return added.length === 1;
}

export async function peopleWithoutPasskey(db: Database, tenantId: string): Promise<{ id: string }[]> {
  const enrolled = db.select({ id: credential.personId }).from(credential).where(eq(credential.tenantId, tenantId));
  return db
    .select({ id: person.id })
    .from(person)
    .where(and(eq(person.tenantId, tenantId), isActive, sql`${person.id} not in ${enrolled}`));
}

export async function findPeople(db: Database, tenantId: string, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return db
    .select()
    .from(person)
    .where(and(eq(person.tenantId, tenantId), isActive, inArray(person.id, [...ids])));
}

export async function firstTenantId(db: Database): Promise<string | undefined> {
  const [row] = await db.select({ id: tenant.id }).from(tenant).orderBy(tenant.createdAtMs).limit(1);
  return row?.id;
}

/** Whether a call for `dialled` is for him, who is protected on the phone. */
export function answersTo(one: Person, dialled: string): boolean {
  const { channels = [] } = one;
  if (channels.length > 0 && !channels.includes('phone')) return false;
  return one.extension === dialled || one.numbers.includes(dialled);
}

function withNumbers(row: typeof person.$inferSelect, numbers: readonly (typeof personNumber.$inferSelect)[]): Person {
  const { id, tenantId, displayName, email, role, extension, teamId } = row;
  const lines = numbers.filter((one) => one.personId === id).map(lineOf);
  const channels = JSON.parse(row.channels) as string[];
  const reached = extension === null ? {} : { extension };
  const team = teamId === null ? {} : { teamId };
  const own = lines.map(({ number }) => number);
  return { id, tenantId, displayName, email, role, ...reached, numbers: own, lines, channels, ...team };
}

/** Who set the system up vouched for the numbers of that day. */
function lineOf({ number, source, addedAtMs, simChangedAtMs, forwarded }: typeof personNumber.$inferSelect): LineFacts {
  return {
    number,
    addedAtMs: source === 'setup' ? 0 : addedAtMs,
    ...(simChangedAtMs === null ? {} : { simChangedAtMs }),
    ...(forwarded === null ? {} : { forwarded }),
  };
}
