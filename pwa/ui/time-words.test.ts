import { expect, test } from 'vitest';
import { initialsOf } from './avatar.tsx';
import { agoText, dateText, durationText, leftText } from './time-words.ts';

test.each([
  [-5000, 'just now'],
  [0, 'just now'],
  [12_400, '12 s ago'],
  [59_999, '59 s ago'],
  [60_000, '1 min ago'],
  [3_600_000, '1 h ago'],
  [86_400_000, '1 day ago'],
  [259_200_000, '3 days ago'],
])('%d ms ago reads "%s"', (agoMs, words) => {
  expect(agoText(1_000_000_000_000 - agoMs, 1_000_000_000_000)).toBe(words);
});

test.each([
  [0, '0:00'],
  [61_000, '1:01'],
  [3_725_000, '1:02:05'],
  [-10, '0:00'],
])('%d ms lasts "%s"', (lastedMs, words) => {
  expect(durationText(lastedMs)).toBe(words);
});

test.each([
  [0, 'no time left'],
  [-1, 'no time left'],
  [1, '1 s'],
  [59_000, '59 s'],
  [60_000, '1 min'],
  [65_000, '1 min 5 s'],
])('%d ms left reads "%s"', (leftMs, words) => {
  expect(leftText(leftMs, 0)).toBe(words);
});

test('today is a clock time, another day has its date', () => {
  const noon = new Date(2026, 10, 23, 12, 5).getTime();
  expect(dateText(noon, noon)).toBe('12:05');
  expect(dateText(noon, noon + 86_400_000)).toBe('23 Nov, 12:05');
});

test('initials are of the first and last word, a number has none', () => {
  expect([
    initialsOf('Finance Lead'),
    initialsOf('chief executive officer'),
    initialsOf('+1 555'),
    initialsOf(''),
  ]).toEqual(['FL', 'CO', '#', '#']);
});
