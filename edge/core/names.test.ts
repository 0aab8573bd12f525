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

test('a single letter names nobody, not even itself', () => {
  expect(isSameName('A', 'A')).toBe(false);
  expect(isSameName('A', 'Ab')).toBe(false);
  expect(isSameName('Ab', 'A')).toBe(false);
  expect(isSameName('Ab', 'Ab')).toBe(true);
});

test('every letter that looks like a Latin one is read as it', () => {
  const pairs = 'аaеeоoрpсcуyхxіiјjѕsһhԁdոnӏlкkмmтtвbнhαaοoρpνvιiκkτtεeηnχxυu0o1l3e5s$s@a|lıi';
  for (let i = 0; i < pairs.length; i += 2)
    expect(foldName(pairs.charAt(i)), pairs.charAt(i)).toBe(pairs.charAt(i + 1));
});

test('invisible characters and accents go, words are put in order, and other letters stay', () => {
  expect(foldName('Ex\u200becu\u00adtive Chief')).toBe('chief executive');
  expect(foldName('Ålesund  Ærø — 7')).toBe('7 alesund ærø');
  expect(foldName('山田 太郎')).toBe('太郎 山田');
  expect(foldName('***')).toBe('');
});

test('equal names are wholly similar, names without a letter in common not at all', () => {
  expect([jaroWinkler('', ''), jaroWinkler('ab', 'ab')]).toEqual([1, 1]);
  expect([jaroWinkler('', 'ab'), jaroWinkler('ab', ''), jaroWinkler('abc', 'xyz')]).toEqual([0, 0, 0]);
});

// Reckoned by hand: reach is half of the longer name less one; a prefix counts for four letters at most.
test.each([
  ['ab', 'ba', 0],
  ['abc', 'bca', 0],
  ['abcd', 'badc', (1 + 1 + 0.5) / 3],
  ['abcdef', 'abcdxx', 7 / 9 + 0.4 * (2 / 9)],
  ['abcdefgh', 'abcdefgx', 11 / 12 + 0.4 * (1 / 12)],
  ['abc', 'abcdefgh', 0.7916667 + 0.3 * 0.2083333],
  ['aab', 'aba', 5 / 9 + 0.1 * (4 / 9)],
])('Jaro-Winkler of %s and %s is %f', (a, b, expected) => {
  expect(jaroWinkler(a, b)).toBeCloseTo(expected, 5);
});
