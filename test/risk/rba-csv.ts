import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Login } from './login.ts';

/** Columns of the public data set for risk-based authentication (das-group/rba-dataset, CC BY 4.0). */
const columns = {
  time: 'Login Timestamp',
  user: 'User ID',
  address: 'IP Address',
  country: 'Country',
  asn: 'ASN',
  text: 'User Agent String',
  browser: 'Browser Name and Version',
  os: 'OS Name and Version',
  deviceType: 'Device Type',
  successful: 'Login Successful',
  attackIp: 'Is Attack IP',
  takeover: 'Is Account Takeover',
} as const;
type Column = keyof typeof columns;
const optional: ReadonlySet<Column> = new Set(['attackIp', 'takeover']);

export type RbaRow = { login: Login; successful: boolean; attackIp: boolean; takeover: boolean };
export type RbaFault = { line: number; reason: string };

/**
 * Reads the file line by line. Rows that cannot be used are told with their line, counted from 1, and passed over; a
 * header without the columns is an error. `wanted` spares the parsing of rows of other users.
 */
export async function* readRbaFile(
  path: string,
  onFault: (fault: RbaFault) => void,
  wanted: (userId: string) => boolean = () => true,
): AsyncGenerator<RbaRow> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  let line = 0;
  let places: Map<Column, number> | undefined;
  let width = 0;
  for await (const text of lines) {
    line += 1;
    if (line === 1) {
      const header = splitCsvLine(text.replace(/^\uFEFF/u, '')) ?? [];
      width = header.length;
      places = placesOf(header);
      continue;
    }
    if (text === '' || places === undefined) continue;
    const cells = splitCsvLine(text);
    if (cells === undefined || cells.length !== width) {
      onFault({
        line,
        reason: cells === undefined ? 'a quote is not closed' : `${cells.length} cells instead of ${width}`,
      });
      continue;
    }
    const read = (column: Column) => cells[places?.get(column) ?? -1] ?? '';
    if (!wanted(read('user'))) continue;
    const row = rowOf(read);
    if (typeof row === 'string') onFault({ line, reason: row });
    else yield row;
  }
}

function placesOf(header: readonly string[]): Map<Column, number> {
  const places = new Map<Column, number>();
  for (const [column, name] of Object.entries(columns) as [Column, string][]) {
    const place = header.indexOf(name);
    if (place >= 0) places.set(column, place);
    else if (!optional.has(column)) throw new TypeError(`the header lacks the column "${name}"`);
  }
  return places;
}

/** Cells of one line (RFC 4180; no line breaks inside cells). Undefined when a quote stays open. */
export function splitCsvLine(text: string): string[] | undefined {
  if (!text.includes('"')) return text.split(',');
  const cells: string[] = [];
  const cell = /("(?:[^"]|"")*"|[^",]*)(,|$)/gy;
  for (let at = 0; at <= text.length; at = cell.lastIndex) {
    cell.lastIndex = at;
    const found = cell.exec(text);
    const value = found?.[1];
    if (value === undefined) return undefined;
    cells.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (found?.[2] === '') return cells;
  }
  return cells;
}

function rowOf(read: (column: Column) => string): RbaRow | string {
  const atMs = Date.parse(`${read('time').replace(' ', 'T')}Z`);
  if (!Number.isFinite(atMs)) return 'the time cannot be read';
  if (read('user') === '') return 'no user';
  const address = flat(read('address'));
  const prefix = prefixOf(address);
  if (prefix === undefined) return 'the address cannot be read';
  for (const column of ['country', 'asn', 'text', 'browser', 'os', 'deviceType'] as const) {
    if (read(column) === '') return `no ${columns[column]}`;
  }
  const login: Login = {
    personId: flat(read('user')),
    teamId: '',
    atMs,
    deviceKey: undefined,
    userAgent: {
      text: flat(read('text')),
      browser: flat(read('browser')),
      os: flat(read('os')),
      deviceType: flat(read('deviceType')),
    },
    network: { address, prefix, asn: flat(read('asn')), country: flat(read('country')), kind: undefined },
    position: undefined,
    method: undefined,
    contact: undefined,
    failed: 0,
    oddities: [],
  };
  const truth = (column: Column) => read(column).toLowerCase() === 'true';
  return { login, successful: truth('successful'), attackIp: truth('attackIp'), takeover: truth('takeover') };
}

/** /24 of IPv4, /48 of IPv6. */
function prefixOf(address: string): string | undefined {
  const bytes = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/u.exec(address)?.slice(1).map(Number);
  if (bytes !== undefined) return bytes.every((byte) => byte < 256) ? `${bytes.slice(0, 3).join('.')}.0/24` : undefined;
  return /^[\da-f]{1,4}:[\da-f:.]+$/iu.test(address) ? `${address.split(':').slice(0, 3).join(':')}::/48` : undefined;
}

/** A copy of its own: a piece cut out of a line keeps the whole line in memory. */
function flat(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}
