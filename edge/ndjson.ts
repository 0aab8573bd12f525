import { foldHeader, type CsvRow, type CsvTable } from './core/csv.ts';

const deepest = 8;

/**
 * Rows of a text with one JSON object a line, as a table. A nested member is a column by its path ("location.city" is
 * "locationcity"); members of listed objects, and listed values, stand in one cell with semicolons between. Only
 * columns in `names` are kept: a log has hundreds. A line that is no object says so in `fault`.
 */
export function parseNdjson(text: string, names: ReadonlySet<string>): CsvTable {
  const header: string[] = [];
  const places = new Map<string, number>();
  const rows: CsvRow[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const found = objectOf(line);
    if (found === undefined) {
      rows.push({ line: i + 1, cells: [], fault: 'The line is not a JSON object.' });
      continue;
    }
    const members = new Map<string, string>();
    collect(found, '', 0, names, members);
    const cells = header.map((name) => members.get(name) ?? '');
    for (const [name, cell] of members) {
      if (places.has(name)) continue;
      places.set(name, header.push(name) - 1);
      cells.push(cell);
    }
    rows.push({ line: i + 1, cells });
  }
  return { header, rows };
}

function objectOf(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function collect(
  value: unknown,
  path: string,
  depth: number,
  names: ReadonlySet<string>,
  into: Map<string, string>,
): void {
  if (depth > deepest || value === null) return;
  if (Array.isArray(value)) {
    for (const one of value) collect(one, path, depth + 1, names, into);
  } else if (typeof value === 'object') {
    for (const [name, member] of Object.entries(value))
      collect(member, path + foldHeader(name), depth + 1, names, into);
  } else if (names.has(path) && isScalar(value)) {
    const [before, cell] = [into.get(path), String(value)];
    into.set(path, before === undefined ? cell : `${before};${cell}`);
  }
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
