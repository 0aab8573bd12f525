import type { CsvTable } from './csv.ts';
import { groupSizeOf } from './group-size.ts';
import { hourOfWeek } from './hour-of-week.ts';
import { refusedLine, skippedLine } from './import-report.ts';
import { keyedLesson, whoseOf, type Desk, type Judged, type Known } from './lesson-import.ts';
import {
  erasedLine,
  isErased,
  judgeRows,
  readWhen,
  type Cells,
  type Judgement,
  type Wanted,
} from './lesson-import-row.ts';
import type { Lesson } from './lesson.ts';

type Column = 'Start' | 'UtcStart' | 'Zone' | 'Organizer' | 'Attendees' | 'Location' | 'Link' | 'Status';

/**
 * Google Calendar API (start.dateTime, organizer.email, attendees.email, hangoutLink, status) and Microsoft Graph
 * (start.dateTime with start.timeZone, organizer.emailAddress.address, attendees.emailAddress.address,
 * onlineMeeting.joinUrl, isCancelled), and what people write into a CSV file.
 */
export const calendarColumns: Wanted<Column> = {
  Start: ['start', 'startdatetime', 'starttime', 'time', 'begin', 'dtstart'],
  UtcStart: ['start(utc)', 'starttime(utc)', 'startutc'],
  Zone: ['starttimezone', 'timezone'],
  Organizer: ['organizer', 'organizeremail', 'organizeremailaddressaddress', 'organiser', 'host', 'meetingorganizer'],
  Attendees: [
    'attendees',
    'attendeesemail',
    'attendeesemailaddressaddress',
    'participants',
    'requiredattendees',
    'guests',
  ],
  Location: ['location', 'locationdisplayname', 'where'],
  Link: ['link', 'onlinemeetingjoinurl', 'hangoutlink', 'joinurl', 'url', 'meetinglink'],
  Status: ['status', 'iscancelled'],
};

/** One cell never holds more; a company's all-hands meeting tells nothing of whom somebody talks with. */
const mostAttendees = 500;
const mostTalking = 50;

/** Judges every row of a calendar. Everybody on file who is in a meeting learns of it. */
export function judgeCalendar(table: CsvTable, desk: Desk): Judgement {
  const required: Column[][] = [['Start', 'UtcStart'], ['Organizer'], ['Attendees']];
  return judgeRows(table, calendarColumns, required, (line, cell) => judgeRow(line, cell, desk));
}

function judgeRow(line: number, cell: Cells<Column>, { tenantId, roster, nowMs }: Desk): Judged {
  if (/^(?:cancell?ed|true)$/i.test(cell('Status'))) {
    return { line: skippedLine(line, 'meeting-cancelled', 'The meeting was cancelled.') };
  }
  const [time, zone] = cell('UtcStart') === '' ? [cell('Start'), cell('Zone')] : [cell('UtcStart'), 'UTC'];
  const atMs = readWhen(line, time, zone, nowMs);
  if (typeof atMs !== 'number') return { line: atMs };
  const [organizer] = addressesIn(cell('Organizer'));
  if (organizer === undefined) {
    return { line: refusedLine(line, 'email-missing', 'The organizer has no address.') };
  }
  const everybody = [...new Set([organizer, ...addressesIn(cell('Attendees'))])];
  if (everybody.length > mostAttendees) {
    return { line: refusedLine(line, 'attendees-invalid', `More than ${mostAttendees} attendees are in one row.`) };
  }
  const present = everybody.flatMap((email) => roster.emails.get(email) ?? []);
  if (present.length === 0) {
    return { line: skippedLine(line, 'person-unknown', 'Nobody here has one of those addresses.') };
  }
  const host = roster.emails.get(organizer);
  const meeting = {
    atMs,
    size: everybody.length,
    channel: channelOf(`${cell('Link')} ${cell('Location')}`),
    host,
    present,
  };
  const lessons = present
    .filter((one) => !isErased(one, atMs))
    .map((one) => keyedLesson(tenantId, 'calendar', lessonFor(one, meeting)));
  return lessons.length === 0 ? { line: erasedLine(line) } : { row: line, lessons };
}

/** Addresses among names and signs, such as `Finance Lead <lead@example.com>; other@example.com`. */
function addressesIn(text: string): string[] {
  return text
    .toLowerCase()
    .replaceAll('mailto:', '')
    .split(/[\s<>()[\];,|"']+/)
    .filter((part) => /^[^@]{1,64}@[^@]{1,255}$/.test(part));
}

type Meeting = { atMs: number; size: number; channel: string; host: Known | undefined; present: readonly Known[] };

/** The organizer meets his attendees, they meet him; that two of them meet each other is not said. */
function lessonFor(one: Known, { atMs, size, channel, host, present }: Meeting): Omit<Lesson, 'key'> {
  const met = one === host ? present : host === undefined ? [] : [host];
  const contacts = size > mostTalking ? [] : met.filter(({ personId }) => personId !== one.personId);
  const values: Lesson['values'] = [
    { feature: 'hour', value: String(hourOfWeek(atMs)) },
    { feature: 'contact-channel', value: channel },
    { feature: 'group-size', value: groupSizeOf(size) },
    ...contacts.map(({ personId }) => ({ feature: 'contact' as const, value: personId })),
  ];
  return { ...whoseOf(one), atMs, source: 'calendar', values };
}

const channels: readonly [RegExp, string][] = [
  [/\bzoom\.us\//i, 'zoom'],
  [/\bmeet\.google\.com\//i, 'google-meet'],
  [/\bteams\.(?:microsoft|live)\.com\/|\bmicrosoft teams\b/i, 'teams'],
  [/\bslack\.com\//i, 'slack'],
];

/** Where a meeting takes place, as far as its link or its place tells. */
function channelOf(text: string): string {
  return channels.find(([pattern]) => pattern.test(text))?.[1] ?? 'meeting';
}
