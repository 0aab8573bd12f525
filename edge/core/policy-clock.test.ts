import { expect, test } from 'vitest';
import { isTimeZone, runsAt, wallTimeOf } from './policy-clock.ts';
import type { Schedule } from './policy-model.ts';

const nights: Schedule = {
  name: 'Nights',
  days: [5],
  from: '22:00',
  to: '06:00',
  timeZone: 'UTC',
  bands: { ask: 0.02, hold: 0.1, block: 0.5 },
};
/** 2026-11-20 is a Friday. */
const friday = Date.UTC(2026, 10, 20);
const hourMs = 3_600_000;
const runs = (schedule: Schedule, atMs: number) => runsAt(schedule, wallTimeOf(atMs, schedule.timeZone));

test('a wall clock reads by its zone, summer time included', () => {
  expect(wallTimeOf(friday + 9.5 * hourMs, 'UTC')).toEqual({ day: 5, minute: 570 });
  expect(wallTimeOf(friday, 'America/New_York')).toEqual({ day: 4, minute: 19 * 60 });
  expect(wallTimeOf(Date.UTC(2026, 6, 1, 23, 59), 'Europe/Berlin')).toEqual({ day: 4, minute: 119 });
  expect(wallTimeOf(friday, 'Asia/Kolkata')).toEqual({ day: 5, minute: 330 });
});

test('Sunday is the seventh day and Monday the first', () => {
  expect(wallTimeOf(friday + 48 * hourMs, 'UTC').day).toBe(7);
  expect(wallTimeOf(friday + 72 * hourMs, 'UTC').day).toBe(1);
});

test('a schedule over midnight belongs to the day on which it begins', () => {
  expect(runs(nights, friday + 21 * hourMs + 59 * 60_000)).toBe(false);
  expect(runs(nights, friday + 22 * hourMs)).toBe(true);
  expect(runs(nights, friday + 24 * hourMs + 5 * hourMs)).toBe(true);
  expect(runs(nights, friday + 24 * hourMs + 6 * hourMs)).toBe(false);
  expect(runs(nights, friday + 5 * hourMs)).toBe(false);
});

test('a Sunday night runs into Monday', () => {
  const sunday = { ...nights, days: [7] };
  expect(runs(sunday, friday + 72 * hourMs + hourMs)).toBe(true);
  expect(runs(sunday, friday + 72 * hourMs + 23 * hourMs)).toBe(false);
});

test('a schedule within a day ends before its last minute', () => {
  const office = { ...nights, from: '09:00', to: '17:00' };
  expect(runs(office, friday + 9 * hourMs)).toBe(true);
  expect(runs(office, friday + 17 * hourMs - 60_000)).toBe(true);
  expect(runs(office, friday + 17 * hourMs)).toBe(false);
  expect(runs(office, friday + 9 * hourMs - 60_000)).toBe(false);
});

test('the same time at both ends is a whole day', () => {
  const day = { ...nights, from: '08:00', to: '08:00' };
  expect(runs(day, friday + 8 * hourMs)).toBe(true);
  expect(runs(day, friday + 31 * hourMs)).toBe(true);
  expect(runs(day, friday + 32 * hourMs)).toBe(false);
});

test('only zones that exist are zones', () => {
  expect(['UTC', 'Europe/Madrid', 'Mars/Olympus', 'nonsense', ''].map(isTimeZone)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
