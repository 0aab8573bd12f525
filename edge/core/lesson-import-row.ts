import { columnsOf, foldHeader, readCell, type CsvRow, type CsvTable } from './csv.ts';
import { cutMs } from './feature.ts';
import { refusedLine, skippedLine } from './import-report.ts';
import { readTime } from './lesson-import-time.ts';
import type { Judged, Known } from './lesson-import.ts';
import type { ImportLine } from './view.ts';

/** Names of each column, best first: a log often has several for the same, such as "Username" beside "User". */
export type Wanted<Column extends string> = Readonly<Record<Column, readonly string[]>>;
export type Cells<Column extends string> = (column: Column) => string;
export type Judgement = { ok: true; judged: Judged[] } | { ok: false; reason: string };

/** Judges every row by the cells of the wanted columns, in the order of the file. Of `required`, one of each must be. */
export function judgeRows<Column extends string>(
  { header, rows }: CsvTable,
  wanted: Wanted<Column>,
  required: readonly (readonly NoInfer<Column>[])[],
  judge: (line: number, cell: Cells<Column>) => Judged,
): Judgement {
  const columns = columnsOf(header, bestNames(header, wanted), []);
  if (!columns.ok) return columns;
  const missing = required.filter((names) => !names.some((name) => columns.indexOf.has(name)));
  if (missing.length > 0) {
    const words = missing.map(([name = '']) => wanted[name as Column].slice(0, 3).join(' or '));
    return {
      ok: false,
      reason: `There is no column for ${missing.map(([name]) => name).join(', ')}: ${words.join('; ')}.`,
    };
  }
  const judged = rows.map((row): Judged => {
    const broken = brokenRow(row, header.length);
    if (broken !== undefined) return { line: broken };
    return judge(row.line, (column) => readCell(row.cells[columns.indexOf.get(column) ?? -1] ?? ''));
  });
  return { ok: true, judged };
}

function bestNames<Column extends string>(header: readonly string[], wanted: Wanted<Column>): Wanted<Column> {
  const present = new Set(header.map(foldHeader));
  const best = (Object.entries(wanted) as [Column, readonly string[]][]).map(([column, names]) => {
    const name = names.find((one) => present.has(one));
    return [column, name === undefined ? [] : [name]];
  });
  return Object.fromEntries(best) as Record<Column, readonly string[]>;
}

function brokenRow({ line, cells, fault }: CsvRow, width: number): ImportLine | undefined {
  if (fault !== undefined) return refusedLine(line, 'row-broken', fault);
  if (cells.length <= width) return undefined;
  return refusedLine(line, 'row-broken', 'The row has more cells than the header row.');
}

/** When something happened, or why nothing can be learned of it. */
export function readWhen(line: number, text: string, zone: string, nowMs: number): number | ImportLine {
  const time = readTime(text, zone);
  if (!time.ok) return refusedLine(line, time.code, time.reason);
  // As `isLearnable` has it.
  if (time.atMs <= nowMs - cutMs) {
    return skippedLine(line, 'too-old', 'This is older than 180 days: it would not count any more.');
  }
  if (time.atMs > nowMs + 60_000) return skippedLine(line, 'in-future', 'This has not happened yet.');
  return time.atMs;
}

/** Whoever had his profile erased does not get it back by an older log. */
export function isErased({ erasedAtMs }: Known, atMs: number): boolean {
  return erasedAtMs !== undefined && atMs <= erasedAtMs;
}

export const erasedLine = (line: number): ImportLine =>
  skippedLine(line, 'profile-erased', 'The profile was erased after that: it is not learned again.');
