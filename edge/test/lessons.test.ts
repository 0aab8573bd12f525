import { env } from 'cloudflare:workers';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { assess } from '../core/assess.ts';
import { BaselineBook } from '../core/baseline-book.ts';
import { lessonOf, type Lesson } from '../core/lesson.ts';
import type { Observation } from '../core/observation.ts';
import { learnStatements, readBaseline } from '../store/queries/baseline.ts';
import { learnManyStatements } from '../store/queries/lessons.ts';

const startMs = Date.UTC(2026, 10, 2, 9);
const dayMs = 86_400_000;
let deliveries = 0;

const delivery = () => {
  deliveries += 1;
  return { token: `t${deliveries}`, atMs: startMs };
};
const learn = (tenantId: string, lessons: readonly Lesson[]) =>
  env.DB.batch(learnStatements(env.DB, tenantId, lessons, delivery()));
const learnMany = (tenantId: string, lessons: readonly Lesson[], atOnce?: number) =>
  env.DB.batch(learnManyStatements(env.DB, tenantId, lessons, delivery(), atOnce));

type Seen = Observation & { who: number };
const seen: fc.Arbitrary<Seen> = fc.record({
  who: fc.constantFrom(0, 0, 0, 1, 2),
  // Many on few days, so that the cap is met; some at the same moment.
  atMs: fc.tuple(fc.nat(1), fc.nat(5)).map(([day, hour]) => startMs + day * 20 * dayMs + hour * 3_600_000),
  values: fc.record({
    'device-key': fc.constantFrom('d1', 'd2'),
    'network-prefix': fc.constantFrom('n1', 'n2', 'n3'),
    country: fc.constant('DE'),
  }),
  contact: fc.constantFrom('per_0', 'per_1', 'per_2', '+12025550111'),
});
const place = (atMs: number) => ({ latitude: 52, longitude: 13 + (atMs % 7), radiusKm: 50, atMs, isExit: false });

function lessonsOf(sightings: readonly Seen[], name: string): Lesson[] {
  return sightings
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ who, ...one }, i) => {
      const facts = { key: `${name}-${i}`, personId: `per_${who}`, source: 'sign-in-log' as const };
      const located = who === 2 ? { ...one, place: place(one.atMs) } : one;
      return lessonOf(located, who === 1 ? facts : { ...facts, teamId: `tea_${who}` });
    });
}

const rowsOf = async (tenantId: string) => {
  const columns =
    'scope, scope_id, feature, value, uses, fresh, weight, day, day_weight, first_at_ms, last_at_ms, source';
  const { results } = await env.DB.prepare(`select ${columns} from baseline where tenant_id = ? order by 1, 2, 3, 4`)
    .bind(tenantId)
    .all<Record<string, string | number>>();
  // Sums of the same numbers in another order may differ in their last bits.
  return results.map((row) => Object.assign(row, { weight: rounded(row['weight']), fresh: rounded(row['fresh']) }));
};
const rounded = (number: unknown) => Number(Number(number).toPrecision(12));

async function clear(): Promise<void> {
  for (const table of ['baseline', 'learned', 'profile']) await env.DB.exec(`delete from ${table}`);
}

const sightings = fc.array(seen, { minLength: 12, maxLength: 30 });

test('many lessons at once count as the book in memory counts them one by one', async () => {
  await fc.assert(
    fc.asyncProperty(
      sightings,
      sightings,
      seen,
      fc.integer({ min: 1, max: 30 }),
      async (before, after, next, atOnce) => {
        await clear();
        const book = new BaselineBook();
        const [first, second] = [lessonsOf(before, 'a'), lessonsOf(after, 'b')];
        for (const lesson of [...first, ...second]) book.learn(lesson);
        await learnMany('ten_a', first, atOnce);
        await learnMany('ten_a', second, atOnce);
        await learnMany('ten_a', [...second], 3);
        const asked = { ...next, atMs: startMs + 101 * dayMs, place: place(startMs) };
        const who = { personId: `per_${next.who}`, teamId: `tea_${next.who}` };
        const stored = await readBaseline(env.DB, { tenantId: 'ten_a', ...who }, asked);
        const expected = book.baselineFor(who, asked);
        expect(stored.lastPlace).toEqual(expected.lastPlace);
        expect(stored.history).toBeCloseTo(expected.history, 9);
        const [fromStore, fromBook] = [assess(asked, stored), assess(asked, expected)];
        expect(fromStore.map(({ code }) => code)).toEqual(fromBook.map(({ code }) => code));
        for (const [i, { llrNats }] of fromStore.entries()) {
          expect(llrNats).toBeCloseTo(fromBook[i]?.llrNats ?? Number.NaN, 9);
        }
      },
    ),
    { numRuns: 25 },
  );
});

test('many lessons at once leave the rows that one after another would', async () => {
  await fc.assert(
    fc.asyncProperty(sightings, sightings, async (before, after) => {
      await clear();
      const [first, second] = [lessonsOf(before, 'a'), lessonsOf(after, 'b')];
      for (const tenantId of ['ten_a', 'ten_b']) await learn(tenantId, first);
      await learn('ten_a', second);
      await learnMany('ten_b', second, 20);
      expect(await rowsOf('ten_b')).toEqual(await rowsOf('ten_a'));
    }),
    { numRuns: 20 },
  );
});

test('the same lessons delivered many times at once count once', async () => {
  const lessons = lessonsOf(
    Array.from({ length: 3 }, (_, i) => ({ who: 0, atMs: startMs + i * dayMs, values: { country: 'DE' } })),
    'a',
  );
  await Promise.all(Array.from({ length: 6 }, () => learnMany('ten_a', lessons)));
  const row = await env.DB.prepare("select uses from baseline where scope = 'person' and value = 'DE'").first();
  expect(row).toEqual({ uses: 3 });
});
