import { expect, test } from 'vitest';
import { isLearnable, lessonOf } from './lesson.ts';
import type { Observation } from './observation.ts';

const atMs = Date.UTC(2026, 10, 2, 9);
const facts = { key: 'ses_1/per_a', personId: 'per_a', source: 'session' } as const;

test('a lesson counts every value seen, the hour, the contact and what else was proved', () => {
  const place = { latitude: 1, longitude: 2, radiusKm: 3, atMs, isExit: false };
  const seen: Observation = { atMs, values: { country: 'DE', 'device-key': 'laptop' }, contact: 'per_b', place };
  expect(lessonOf(seen, { ...facts, teamId: 'tea_a', passkey: 'cred', number: '+12025550101' })).toEqual({
    ...facts,
    teamId: 'tea_a',
    atMs,
    place,
    values: [
      { feature: 'hour', value: '105' },
      { feature: 'country', value: 'DE' },
      { feature: 'device-key', value: 'laptop' },
      { feature: 'contact', value: 'per_b' },
      { feature: 'passkey', value: 'cred' },
      { feature: 'number', value: '+12025550101' },
    ],
  });
});

test('of what was not seen nothing is learned', () => {
  const lesson = lessonOf({ atMs, values: {} }, facts);
  expect(lesson).toEqual({ ...facts, atMs, values: [{ feature: 'hour', value: '105' }] });
  expect(lesson).not.toHaveProperty('place');
});

test('what is older than 180 days, or from a clock more than a minute ahead, is not learned', () => {
  const days = (count: number) => count * 86_400_000;
  expect(isLearnable({ atMs }, atMs + days(180) - 1)).toBe(true);
  expect(isLearnable({ atMs }, atMs + days(180))).toBe(false);
  expect(isLearnable({ atMs: atMs + 60_000 }, atMs)).toBe(true);
  expect(isLearnable({ atMs: atMs + 60_001 }, atMs)).toBe(false);
});
