import { describe, expect, test } from 'vitest';
import { parseCsv } from './corpus.ts';
import type { Scored } from './metrics.ts';
import { equalErrorRate, pageBalancedErrorRate, withInterval } from './metrics.ts';

function scores(page: string, synthetic: boolean, logits: readonly number[]): Scored[] {
  return logits.map((logit, i) => ({ synthetic, logit, page, speaker: `speaker ${i}`, paired: true }));
}

describe('equal error rate', () => {
  test('is 0 when the classes part, 1 when they part the wrong way, a half when they are alike', () => {
    const low = [-3, -2, -1];
    const high = [1, 2, 3];
    expect(equalErrorRate([...scores('a', false, low), ...scores('a', true, high)])).toBeCloseTo(0, 9);
    expect(equalErrorRate([...scores('a', false, high), ...scores('a', true, low)])).toBeCloseTo(1, 9);
    expect(equalErrorRate([...scores('a', false, low), ...scores('a', true, low)])).toBeCloseTo(0.5, 0);
  });

  test('one of four on the wrong side is 25 %', () => {
    const real = scores('a', false, [-4, -3, -2, 5]);
    const synthetic = scores('a', true, [-5, 2, 3, 4]);
    expect(equalErrorRate([...real, ...synthetic])).toBeCloseTo(0.25, 6);
  });

  test('is not a number when a class is missing', () => {
    expect(equalErrorRate(scores('a', false, [1, 2]))).toBeNaN();
  });
});

test('a page full of easy synthetic speech does not help the page-balanced rate as it helps the pooled one', () => {
  const easy = [
    ...scores(
      'easy',
      true,
      Array.from({ length: 90 }, (_, i) => 5 + i / 100),
    ),
    ...scores('easy', false, [4]),
  ];
  const hard = [...scores('hard', true, [0.1, 0.2, 0.3]), ...scores('hard', false, [0.11, 0.21, 0.31, 0.4])];
  const all = [...easy, ...hard];
  expect(pageBalancedErrorRate(all)).toBeGreaterThan(equalErrorRate(all));
});

test('the interval holds the value, is the same in every run, and shrinks with more speakers', () => {
  const wave = (n: number): Scored[] => [
    ...scores(
      'a',
      false,
      Array.from({ length: n }, (_, i) => Math.sin(i * 7.1)),
    ),
    ...scores(
      'b',
      true,
      Array.from({ length: n }, (_, i) => Math.sin(i * 3.3) + 0.5),
    ),
  ];
  const few = withInterval(wave(20), equalErrorRate, 100);
  const many = withInterval(wave(300), equalErrorRate, 100);
  expect(few.low).toBeLessThanOrEqual(few.value);
  expect(few.high).toBeGreaterThanOrEqual(few.value);
  expect(many.high - many.low).toBeLessThan(few.high - few.low);
  expect(withInterval(wave(20), equalErrorRate, 100)).toEqual(few);
});

test('CSV fields may be quoted, hold commas, quotes and line breaks, and be empty', () => {
  expect(parseCsv('a,b\r\n"x, ""y""",\n"two\nlines",z\n')).toEqual([
    ['a', 'b'],
    ['x, "y"', ''],
    ['two\nlines', 'z'],
  ]);
});
