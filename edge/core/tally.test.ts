import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addSighting, countAt, dayOf, growthAt, isForgotten, type Sighting, type Tally } from './tally.ts';

const dayMs = 86_400_000;
const startMs = Date.UTC(2026, 10, 2);
const seenAt = (days: number, times = 1, fresh = false): Sighting => ({ atMs: startMs + days * dayMs, times, fresh });
const tallyOf = (seen: readonly Sighting[], cap?: number) =>
  seen.reduce<Tally | undefined>((tally, one) => addSighting(tally, one, cap), undefined);
const anySighting = fc
  .record({ days: fc.double({ min: 0, max: 400, noNaN: true }), times: fc.nat(5), fresh: fc.boolean() })
  .map(({ days, times, fresh }) => seenAt(days, times, fresh));

describe('a count', () => {
  test('is worth half after 45 days, and a quarter after 90', () => {
    const tally = addSighting(undefined, seenAt(0));
    for (const [days, worth] of [
      [0, 1],
      [45, 0.5],
      [90, 0.25],
      [180, 0.0625],
    ] as const) {
      expect(countAt(tally.weight, startMs + days * dayMs)).toBeCloseTo(worth, 9);
    }
    expect(growthAt(Date.UTC(2026, 0, 1))).toBe(1);
    expect(growthAt(Date.UTC(2026, 0, 1) + 45 * dayMs)).toBe(2);
  });

  test('is the same in whatever order its sightings arrive', () => {
    const shuffled = fc
      .array(anySighting, { minLength: 1, maxLength: 12 })
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        const [a, b] = [tallyOf(all, Number.POSITIVE_INFINITY), tallyOf(other, Number.POSITIVE_INFINITY)];
        const nowMs = startMs + 400 * dayMs;
        expect(countAt(a?.weight ?? 0, nowMs)).toBeCloseTo(countAt(b?.weight ?? 0, nowMs), 9);
        expect(countAt(a?.fresh ?? 0, nowMs)).toBeCloseTo(countAt(b?.fresh ?? 0, nowMs), 9);
        expect([a?.uses, a?.firstAtMs, a?.lastAtMs, a?.day]).toEqual([b?.uses, b?.firstAtMs, b?.lastAtMs, b?.day]);
      }),
    );
  });

  test('takes three sightings of a day and no more, in however many portions', () => {
    for (const portions of [[5], [1, 1, 1, 1, 1], [2, 2, 2], [3, 1], [1, 4]]) {
      const tally = tallyOf(portions.map((times, i) => seenAt(i / 100, times)));
      expect(countAt(tally?.weight ?? 0, startMs), String(portions)).toBeCloseTo(3, 2);
      expect(tally?.dayWeight).toBe(3);
    }
  });

  test('takes three more the next day, and an older day does not reopen', () => {
    const [today, tomorrow] = [seenAt(0.5, 9), seenAt(1.5, 9)];
    const two = tallyOf([today, tomorrow]);
    expect(countAt(two?.weight ?? 0, startMs)).toBeCloseTo(3 * 2 ** (0.5 / 45) + 3 * 2 ** (1.5 / 45), 9);
    expect(two).toMatchObject({ day: dayOf(tomorrow.atMs), dayWeight: 3 });
    const back = addSighting(two, seenAt(0.6, 1));
    expect(back).toMatchObject({ day: dayOf(tomorrow.atMs), dayWeight: 3 });
  });

  test('numbers its uses undecayed, several of one day taken together once', () => {
    const of = (...times: number[]) => tallyOf(times.map((one, i) => seenAt(i, one)))?.uses;
    expect([of(1), of(1, 1, 1), of(3)]).toEqual([1, 3, 1]);
  });

  test('keeps first and last moment, and what was new to its person', () => {
    const tally = tallyOf([seenAt(3), seenAt(1, 1, true), seenAt(2)]);
    expect(tally).toMatchObject({ firstAtMs: startMs + dayMs, lastAtMs: startMs + 3 * dayMs, uses: 3 });
    expect(tally?.fresh).toBe(growthAt(startMs + dayMs));
  });
});

test('a value is forgotten when it was not seen for more than 180 days', () => {
  const tally = addSighting(undefined, seenAt(0));
  expect(isForgotten(tally, startMs + 180 * dayMs)).toBe(false);
  expect(isForgotten(tally, startMs + 180 * dayMs + 1)).toBe(true);
});

test('days are those of UTC', () => {
  expect([dayOf(0), dayOf(dayMs - 1), dayOf(dayMs)]).toEqual([0, 0, 1]);
});
