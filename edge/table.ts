import type { CsvTable } from './core/csv.ts';
import { AppError } from './core/errors.ts';
import { parseCsv } from './csv.ts';
import { parseNdjson } from './ndjson.ts';
import { readLogBody } from './read.ts';
import type { Ask } from './route.ts';

/** A table that was sent, and the code of the problem when its columns are not those that are needed. */
export type SentTable = { table: CsvTable; code: 'malformed-csv' | 'malformed-ndjson' };

/** Reads CSV or one JSON object a line, whichever the request says it is; of the latter only the columns named. */
export async function readTable(
  c: Ask,
  most: { bytes: number; rows: number },
  columns: ReadonlySet<string>,
): Promise<SentTable> {
  const { type, text } = await readLogBody(c, most.bytes);
  const table = type === 'csv' ? parseCsv(text) : parseNdjson(text, columns);
  if (table.rows.length > most.rows) throw new AppError('body-too-large', `At most ${most.rows} rows at a time.`);
  return { table, code: `malformed-${type}` };
}
