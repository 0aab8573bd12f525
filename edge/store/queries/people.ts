import { and, eq, inArray, sql } from 'drizzle-orm';
import type { KnownPerson } from '../../core/identity.ts';
import type { PersonRow, SessionRole } from '../../core/view.ts';
import type { Database } from '../../context.ts';
import { contact, credential, person, personNumber, tenant } from '../schema.ts';

export type Person = KnownPerson & { tenantId: string; email: string; role: SessionRole };

/** Everybody of a tenant with the numbers on file, in one round trip. */
export async function peopleOf(db: Database, tenantId: string): Promise<Person[]> {
  const [people, numbers] = await db.batch([
    db.select().from(person).where(eq(person.tenantId, tenantId)).orderBy(person.extension),
    db.select().from(personNumber).where(eq(personNumber.tenantId, tenantId)),
  ]);
  return people.map((row) => withNumbers(row, numbers));
}

/** The tenant that a dialled extension or number belongs to, all its people, and who of them knows the caller. */
export async function peopleByDialled(db: Database, dialled: string, callerNumber: string | undefined) {
  const tenants = sql`(select tenant_id from ${person} where extension = ${dialled}
    union select tenant_id from ${personNumber} where number = ${dialled} limit 1)`;
  const [people, numbers, contacts] = await db.batch([
    db.select().from(person).where(sql`${person.tenantId} in ${tenants}`),
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

export async function personRows(db: Database, tenantId: string): Promise<PersonRow[]> {
  const [people, numbers, passkeys] = await db.batch([
    db.select().from(person).where(eq(person.tenantId, tenantId)).orderBy(person.extension, person.displayName),
    db.select().from(personNumber).where(eq(personNumber.tenantId, tenantId)),
    db
      .select({ personId: credential.personId, count: sql<number>`count(*)` })
      .from(credential)
      .where(eq(credential.tenantId, tenantId))
      .groupBy(credential.personId),
  ]);
  const passkeysOf = new Map(passkeys.map(({ personId, count }) => [personId, count]));
  return people.map((row) => personRow(withNumbers(row, numbers), passkeysOf.get(row.id) ?? 0));
}

function personRow({ id, displayName, email, role, extension, numbers }: Person, passkeys: number): PersonRow {
  const reached = extension === undefined ? {} : { extension };
  return { id, displayName, email, role, ...reached, numbers: [...numbers], passkeys };
}

/** Adds a tenant with its people where they are missing; true when the tenant is new. */
export async function addTenant(
  db: Database,
  demo: { id: string; name: string; people: readonly Person[] },
  createdAtMs: number,
): Promise<boolean> {
  const { id: newTenantId, name, people } = demo;
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
    .where(and(eq(person.tenantId, tenantId), sql`${person.id} not in ${enrolled}`));
}

export async function findPeople(db: Database, tenantId: string, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return db
    .select()
    .from(person)
    .where(and(eq(person.tenantId, tenantId), inArray(person.id, [...ids])));
}

export async function firstTenantId(db: Database): Promise<string | undefined> {
  const [row] = await db.select({ id: tenant.id }).from(tenant).orderBy(tenant.createdAtMs).limit(1);
  return row?.id;
}

export function answersTo(one: KnownPerson, dialled: string): boolean {
  return one.extension === dialled || one.numbers.includes(dialled);
}

function withNumbers(row: typeof person.$inferSelect, numbers: readonly (typeof personNumber.$inferSelect)[]): Person {
  const { id, tenantId, displayName, email, role, extension } = row;
  const own = numbers.filter((one) => one.personId === id).map(({ number }) => number);
  return { id, tenantId, displayName, email, role, ...(extension === null ? {} : { extension }), numbers: own };
}
