import { parse, type Compare, type Filter } from 'scim2-parse-filter';
import {
  definitionOf,
  isObject,
  parsePath,
  valuesAt,
  type AttributePath,
  type ScimObject,
  type ScimValue,
} from './resource.ts';
import type { Kind } from './schemas.ts';
import { ScimError } from './scim-error.ts';

export type { Filter };
const longestFilter = 2000;

/**
 * Reads a filter (RFC 7644 §3.4.2.2).
 * @throws ScimError `invalidFilter`.
 */
export function parseFilter(text: string): Filter {
  // Line ends make the parser's pattern for quoted text try every way to read them: refused before it sees them.
  if (text.length > longestFilter || /\p{Cc}/u.test(text) || !text.isWellFormed()) {
    throw new ScimError('invalidFilter', 'The filter is too long, or has control characters.');
  }
  try {
    return parse(text);
  } catch (cause) {
    throw new ScimError('invalidFilter', 'The filter cannot be read.', { cause });
  }
}

/** Whether a resource passes; `within` is the multi-valued attribute whose values are looked at one by one. */
export function passes(filter: Filter, resource: ScimObject, kind: Kind, within?: AttributePath): boolean {
  switch (filter.op) {
    case 'and':
      return filter.filters.every((one) => passes(one, resource, kind, within));
    case 'or':
      return filter.filters.some((one) => passes(one, resource, kind, within));
    case 'not':
      return !passes(filter.filter, resource, kind, within);
    case '[]': {
      const path = pathOf(filter.attrPath);
      const items = valuesAt(resource, path, kind).map((item) => (isObject(item) ? item : { value: item }));
      return items.some((item) => passes(filter.valFilter, item, kind, path));
    }
    case 'pr':
      return readValues(filter.attrPath, resource, kind, within).values.some(isPresent);
    case 'eq':
    case 'ne':
    case 'co':
    case 'sw':
    case 'ew':
    case 'gt':
    case 'lt':
    case 'ge':
    case 'le':
      return compare(filter, resource, kind, within);
    default:
      throw new ScimError('invalidFilter', 'The filter has an operator that is none.');
  }
}

/** Whether a filter is only `attribute eq "text"`, perhaps among others that must hold too: what it asks for. */
export function wantedValue(filter: Filter, attribute: string): string | undefined {
  if (filter.op === 'and') {
    return filter.filters.map((one) => wantedValue(one, attribute)).find((one) => one !== undefined);
  }
  if (filter.op !== 'eq' || filter.attrPath.toLowerCase() !== attribute.toLowerCase()) return undefined;
  return typeof filter.compValue === 'string' ? filter.compValue : undefined;
}

function pathOf(text: string): AttributePath {
  const path = parsePath(text);
  if (path === undefined) throw new ScimError('invalidFilter', `${text} is no attribute.`);
  return path;
}

function readValues(text: string, resource: ScimObject, kind: Kind, within: AttributePath | undefined) {
  const path = pathOf(text);
  const definition =
    within === undefined ? definitionOf(kind, path) : definitionOf(kind, { ...within, sub: path.sub ?? path.name });
  const found = within === undefined ? valuesAt(resource, path, kind) : valuesAt(resource, { name: path.name }, kind);
  return { values: found, definition };
}

function compare(filter: Compare, resource: ScimObject, kind: Kind, within: AttributePath | undefined): boolean {
  const { op, compValue: wanted } = filter;
  const { values, definition } = readValues(filter.attrPath, resource, kind, within);
  const isOrdered = ['gt', 'ge', 'lt', 'le'].includes(op);
  if (isOrdered && (definition?.type === 'boolean' || typeof wanted === 'boolean')) {
    throw new ScimError('invalidFilter', `${filter.attrPath} has no order.`);
  }
  const exact = definition?.caseExact === true;
  const isTime = definition?.type === 'dateTime';
  // A complex attribute without a name inside means its `value` (RFC 7644 §3.4.2.2, "emails co").
  const plain = values.map((one) => (isObject(one) ? (one['value'] ?? null) : one));
  const fold = (value: ScimValue): ScimValue =>
    comparable(value, { exact, isTime, boolean: definition?.type === 'boolean' });
  const [left, right] = [plain.map(fold), fold(wanted)];
  if (op === 'ne') return !isEqual(left, right);
  if (op === 'eq') return isEqual(left, right);
  return left.some((one) => holds(op, one, right));
}

function isEqual(left: readonly ScimValue[], right: ScimValue): boolean {
  return right === null ? left.every((one) => one === null) : left.includes(right);
}

function holds(op: 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le', left: ScimValue, right: ScimValue): boolean {
  if (left === null || right === null || typeof left !== typeof right) return false;
  if (op === 'gt' || op === 'ge') return left > right || (op === 'ge' && left === right);
  if (op === 'lt' || op === 'le') return left < right || (op === 'le' && left === right);
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  if (op === 'co') return left.includes(right);
  return op === 'sw' ? left.startsWith(right) : left.endsWith(right);
}

/** Text without its case unless it matters, times as numbers, and booleans also where a directory writes them as text. */
function comparable(value: ScimValue, as: { exact: boolean; isTime: boolean; boolean: boolean }): ScimValue {
  if (typeof value !== 'string') return value;
  if (as.boolean && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  const atMs = as.isTime ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(atMs)) return atMs;
  return as.exact ? value : value.toLowerCase();
}

/** RFC 7644 table 3: has a value that is not empty. */
function isPresent(value: ScimValue): boolean {
  if (value === null || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return !isObject(value) || Object.keys(value).length > 0;
}
