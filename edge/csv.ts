import Papa from 'papaparse';
import type { CsvRow, CsvTable } from './core/csv.ts';

const delimiters = [',', ';', '\t'];

/**
 * Rows of a CSV text (RFC 4180) with the line each begins on. The header row decides what separates cells, for only
 * there nothing else uses the candidates. Empty rows are left out; a row whose quotes never close says so in `fault`.
 */
export function parseCsv(text: string): CsvTable {
  const delimiter = delimiterOf(text);
  const rows: CsvRow[] = [];
  let [line, offset] = [1, 0];
  Papa.parse<string[]>(text, {
    delimiter,
    step({ data, errors, meta }) {
      const fault = errors.find(({ type }) => type === 'Quotes')?.message;
      if (data.some((cell) => cell.trim() !== '')) {
        rows.push({ line, cells: data, ...(fault === undefined ? {} : { fault: `${fault}.` }) });
      }
      line += newlinesIn(text, offset, meta.cursor);
      offset = meta.cursor;
    },
  });
  const [header, ...others] = rows;
  return { header: header?.cells ?? [], rows: others };
}

function delimiterOf(text: string): string {
  const first = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  const counted = delimiters.map((delimiter) => ({ delimiter, count: first.split(delimiter).length }));
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).delimiter;
}

/** Line ends between two places: CRLF, LF, or a CR alone. */
function newlinesIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i += 1) {
    const letter = text[i];
    if (letter === '\n' || (letter === '\r' && text[i + 1] !== '\n')) count += 1;
  }
  return count;
}
