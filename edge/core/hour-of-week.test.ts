import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareHour, hoursOfWeek } from './hour-of-week.ts';

const anyCounts = fc.array(fc.double({ min: 0, max: 20, noNaN: true }), {
  minLength: hoursOfWeek,
  maxLength: hoursOfWeek,
});
const anyHour = fc.nat(hoursOfWeek - 1);
const only = (hour: number, count = 3) => Array.from({ length: hoursOfWeek }, (_, i) => (i === hour ? count : 0));
const turned = (counts: readonly number[], by: number) =>
  counts.map((_, i) => counts[(i - by + hoursOfWeek) % hoursOfWeek] ?? 0);

/** requirements C.4 item 3 as it stands there, with the platform's own functions: k = 10, e = 0.2. */
const byTheBook = (lag: number) => {
  const density = Math.exp(10 * Math.cos((2 * Math.PI * lag) / hoursOfWeek)) / 2815.716628466254;
  return Math.min(1, Math.max(-0.5, -Math.log(0.8 * density + 0.2)));
};

test('is the von Mises kernel of the requirements, at every distance from the one usual hour', () => {
  for (let lag = 0; lag < hoursOfWeek; lag += 1) {
    expect(compareHour(only(0), lag), `${lag} hours`).toBeCloseTo(byTheBook(lag), 9);
  }
});

test('does not depend on where the week is cut', () => {
  fc.assert(
    fc.property(anyCounts, anyHour, anyHour, (counts, hour, by) => {
      const there = compareHour(turned(counts, by), (hour + by) % hoursOfWeek);
      expect(there).toBeCloseTo(compareHour(counts, hour), 9);
    }),
  );
});

test('does not depend on how much is known, only on how it is spread', () => {
  fc.assert(
    fc.property(anyCounts, anyHour, fc.double({ min: 0.1, max: 100, noNaN: true }), (counts, hour, times) => {
      const more = counts.map((count) => count * times);
      expect(compareHour(more, hour)).toBeCloseTo(compareHour(counts, hour), 9);
    }),
  );
});

test('one more sighting at an hour never makes that hour more unusual', () => {
  fc.assert(
    fc.property(anyCounts, anyHour, fc.double({ min: 0, max: 20, noNaN: true }), (counts, hour, more) => {
      const oftener = counts.map((count, i) => (i === hour ? count + more : count));
      expect(compareHour(oftener, hour)).toBeLessThanOrEqual(compareHour(counts, hour) + 1e-12);
    }),
  );
});

test('says nothing where nothing is known, or where the table is broken', () => {
  expect(compareHour([], 5)).toBe(0);
  expect(compareHour(only(3, 0), 3)).toBe(0);
  expect(compareHour(only(3, Number.NaN), 3)).toBe(0);
  expect(compareHour(only(3).slice(0, 10), 3)).toBe(compareHour(only(3), 3));
});
