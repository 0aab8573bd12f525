import type { ImportCode } from './view.ts';

type Time = { ok: true; atMs: number } | { ok: false; code: ImportCode; reason: string };

const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?(?: ?(Z|UTC|GMT|[+-]\d\d:?\d\d))?$/i;
const utc: ReadonlySet<string> = new Set(['UTC', 'ETC/UTC', 'GMT', 'Z']);

/**
 * A moment as logs write it: ISO 8601 with its zone, or seconds or milliseconds since 1970. Without a zone the hour
 * would be a guess, so it is refused, unless another column of the log names UTC.
 */
export function readTime(text: string, zone = ''): Time {
  if (text === '') return { ok: false, code: 'time-missing', reason: 'The time is empty.' };
  if (/^\d{13}$/.test(text)) return { ok: true, atMs: Number(text) };
  if (/^\d{10}(?:\.\d{1,9})?$/.test(text)) return { ok: true, atMs: Math.floor(Number(text) * 1000) };
  const parts = iso.exec(text);
  const offset = parts?.[8] ?? (utc.has(zone.toUpperCase()) ? 'Z' : undefined);
  const localMs = parts === null ? undefined : localTimeOf(parts);
  if (localMs === undefined) {
    const reason = 'The time must be such as 2026-01-31T09:00:00Z, or seconds since 1970.';
    return { ok: false, code: 'time-invalid', reason };
  }
  if (parts?.[4] === undefined || offset === undefined) {
    const reason = 'The time has no zone: write it as 2026-01-31T09:00:00Z or with +02:00 at its end.';
    return { ok: false, code: 'time-zone-missing', reason };
  }
  return { ok: true, atMs: localMs - minutesOf(offset) * 60_000 };
}

/** Undefined for a day or an hour that does not exist. */
function localTimeOf([, year, month, day, hour = '0', minute = '0', second = '0', fraction = '']: RegExpExecArray) {
  const [monthIndex, date] = [Number(month) - 1, Number(day)];
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const atMs = Date.UTC(Number(year), monthIndex, date, Number(hour), Number(minute), Number(second), ms);
  const read = new Date(atMs);
  const exists = read.getUTCMonth() === monthIndex && read.getUTCDate() === date;
  return exists && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60 ? atMs : undefined;
}

function minutesOf(offset: string): number {
  const parts = /^([+-])(\d\d):?(\d\d)$/.exec(offset);
  if (parts === null) return 0;
  return (parts[1] === '-' ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3]));
}
