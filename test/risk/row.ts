/** One line of a report. `--json` prints it as it is; a table shows all lines of one `table` under one head. */
export type Row = { table: string; [column: string]: string | number | boolean };

export function round(value: number, digits = 4): number {
  return Number(value.toFixed(digits));
}

/** Text tables in the order in which the rows come. */
export function renderTables(rows: readonly Row[]): string {
  const names = [...new Set(rows.map(({ table }) => table))];
  return names
    .map((name) =>
      renderTable(
        name,
        rows.filter(({ table }) => table === name),
      ),
    )
    .join('\n\n');
}

function renderTable(name: string, rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((column) => column !== 'table');
  if (columns.join() === 'text') return [name.toUpperCase(), ...rows.map(({ text }) => `  ${text}`)].join('\n');
  const cells = [columns, ...rows.map((row) => columns.map((column) => show(row[column])))];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => line[i]?.length ?? 0)));
  const lines = cells.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [name.toUpperCase(), ...lines.map((line) => `  ${line}`)].join('\n');
}

function show(value: Row[string] | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'NO';
  return String(value);
}
