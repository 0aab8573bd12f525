import { expect, test } from 'vitest';
import { golden, goldenOf } from './golden-cases.ts';

test('five hundred cases come out as recorded, to the last bit', () => {
  expect(goldenOf(golden.cases)).toEqual(golden);
});
