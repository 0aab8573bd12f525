import type { CsvTable } from './csv.ts';
import { normalNumber } from './identity.ts';
import { refusedLine, skippedLine } from './import-report.ts';
import { keyedLesson, whoseOf, type Desk, type Judged, type Known, type Roster } from './lesson-import.ts';
import {
  erasedLine,
  isErased,
  judgeRows,
  readWhen,
  type Cells,
  type Judgement,
  type Wanted,
} from './lesson-import-row.ts';
import { lessonOf, type Lesson } from './lesson.ts';

type Column = 'Time' | 'UtcTime' | 'From' | 'To' | 'Duration' | 'Direction';

/** Names as call records of telephone systems have them: Asterisk CDR, Teams call records, 3CX, Webex, Zoom Phone. */
export const callColumns: Wanted<Column> = {
  Time: ['time', 'start', 'starttime', 'startdatetime', 'calldate', 'datetime', 'date', 'timestamp'],
  UtcTime: ['time(utc)', 'starttime(utc)', 'date(utc)', 'timeutc', 'starttimeutc'],
  From: ['from', 'src', 'caller', 'callernumber', 'callingnumber', 'source', 'callerid'],
  To: ['to', 'dst', 'callee', 'calleenumber', 'callednumber', 'destination'],
  // Seconds that were talked, where a log has them beside those that it rang.
  Duration: ['billsec', 'talktime', 'talkduration', 'duration', 'durationseconds', 'callduration'],
  Direction: ['direction', 'calltype', 'type', 'disposition', 'status', 'result', 'callresult'],
};

type Side = { known?: Known; contact?: string };

/** Judges every row of a list of calls. Each protected side of a call that was answered learns of it. */
export function judgeCalls(table: CsvTable, desk: Desk): Judgement {
  const required: Column[][] = [['Time', 'UtcTime'], ['From'], ['To']];
  return judgeRows(table, callColumns, required, (line, cell) => judgeRow(line, cell, desk));
}

function judgeRow(line: number, cell: Cells<Column>, { tenantId, roster, nowMs }: Desk): Judged {
  const [time, zone] = cell('UtcTime') === '' ? [cell('Time'), ''] : [cell('UtcTime'), 'UTC'];
  const atMs = readWhen(line, time, zone, nowMs);
  if (typeof atMs !== 'number') return { line: atMs };
  if (cell('From') === '' || cell('To') === '') {
    return { line: refusedLine(line, 'side-missing', 'Who called or who was called is empty.') };
  }
  const seconds = secondsOf(cell('Duration'));
  if (seconds === undefined) {
    const reason = 'The duration must be in seconds, or such as 00:02:05 or PT2M5S.';
    return { line: refusedLine(line, 'duration-invalid', reason) };
  }
  // Whoever only rings somebody, however often, does not become somebody whom he talks with.
  if (seconds === 0 || /miss|no.?answer|busy|fail|voice.?mail|reject|cancel|abandon/i.test(cell('Direction'))) {
    return { line: skippedLine(line, 'call-unanswered', 'A call that nobody took teaches nothing.') };
  }
  const [from, to] = [sideOf(cell('From'), roster), sideOf(cell('To'), roster)];
  if (from.known === undefined && to.known === undefined) {
    return { line: skippedLine(line, 'person-unknown', 'Nobody here has either number, extension or address.') };
  }
  const lessons = [lessonFor(from, to, atMs, tenantId), lessonFor(to, from, atMs, tenantId)].flatMap(
    (one) => one ?? [],
  );
  return lessons.length === 0 ? { line: erasedLine(line) } : { row: line, lessons };
}

/** Seconds; infinite where nothing is said; undefined for what is no duration. */
function secondsOf(text: string): number | undefined {
  if (text === '') return Number.POSITIVE_INFINITY;
  if (/^\d{1,7}(?:\.\d{1,9})?$/.test(text)) return Number(text);
  const clock = /^(?:(\d{1,3}):)?(\d{1,3}):(\d\d)(?:\.\d{1,9})?$/.exec(text);
  // ISO 8601 durations as Microsoft Graph writes them.
  const parts = clock ?? /^PT(?=\d)(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,7})(?:\.\d{1,9})?S)?$/i.exec(text);
  if (parts === null) return undefined;
  return Number(parts[1] ?? 0) * 3600 + Number(parts[2] ?? 0) * 60 + Number(parts[3] ?? 0);
}

/** Somebody on file, or a number that others can be recognised by; an extension that nobody has is neither. */
function sideOf(text: string, { emails, numbers, extensions }: Roster): Side {
  const address = text.replace(/^(?:sips?|tel|mailto):/i, '').replace(/;.*$/, '');
  const number = normalNumber(address);
  const known = emails.get(address.toLowerCase()) ?? numbers.get(number) ?? extensions.get(address);
  if (known !== undefined) return { known, contact: known.personId };
  return /^\+[1-9]\d{6,14}$/.test(number) ? { contact: number } : {};
}

function lessonFor({ known }: Side, other: Side, atMs: number, tenantId: string): Lesson | undefined {
  if (known === undefined || isErased(known, atMs)) return undefined;
  const contact = other.contact === known.personId ? undefined : other.contact;
  const seen = { atMs, values: { 'contact-channel': 'phone' }, ...(contact === undefined ? {} : { contact }) };
  return keyedLesson(tenantId, 'calls', lessonOf(seen, { ...whoseOf(known), key: '', source: 'call-record' }));
}
