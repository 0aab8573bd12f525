import * as v from 'valibot';
import { columnsOf, readCell, type CsvRow, type CsvTable } from './csv.ts';
import { refusedLine, skippedLine } from './import-report.ts';
import type { OnFile } from './people-import.ts';
import { emailSchema, lineTypes, numberSchema } from './person.ts';
import type { ImportLine } from './view.ts';

type LineType = (typeof lineTypes)[number];
/** A number of the directory; what the file does not say about it stays as it is on file. */
export type DirectoryNumber = {
  personId: string;
  number: string;
  lineType?: LineType;
  verifiedAtMs?: number;
  simChangedAtMs?: number;
  forwarded?: boolean;
};

/** Facts about numbers on file, to tell an update from a repetition. */
export type NumberFacts = ReadonlyMap<string, Record<keyof Told, string | number | boolean | null>>;
type Told = Omit<DirectoryNumber, 'personId' | 'number'>;

type Column = 'Email' | 'Number' | 'LineType' | 'VerifiedAt' | 'SimChangedAt' | 'Forwarded';
const wanted: Record<Column, readonly string[]> = {
  Email: ['email', 'emailaddress', 'mail'],
  Number: ['number', 'phone', 'phonenumber'],
  LineType: ['linetype', 'type'],
  VerifiedAt: ['verifiedat', 'verified'],
  SimChangedAt: ['simchangedat', 'simchanged', 'simswap'],
  Forwarded: ['forwarded', 'forwarding', 'callforwarding'],
};

/** Every name that one of them may go by. */
export const numberColumns: ReadonlySet<string> = new Set(Object.values(wanted).flat());

export type NumberPlan = { lines: ImportLine[]; numbers: DirectoryNumber[] };
type Plan = { ok: true; value: NumberPlan } | { ok: false; reason: string };

/** Decides about every row of a directory of numbers, in the order of the file. */
export function planNumbers({ header, rows }: CsvTable, onFile: OnFile, facts: NumberFacts, nowMs: number): Plan {
  const columns = columnsOf(header, wanted, ['Email', 'Number']);
  if (!columns.ok) return columns;
  const plan: NumberPlan = { lines: [], numbers: [] };
  const taken = new Map<string, number>();
  for (const row of rows) {
    const cell = (column: Column): string => readCell(row.cells[columns.indexOf.get(column) ?? -1] ?? '');
    const read = row.cells.length > header.length ? tooWide(row) : readRow(row, cell, nowMs);
    const judged = 'outcome' in read ? read : judgeNumber(row.line, read, onFile, facts, taken);
    plan.lines.push(judged);
    if ('outcome' in read || (judged.outcome !== 'added' && judged.outcome !== 'updated')) continue;
    const { email, ...number } = read;
    taken.set(number.number, row.line);
    plan.numbers.push({ ...number, personId: onFile.emails.get(email) ?? '' });
  }
  return { ok: true, value: plan };
}

type Read = Omit<DirectoryNumber, 'personId'> & { email: string };

const tooWide = ({ line }: CsvRow): ImportLine =>
  refusedLine(line, 'row-broken', 'The row has more cells than the header row.');

function readRow({ line, fault }: CsvRow, cell: (column: Column) => string, nowMs: number): Read | ImportLine {
  if (fault !== undefined) return refusedLine(line, 'row-broken', fault);
  if (cell('Email') === '') return refusedLine(line, 'email-missing', 'Email is empty.');
  const email = v.safeParse(emailSchema, cell('Email'));
  if (!email.success) return refusedLine(line, 'email-invalid', 'Email is not an address.');
  const number = v.safeParse(numberSchema, cell('Number'));
  if (!number.success)
    return refusedLine(line, 'number-invalid', 'Number must be international, such as +12025550100.');
  const lineType = v.safeParse(v.picklist(lineTypes), cell('LineType').toLowerCase() || 'unknown');
  if (!lineType.success)
    return refusedLine(line, 'line-type-unknown', `LineType may be ${lineTypes.join(', ')}, or empty.`);
  const verifiedAtMs = readTime(cell('VerifiedAt'), nowMs);
  if (verifiedAtMs === null)
    return refusedLine(line, 'verified-at-invalid', 'VerifiedAt must be a past date such as 2026-01-31.');
  const simChangedAtMs = readTime(cell('SimChangedAt'), nowMs);
  if (simChangedAtMs === null)
    return refusedLine(line, 'sim-changed-at-invalid', 'SimChangedAt must be a past date such as 2026-01-31.');
  const forwarded = yesOrNo(cell('Forwarded'));
  if (forwarded === null) return refusedLine(line, 'forwarded-invalid', 'Forwarded may be yes, no, or empty.');
  return {
    email: email.output,
    number: number.output,
    ...(lineType.output === 'unknown' ? {} : { lineType: lineType.output }),
    ...(verifiedAtMs === undefined ? {} : { verifiedAtMs }),
    ...(simChangedAtMs === undefined ? {} : { simChangedAtMs }),
    ...(forwarded === undefined ? {} : { forwarded }),
  };
}

function yesOrNo(text: string): boolean | undefined | null {
  if (text === '') return undefined;
  if (/^(yes|true|1)$/i.test(text)) return true;
  return /^(no|false|0)$/i.test(text) ? false : null;
}

/** ISO 8601 date, or date and time with its offset: other notations mean different days to different people. */
function readTime(text: string, nowMs: number): number | undefined | null {
  if (text === '') return undefined;
  if (!/^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text)) return null;
  const atMs = Date.parse(text.replace(' ', 'T'));
  return Number.isNaN(atMs) || atMs > nowMs || atMs < 0 ? null : atMs;
}

function judgeNumber(
  line: number,
  { email, number, ...told }: Read,
  onFile: OnFile,
  facts: NumberFacts,
  taken: ReadonlyMap<string, number>,
): ImportLine {
  const personId = onFile.emails.get(email);
  if (personId === undefined) return refusedLine(line, 'person-unknown', 'Nobody on file has this address.');
  const first = taken.get(number);
  if (first !== undefined) return skippedLine(line, 'in-file', `This number stands in line ${first} already.`);
  const owner = onFile.numbers.get(number);
  if (owner === undefined) return { line, outcome: 'added', code: 'added', reason: 'Added.' };
  if (owner !== personId) return refusedLine(line, 'number-taken', 'The number belongs to somebody else.');
  const known = facts.get(number);
  const isNews = (Object.entries(told) as [keyof Told, unknown][]).some(([fact, value]) => value !== known?.[fact]);
  if (!isNews) return skippedLine(line, 'on-file', 'This number is on file already.');
  return { line, outcome: 'updated', code: 'updated', reason: 'What is known of the number has changed.' };
}
