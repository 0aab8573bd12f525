import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { dailyCap } from './feature.ts';
import { skippedLine } from './import-report.ts';
import type { Lesson } from './lesson.ts';
import { dayOf } from './tally.ts';
import type { ImportLine, LessonImportKind } from './view.ts';

/** Somebody on file, as far as a line of a log is about him. */
export type Known = { personId: string; teamId?: string; erasedAtMs?: number };

/** Whom a log can name: addresses in lower case, numbers in E.164, extensions as dialled. */
export type Roster = {
  emails: ReadonlyMap<string, Known>;
  numbers: ReadonlyMap<string, Known>;
  extensions: ReadonlyMap<string, Known>;
};

/** What an import is about: whose it is, who is known, and when it is. */
export type Desk = { tenantId: string; roster: Roster; nowMs: number };

export function whoseOf({ personId, teamId }: Known): Pick<Lesson, 'personId' | 'teamId'> {
  return { personId, ...(teamId === undefined ? {} : { teamId }) };
}

/** A sign-in as such: what failures and velocity are counted from. Counted once, by `key`. */
export type Attempt = { key: string; personId: string; atMs: number; succeeded: boolean };

/** What one row comes to: its line in the report, or what it teaches; and the attempt that it tells of. */
export type Judged = { line: ImportLine; attempt?: Attempt } | { row: number; lessons: Lesson[]; attempt?: Attempt };

export type LessonPlan = { lines: ImportLine[]; lessons: Lesson[]; attempts: Attempt[] };

/** Names a fact by all it consists of, so that the same line is the same fact in whatever file it stands. */
export function factKey(
  tenantId: string,
  kind: LessonImportKind | 'attempt',
  fact: { personId: string; atMs: number; about: readonly string[] },
): string {
  const { personId, atMs, about } = fact;
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify([tenantId, kind, personId, atMs, ...about.toSorted()]))));
}

/** A lesson with the key of its fact. */
export function keyedLesson(tenantId: string, kind: LessonImportKind, lesson: Omit<Lesson, 'key'>): Lesson {
  const { personId, atMs, values, place } = lesson;
  const where = place === undefined ? [] : [`place=${place.latitude},${place.longitude}`];
  const about = [...values.map(({ feature, value }) => `${feature}=${value}`), ...where];
  return { ...lesson, key: factKey(tenantId, kind, { personId, atMs, about }) };
}

/** Keys of all facts that judged rows tell of. */
export function factsOf(judged: readonly Judged[]): string[] {
  return judged.flatMap((one) => [
    ...('lessons' in one ? one.lessons.map(({ key }) => key) : []),
    ...(one.attempt === undefined ? [] : [one.attempt.key]),
  ]);
}

/**
 * Decides what of a file is new. A fact on file, or one that stands further up in the file, counts no second time;
 * what is left is sorted by time, as the store wants it, and capped.
 */
export function settleLessons(judged: readonly Judged[], known: ReadonlySet<string>): LessonPlan {
  const plan: LessonPlan = { lines: [], lessons: [], attempts: [] };
  const firstRow = new Map<string, number>();
  const attempts = new Map<string, Attempt>();
  for (const one of judged) {
    const { attempt } = one;
    if (attempt !== undefined && !known.has(attempt.key)) attempts.set(attempt.key, attempt);
    plan.lines.push('line' in one ? one.line : settleRow(one, known, firstRow, plan.lessons));
  }
  plan.lessons = capLessons(plan.lessons.toSorted((a, b) => a.atMs - b.atMs));
  plan.attempts = [...attempts.values()];
  return plan;
}

function settleRow(
  { row, lessons }: { row: number; lessons: readonly Lesson[] },
  known: ReadonlySet<string>,
  firstRow: Map<string, number>,
  taken: Lesson[],
): ImportLine {
  const unknown = lessons.filter(({ key }) => !known.has(key));
  const fresh = unknown.filter(({ key }) => !firstRow.has(key));
  for (const lesson of fresh) {
    firstRow.set(lesson.key, row);
    taken.push(lesson);
  }
  if (fresh.length > 0) return { line: row, outcome: 'added', code: 'added', reason: 'Learned.' };
  const first = firstRow.get(unknown[0]?.key ?? '');
  if (first === undefined) return skippedLine(row, 'on-file', 'This was learned already.');
  return skippedLine(row, 'in-file', `The same stands in line ${first} already.`);
}

/**
 * Leaves out what the daily cap would not count. The store knows only the newest day of a value, so it cannot cap a
 * file that reaches back behind it: the file's own sightings of a day are capped here. Lessons come sorted by time.
 */
export function capLessons(lessons: readonly Lesson[]): Lesson[] {
  let [day, sightings] = [Number.NaN, new Map<string, number>()];
  return lessons.map((lesson) => {
    if (dayOf(lesson.atMs) !== day) [day, sightings] = [dayOf(lesson.atMs), new Map()];
    return capLesson(lesson, sightings);
  });
}

function capLesson(lesson: Lesson, sightings: Map<string, number>): Lesson {
  const values = lesson.values.filter(({ feature, value }) => {
    const key = `${lesson.personId}\n${feature}\n${value}`;
    const nth = (sightings.get(key) ?? 0) + 1;
    sightings.set(key, nth);
    return nth <= dailyCap;
  });
  return values.length === lesson.values.length ? lesson : { ...lesson, values };
}
