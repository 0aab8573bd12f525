import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { remember, type LiveMemory } from './live-evidence.ts';

/** Evidence of one participant, a score every `everyMs`. */
function run(scores: readonly number[], everyMs = 1_000): number[] {
  let memory: LiveMemory | undefined;
  return scores.map((nats, i) => {
    const [kept, next] = remember(nats, memory, i * everyMs);
    memory = next;
    return kept;
  });
}

const anyScores = fc.array(fc.double({ min: -0.7, max: 4, noNaN: true }), { minLength: 1, maxLength: 60 });

test('a height fades to half within two minutes, and never below half of the maximum', () => {
  const after = run([3, ...Array.from({ length: 600 }, () => -0.7)]);
  expect(after[0]).toBe(3);
  expect(after[60]).toBeCloseTo(3 * 2 ** -0.5, 9);
  expect(after[120]).toBeCloseTo(1.5, 9);
  expect(after[600]).toBe(1.5);
});

test('what speaks for a person leaves no trace', () => {
  expect(run([-0.7, -0.2, -0.7])).toEqual([-0.7, -0.2, -0.7]);
  expect(run([-0.7, 2])[1]).toBe(2);
});

test('a second, lower height fades from its own moment', () => {
  const after = run([4, ...Array.from({ length: 600 }, () => 0), 3, ...Array.from({ length: 60 }, () => 0)]);
  expect(after[601]).toBe(3);
  expect(after[661]).toBeCloseTo(3 * 2 ** -0.5, 9);
});

test('it is never less than what is measured now, nor more than the maximum of what was', () => {
  fc.assert(
    fc.property(anyScores, (scores) => {
      for (const [i, kept] of run(scores).entries()) {
        expect(kept).toBeGreaterThanOrEqual(scores[i] ?? Number.NaN);
        expect(kept).toBeLessThanOrEqual(Math.max(...scores.slice(0, i + 1)));
      }
    }),
  );
});

test('it never falls when any one score rises', () => {
  fc.assert(
    fc.property(anyScores, fc.nat(), fc.double({ min: 0, max: 4, noNaN: true }), (scores, at, more) => {
      const place = at % scores.length;
      const higher = scores.map((nats, i) => (i === place ? nats + more : nats));
      const [low, high] = [run(scores), run(higher)];
      for (const [i, nats] of low.entries()) expect(high[i]).toBeGreaterThanOrEqual(nats - 1e-12);
    }),
  );
});
