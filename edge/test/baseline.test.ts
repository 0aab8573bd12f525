import { env } from 'cloudflare:workers';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { assess } from '../core/assess.ts';
import { BaselineBook } from '../core/baseline-book.ts';
import { lessonOf, type Lesson } from '../core/lesson.ts';
import type { Observation } from '../core/observation.ts';
import { learnStatements, readBaseline } from '../store/queries/baseline.ts';

const startMs = Date.UTC(2026, 10, 2, 9);
const tenantId = 'ten_a';
let deliveries = 0;

async function learn(...lessons: Lesson[]): Promise<void> {
  deliveries += 1;
  await env.DB.batch(learnStatements(env.DB, tenantId, lessons, { token: `t${deliveries}`, atMs: startMs }));
}

const anySeen: fc.Arbitrary<Observation & { who: number }> = fc.record({
  who: fc.nat(2),
  atMs: fc.integer({ min: startMs, max: startMs + 100 * 86_400_000 }),
  values: fc.record({
    'device-key': fc.constantFrom('d1', 'd2', 'd3'),
    'network-prefix': fc.constantFrom('n1', 'n2', 'n3', 'n4'),
    country: fc.constantFrom('DE', 'FR'),
  }),
  contact: fc.constantFrom('per_0', 'per_1', 'per_2', '+12025550111'),
});

function lessonsOf(seen: readonly (Observation & { who: number })[]): Lesson[] {
  return seen
    .toSorted((a, b) => a.atMs - b.atMs)
    .map(({ who, ...one }, i) =>
      lessonOf(one, {
        key: `k${deliveries}-${i}`,
        personId: `per_${who}`,
        teamId: `tea_${who % 2}`,
        source: 'session',
      }),
    );
}

test('the store counts as the book in memory does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anySeen, { minLength: 1, maxLength: 12 }), anySeen, async (seen, next) => {
      await env.DB.exec('delete from baseline');
      await env.DB.exec('delete from learned');
      await env.DB.exec('delete from profile');
      const book = new BaselineBook();
      const lessons = lessonsOf(seen);
      for (const lesson of lessons) book.learn(lesson);
      await learn(...lessons);
      await learn(...lessons);
      const atMs = startMs + 101 * 86_400_000;
      const who = { personId: `per_${next.who}`, teamId: `tea_${next.who % 2}` };
      const stored = await readBaseline(env.DB, { tenantId, ...who }, { ...next, atMs });
      const inMemory = book.baselineFor(who, { ...next, atMs });
      expect(stored.sessions).toBe(inMemory.sessions);
      const [fromStore, fromBook] = [stored, inMemory].map((baseline) => assess({ ...next, atMs }, baseline));
      expect(fromStore?.map(({ code }) => code)).toEqual(fromBook?.map(({ code }) => code));
      for (const [i, finding] of (fromStore ?? []).entries()) {
        expect(finding.llrNats).toBeCloseTo(fromBook?.[i]?.llrNats ?? Number.NaN, 9);
      }
    }),
    { numRuns: 25 },
  );
});

test('a lesson delivered many times at once counts once', async () => {
  const seen = { atMs: startMs, values: { country: 'DE' } };
  const lesson = lessonOf(seen, { key: 'one', personId: 'per_0', source: 'session' });
  await Promise.all(Array.from({ length: 8 }, () => learn(lesson)));
  const row = await env.DB.prepare("select uses from baseline where scope = 'person' and value = 'DE'").first();
  expect(row).toEqual({ uses: 1 });
});

test('another tenant learns nothing of it', async () => {
  await learn(
    lessonOf({ atMs: startMs, values: { country: 'DE' } }, { key: 'one', personId: 'per_0', source: 'session' }),
  );
  const seen = { atMs: startMs, values: { country: 'DE' } };
  const baseline = await readBaseline(env.DB, { tenantId: 'ten_b', personId: 'per_0' }, seen);
  expect([baseline.history, baseline.values.country?.person.total]).toEqual([0, 0]);
});
