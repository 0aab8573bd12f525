import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupSizeOf } from './group-size.ts';

test('a meeting is one of five sizes', () => {
  expect([-1, 0, 1, 2, 3, 5, 6, 12, 13, 900].map(groupSizeOf)).toEqual([
    '1',
    '1',
    '1',
    '2',
    '3-5',
    '3-5',
    '6-12',
    '6-12',
    '13+',
    '13+',
  ]);
});

test('one more person never makes a meeting smaller', () => {
  const sizes = ['1', '2', '3-5', '6-12', '13+'];
  fc.assert(
    fc.property(fc.nat(40), (people) => {
      expect(sizes.indexOf(groupSizeOf(people + 1))).toBeGreaterThanOrEqual(sizes.indexOf(groupSizeOf(people)));
    }),
  );
});
