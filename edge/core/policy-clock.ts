import type { Schedule } from './policy-model.ts';

/** A moment on a wall clock: day of ISO 8601 (1 is Monday) and minute of that day. */
export type WallTime = { day: number; minute: number };

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
export const minutesOfDay = 1440;

/** Making a format costs twenty times its use, and there are a few hundred zones at most: each is made once. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError for a time zone that the platform does not know. */
export function wallTimeOf(atMs: number, timeZone: string): WallTime {
  const format = formats.get(timeZone) ?? newFormat(timeZone);
  formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
  const day = dayNames.indexOf(parts.get('weekday') ?? '') + 1;
  return { day, minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) };
}

function newFormat(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}

export function isTimeZone(name: string): boolean {
  try {
    wallTimeOf(0, name);
    return true;
  } catch {
    return false;
  }
}

/** From a minute of its first day until before another, which may lie on the next day. */
export function hoursOf({ from, to }: Pick<Schedule, 'from' | 'to'>): { from: number; to: number } {
  const [first, last] = [minuteOf(from), minuteOf(to)];
  return { from: first, to: last > first ? last : last + minutesOfDay };
}

export function runsAt(schedule: Schedule, { day, minute }: WallTime): boolean {
  const { from, to } = hoursOf(schedule);
  const dayBefore = day === 1 ? 7 : day - 1;
  if (schedule.days.includes(day) && minute >= from && minute < to) return true;
  return schedule.days.includes(dayBefore) && minute + minutesOfDay < to;
}

function minuteOf(clock: string): number {
  const [hours, minutes] = clock.split(':');
  return Number(hours) * 60 + Number(minutes);
}
