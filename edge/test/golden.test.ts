import { expect, test } from 'vitest';
import { golden, goldenOf } from '../core/golden-cases.ts';

test('the engine gives the same bits in workerd as in Node', () => {
  expect(goldenOf(golden.cases)).toEqual(golden);
});
