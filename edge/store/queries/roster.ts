import { and, eq, isNull } from 'drizzle-orm';
import type { Known, Roster } from '../../core/lesson-import.ts';
import type { Database } from '../../context.ts';
import { person, personNumber } from '../schema.ts';
import { profile } from '../schema-profile.ts';

/** Everybody on file by all that a log can call him. */
export async function rosterOf(db: Database, tenantId: string): Promise<Roster> {
  const [people, numbers] = await db.batch([
    db
      .select({
        id: person.id,
        email: person.email,
        extension: person.extension,
        teamId: person.teamId,
        erasedAtMs: profile.erasedAtMs,
      })
      .from(person)
      .leftJoin(profile, and(eq(profile.tenantId, person.tenantId), eq(profile.personId, person.id)))
      .where(and(eq(person.tenantId, tenantId), isNull(person.deletedAtMs))),
    db
      .select({ number: personNumber.number, personId: personNumber.personId })
      .from(personNumber)
      .where(eq(personNumber.tenantId, tenantId)),
  ]);
  const known = new Map(
    people.map(({ id, teamId, erasedAtMs }): [string, Known] => {
      const team = teamId === null ? {} : { teamId };
      return [id, { personId: id, ...team, ...(erasedAtMs === null ? {} : { erasedAtMs }) }];
    }),
  );
  const named = (names: readonly (readonly [string, string])[]): Map<string, Known> =>
    new Map(
      names.flatMap(([name, id]): [string, Known][] => {
        const who = known.get(id);
        return who === undefined ? [] : [[name, who]];
      }),
    );
  return {
    emails: named(people.map(({ email, id }) => [email, id])),
    numbers: named(numbers.map(({ number, personId }) => [number, personId])),
    extensions: named(people.flatMap(({ extension, id }) => (extension === null ? [] : [[extension, id] as const]))),
  };
}
