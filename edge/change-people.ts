import { AppError } from './core/errors.ts';
import { isInDomains, changedFields, type PersonFields } from './core/person.ts';
import type { Json } from './core/canonical.ts';
import { viewerOf, type Ask } from './route.ts';
import { commitGuarded, GuardError } from './store/guard.ts';
import { findPerson } from './store/queries/people.ts';
import {
  changePerson,
  removePerson,
  type By,
  type Provisioned,
  type StoredPerson,
} from './store/queries/people-changes.ts';
import { domainsOf } from './store/queries/tenants.ts';

const tries = 3;

/** Who changes something, from the request. */
export function byOf(c: Ask, source: By['source']): By {
  const { tenantId, personId } = viewerOf(c);
  return { tenantId, actor: personId, atMs: c.get('context').nowMs(), source };
}

/** Statements and their audit entry in one transaction. */
export function commit(c: Ask, by: By, kind: string, body: Json, statements: readonly D1PreparedStatement[]) {
  const { tenantId, actor, atMs } = by;
  return commitGuarded(c.get('context').d1, { tenantId, actor, atMs, kind, body }, statements);
}

/** Reads, changes and writes; when somebody else wrote in between, once more from what he wrote. */
export async function withFresh<T, R>(read: () => Promise<T>, write: (fresh: T) => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write(await read());
    } catch (error) {
      if (!(error instanceof GuardError) || error.code !== 'stale') throw error;
      if (attempt === tries) throw new AppError('conflict', undefined, { cause: error });
    }
  }
}

export async function personOr404(c: Ask, by: By, id: string): Promise<StoredPerson> {
  const found = await findPerson(c.get('context').db, by.tenantId, id);
  if (found === undefined) throw new AppError('not-found');
  return found;
}

export async function checkDomain(c: Ask, by: By, email: string): Promise<void> {
  const domains = await domainsOf(c.get('context').db, by.tenantId);
  if (isInDomains(email, domains)) return;
  throw new AppError('domain-not-allowed', `Addresses must end in ${domains.join(', ')}.`);
}

/** Writes a person anew, with an audit entry that names the fields, and closes the pages he may no longer see. */
export async function writePerson(
  c: Ask,
  by: By,
  before: StoredPerson,
  after: PersonFields & Provisioned,
  guards: readonly D1PreparedStatement[] = [],
): Promise<void> {
  const { d1, newId } = c.get('context');
  const fields = changedFields<PersonFields & Provisioned>(before, after);
  // Of numbers a directory owns only some; what it says of them stands in `scim`, as it says it.
  const changed = by.source === 'scim' ? fields.filter((field) => field !== 'numbers') : fields;
  if (changed.length === 0) return;
  if (after.email !== before.email) await checkDomain(c, by, after.email);
  const statements = [...guards, ...changePerson(d1, by, before, after, newId('tea'))];
  const results = await commit(c, by, 'person.changed', { personId: before.id, changed }, statements);
  await closePages(c, before.id, results.at(-1));
}

export async function deletePerson(c: Ask, by: By, before: StoredPerson): Promise<void> {
  const statements = removePerson(c.get('context').d1, by, before);
  const results = await commit(c, by, 'person.removed', { personId: before.id }, statements);
  await closePages(c, before.id, results.at(-1));
}

export async function closePages(c: Ask, personId: string, ended: D1Result | undefined): Promise<void> {
  const inbox = c.get('context').inbox(personId);
  const hashes = (ended?.results ?? []) as { token_hash: string }[];
  await Promise.allSettled(hashes.map(({ token_hash: hash }) => inbox.closePages(hash.slice(0, 32))));
}
