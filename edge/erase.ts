import { byOf, closePages, commit, withFresh } from './change-people.ts';
import type { ErasureView } from './core/erase.ts';
import { AppError } from './core/errors.ts';
import type { Ask } from './route.ts';
import { GuardError } from './store/guard.ts';
import type { By } from './store/queries/people-changes.ts';
import {
  beginErasure,
  countErasure,
  endErasure,
  findErasable,
  findErasure,
  findSessions,
  noteErased,
  numbersOf,
  sessionsToErase,
  type ErasablePerson,
} from './store/queries/erasure.ts';

/** What one request does at most; a person of many sessions takes several. */
const sessionsAtOnce = 400;
const sideBySide = 10;

type Order = NonNullable<Awaited<ReturnType<typeof findErasure>>>;

/**
 * Erases a person: off file and out of the database at once, then out of one session after the other. The order is
 * stored, so whatever fails half-way is taken up by calling again, with no name to confirm any more.
 * @throws AppError `not-found`, `invalid-request` (the name does not match), `last-admin`, `erasure-unfinished`.
 */
export async function erasePerson(c: Ask, personId: string, confirm: string): Promise<ErasureView> {
  const { d1 } = c.get('context');
  const by = byOf(c, 'admin');
  await withFresh(
    () => stateOf(d1, by, personId),
    ({ person, order }) => (order === undefined ? begin(c, by, person, confirm) : searchAgain(d1, by, personId, order)),
  );
  await eraseSessions(c, by, personId);
  const { sessions, remaining } = await countErasure(d1, by.tenantId, personId);
  const done = remaining === 0;
  if (done) await end(c, by, personId, sessions);
  return { personId, done, sessions, remaining };
}

async function stateOf(d1: D1Database, { tenantId }: By, personId: string) {
  const [person, order] = [await findErasable(d1, tenantId, personId), await findErasure(d1, tenantId, personId)];
  if (person === undefined) throw new AppError('not-found');
  return { person, order };
}

async function begin(c: Ask, by: By, person: ErasablePerson, confirm: string): Promise<void> {
  const { d1 } = c.get('context');
  const { id, displayName, email, onFile } = person;
  if (confirm.trim() !== displayName) {
    throw new AppError('invalid-request', 'confirm: the name of the person is expected');
  }
  const facts = { names: [displayName], numbers: await numbersOf(d1, by.tenantId, id), emails: [email] };
  const statements = beginErasure(d1, by, person, facts);
  const results = await commit(c, by, 'person.erasure-ordered', { personId: id }, statements);
  if (onFile) await closePages(c, id, results.at(-1));
}

/** Sessions that reached the database since the order was given. */
async function searchAgain(d1: D1Database, { tenantId }: By, personId: string, { facts }: Order): Promise<void> {
  await findSessions(d1, tenantId, personId, facts).run();
}

async function eraseSessions(c: Ask, by: By, personId: string): Promise<void> {
  const { d1, session } = c.get('context');
  const order = await findErasure(d1, by.tenantId, personId);
  const { names = [], numbers = [] } = order?.facts ?? {};
  const ids = await sessionsToErase(d1, by.tenantId, personId, sessionsAtOnce);
  for (let from = 0; from < ids.length; from += sideBySide) {
    const part = ids.slice(from, from + sideBySide);
    const results = await Promise.allSettled(
      part.map((id) => session(id).eraseSubject(by.tenantId, by.actor, { personId, names, numbers })),
    );
    const erased = part.filter((_, i) => {
      const result = results[i];
      return result?.status === 'fulfilled' && result.value;
    });
    await noteErased(d1, by, personId, erased).run();
    if (erased.length < part.length) throw new AppError('erasure-unfinished');
  }
}

async function end(c: Ask, by: By, personId: string, sessions: number): Promise<void> {
  const { d1, inbox } = c.get('context');
  const order = await findErasure(d1, by.tenantId, personId);
  if (order === undefined || order.doneAtMs !== null) return;
  await inbox(personId).erase();
  try {
    await commit(c, by, 'person.erased', { personId, sessions }, endErasure(d1, by, personId, order.facts));
  } catch (error) {
    // A request at the same time ended it.
    if (!(error instanceof GuardError)) throw error;
  }
}
