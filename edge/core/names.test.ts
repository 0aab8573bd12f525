import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldName, isSameName, jaroWinkler } from './names.ts';

test('a name is the same whatever its case, accents, order and punctuation', () => {
  expect(isSameName('Chief Executive', 'executive, CHIEF')).toBe(true);
  expect(isSameName('José Núñez', 'jose nunez')).toBe(true);
  expect(foldName('  Chief—Executive ')).toBe('chief executive');
});

test('letters that only look alike do not make another name', () => {
  expect(isSameName('Сhіef Eхecutіve', 'Chief Executive')).toBe(true);
  expect(isSameName('Ch1ef Execut1ve', 'Chief Executive')).toBe(true);
});

test('one slip of the keyboard is the same name, another title is not', () => {
  expect(isSameName('Chief Executve', 'Chief Executive')).toBe(true);
  expect(isSameName('Chief Engineer', 'Chief Executive')).toBe(false);
  expect(isSameName('Finance Lead', 'Chief Executive')).toBe(false);
  expect(isSameName('', '')).toBe(false);
});

// Values of Winkler (1990), table of example strings.
test.each([
  ['MARTHA', 'MARHTA', 0.961],
  ['DWAYNE', 'DUANE', 0.84],
  ['DIXON', 'DICKSONX', 0.813],
])('Jaro-Winkler of %s and %s is %f', (a, b, expected) => {
  expect(jaroWinkler(a, b)).toBeCloseTo(expected, 3);
});

test('similarity is symmetric and stays between 0 and 1', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      const similarity = jaroWinkler(a, b);
      expect(similarity).toBeGreaterThanOrEqual(0);
      expect(similarity).toBeLessThanOrEqual(1);
      expect(similarity).toBeCloseTo(jaroWinkler(b, a), 9);
    }),
  );
});
