/** A file of rows as a parser read it: `line` is the line of the file a row begins on, counted from 1. */
export type CsvRow = { line: number; cells: readonly string[]; fault?: string };
export type CsvTable = { header: readonly string[]; rows: readonly CsvRow[] };

/** Cells by column name, or why the header cannot be used. Names are compared without case, spaces and dashes. */
export function columnsOf<Column extends string>(
  header: readonly string[],
  wanted: Readonly<Record<Column, readonly string[]>>,
  required: readonly NoInfer<Column>[],
): { ok: true; indexOf: ReadonlyMap<Column, number> } | { ok: false; reason: string } {
  const folded = header.map(foldHeader);
  const indexOf = new Map<Column, number>();
  for (const [column, names] of Object.entries(wanted) as [Column, readonly string[]][]) {
    const places = folded.flatMap((name, i) => (names.includes(name) ? [i] : []));
    if (places.length > 1) return { ok: false, reason: `There are two columns for ${column}.` };
    if (places[0] !== undefined) indexOf.set(column, places[0]);
  }
  const missing = required.filter((column) => !indexOf.has(column));
  if (missing.length > 0) return { ok: false, reason: `The header row lacks ${missing.join(' and ')}.` };
  return { ok: true, indexOf };
}

/** A column's name as it is compared. */
export function foldHeader(name: string): string {
  return name.toLowerCase().replace(/[\s_\-.]/g, '');
}

/** Several values inside one cell. */
export function splitCell(cell: string): string[] {
  return cell
    .split(/[;|]/)
    .map((part) => readCell(part))
    .filter((part) => part !== '');
}

/** A cell as it was meant: without the apostrophe that `writeCsv` puts before what a spreadsheet would calculate. */
export function readCell(cell: string): string {
  const bare = cell.trim();
  return /^'[=+\-@\t\r]/.test(bare) ? bare.slice(1) : bare;
}

/** RFC 4180 text. Cells that a spreadsheet would take for a formula begin with an apostrophe (OWASP CSV injection). */
export function writeCsv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, ...rows].map((row) => `${row.map(writeCell).join(',')}\r\n`).join('');
}

function writeCell(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
