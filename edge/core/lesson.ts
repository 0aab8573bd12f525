import { cutMs, type ComparedFeature, type Feature } from './feature.ts';
import { hourOfWeek } from './hour-of-week.ts';
import type { Observation, Place } from './observation.ts';

/** What one good session, sign-in or imported line teaches about a person. Counted once, by `key`. */
export type Lesson = {
  /** Names the fact: a session and person, or the hash of an imported line. */
  key: string;
  personId: string;
  teamId?: string;
  atMs: number;
  source: LessonSource;
  values: { feature: Feature; value: string }[];
  place?: Place;
};

export const lessonSources = ['session', 'sign-in', 'sign-in-log', 'call-record', 'calendar', 'directory'] as const;
export type LessonSource = (typeof lessonSources)[number];

/** Counts the observed values, the hour and the contact. */
export function lessonOf(
  seen: Observation,
  facts: Pick<Lesson, 'key' | 'personId' | 'teamId' | 'source'> & { passkey?: string; number?: string },
): Lesson {
  const { passkey, number, ...rest } = facts;
  const values: Lesson['values'] = [{ feature: 'hour', value: String(hourOfWeek(seen.atMs)) }];
  for (const [feature, value] of Object.entries(seen.values) as [ComparedFeature, string][])
    values.push({ feature, value });
  if (seen.contact !== undefined) values.push({ feature: 'contact', value: seen.contact });
  if (passkey !== undefined) values.push({ feature: 'passkey', value: passkey });
  if (number !== undefined) values.push({ feature: 'number', value: number });
  return { ...rest, atMs: seen.atMs, values, ...(seen.place === undefined ? {} : { place: seen.place }) };
}

/** Too old to count, or from a clock that runs ahead: nothing is learned from it. */
export function isLearnable({ atMs }: Pick<Lesson, 'atMs'>, nowMs: number): boolean {
  return atMs > nowMs - cutMs && atMs <= nowMs + 60_000;
}
