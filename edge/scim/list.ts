import * as v from 'valibot';
import { passes, parseFilter, type Filter } from './filter.ts';
import { project, readWanted, type Wanted } from './project.ts';
import {
  definitionOf,
  isObject,
  parsePath,
  valuesAt,
  type AttributePath,
  type ScimObject,
  type ScimResource,
} from './resource.ts';
import { kindOf } from './kind-of.ts';
import { ScimError } from './scim-error.ts';
import { listUrn } from './urns.ts';

export const mostResults = 500;

/** What of a kind a client asks for (RFC 7644 §3.4.2). */
export type Query = {
  filter?: Filter;
  sortBy?: AttributePath;
  descending: boolean;
  /** From 1. */
  startIndex: number;
  count: number;
  wanted: Wanted;
};

const text = v.optional(v.string());
const names = v.optional(
  v.union([
    v.string(),
    v.pipe(
      v.array(v.string()),
      v.transform((list) => list.join(',')),
    ),
  ]),
);
const number = v.optional(v.pipe(v.union([v.string(), v.number()]), v.toNumber(), v.safeInteger()));
const querySchema = v.object({
  filter: text,
  sortBy: text,
  sortOrder: text,
  startIndex: number,
  count: number,
  attributes: names,
  excludedAttributes: names,
});

/**
 * Reads the query of a list, or the body of a search (RFC 7644 §3.4.3), which has the same members.
 * @throws ScimError `invalidFilter` or `invalidValue`.
 */
export function readQuery(given: unknown): Query {
  const read = v.safeParse(querySchema, given);
  if (!read.success) throw new ScimError('invalidValue', v.getDotPath(read.issues[0]) ?? 'The query cannot be read.');
  const { filter, sortBy, sortOrder, startIndex = 1, count = 100, attributes, excludedAttributes } = read.output;
  const sorted = sortBy ? parsePath(sortBy) : undefined;
  if (sortBy && sorted === undefined) throw new ScimError('invalidValue', 'sortBy must be an attribute.');
  return {
    ...(filter ? { filter: parseFilter(filter) } : {}),
    ...(sorted === undefined ? {} : { sortBy: sorted }),
    descending: sortOrder?.toLowerCase() === 'descending',
    startIndex: Math.max(1, startIndex),
    count: Math.min(mostResults, Math.max(0, count)),
    wanted: readWanted(attributes, excludedAttributes),
  };
}

/** The page that a query asks for, of all resources. */
export function listOf(all: readonly ScimResource[], query: Query): ScimObject {
  const { filter, sortBy, descending, startIndex, count } = query;
  const found = filter === undefined ? [...all] : all.filter((resource) => passes(filter, resource, kindOf(resource)));
  if (sortBy !== undefined) found.sort((a, b) => compare(keyOf(a, sortBy), keyOf(b, sortBy), descending));
  return pageOf(found.slice(startIndex - 1, startIndex - 1 + count), found.length, query);
}

/** A page that the store has cut already. */
export function pageOf(page: readonly ScimResource[], totalResults: number, query: Query): ScimObject {
  return {
    schemas: [listUrn],
    totalResults,
    startIndex: query.startIndex,
    itemsPerPage: page.length,
    Resources: page.map((resource) => project(resource, query.wanted, kindOf(resource))),
  };
}

/** The first value, or the primary one; text without case unless it matters (RFC 7644 §3.4.2.3). */
function keyOf(resource: ScimResource, path: AttributePath): string | null {
  const kind = kindOf(resource);
  const values = valuesAt(resource, path, kind);
  const best = values.find((value) => isObject(value) && value['primary'] === true) ?? values[0] ?? null;
  const key = isObject(best) ? (best['value'] ?? null) : best;
  if (key === null) return null;
  const text = typeof key === 'string' ? key : JSON.stringify(key);
  return definitionOf(kind, path)?.caseExact === true ? text : text.toLowerCase();
}

/** Whoever has no value comes last when ascending, first when descending. */
function compare(a: string | null, b: string | null, descending: boolean): number {
  const order = a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1;
  return descending ? -order : order;
}
