import type { PersonRow, TeamRow } from '#core/view';

/** People and teams that a policy may name, by id. */
export type Names = {
  people: readonly PersonRow[];
  teams: readonly TeamRow[];
  /** The name of an id; the id itself where nobody has it any more. */
  of: (id: string) => string;
};

export function namesOf(people: readonly PersonRow[], teams: readonly TeamRow[]): Names {
  // Who wrote the first version is no person.
  const known = new Map<string, string>([['countersign', 'Countersign']]);
  for (const { id, displayName } of people) known.set(id, displayName);
  for (const { id, name } of teams) known.set(id, name);
  return { people, teams, of: (id) => known.get(id) ?? id };
}

/** The core speaks of ids; people read names. */
export function withNames(text: string, names: Names): string {
  return text.replace(/\b[a-z]{3,4}_[A-Za-z0-9_-]+/g, (id) => names.of(id));
}
