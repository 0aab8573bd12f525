import { scimPatch, type ScimPatchOperation, type ScimResource } from 'scim-patch';
import { passes, type Filter } from './filter.ts';
import { canonicalJson } from '../core/canonical.ts';
import { readOperations, type Operation } from './patch-operation.ts';
import { isObject, type ScimObject, type ScimValue } from './resource.ts';
import type { Kind } from './schemas.ts';
import { ScimError } from './scim-error.ts';

/** Set on the values that a filter chose, while the library works: it reads filters by case, and not past `:` and `.`. */
const mark = 'chosenByFilter';

/**
 * A resource after a PATCH; the one given stays as it was.
 * @throws ScimError for everything that a client can do wrong.
 */
export function applyPatch(resource: ScimObject, body: unknown, kind: Kind): ScimObject {
  const operations = readOperations(body, kind);
  let patched = structuredClone(resource);
  for (const operation of operations) patched = applyOne(patched, operation, kind);
  return patched;
}

function applyOne(resource: ScimObject, operation: Operation, kind: Kind): ScimObject {
  const { op, filter, name, sub, value } = operation;
  const items = listOf(holderOf(resource, operation)[name]);
  const inside = sub === undefined ? '' : `.${sub}`;
  const hasSeveral = operation.definition?.multiValued ?? items.length > 0;
  if (filter === undefined && (sub === undefined || !hasSeveral)) {
    if (op === 'remove' && value !== undefined && items.length === 0) return resource;
    return run(resource, items.length === 0 || sub !== undefined ? operation : whole(operation, items), name + inside);
  }
  const within = {
    name: name.toLowerCase(),
    ...(operation.urn === undefined ? {} : { urn: operation.urn.toLowerCase() }),
  };
  const objects = items.filter(isObject);
  const chosen = filter === undefined ? objects : objects.filter((item) => passes(filter, item, kind, within));
  if (chosen.length === 0) return applyToNone(resource, operation, filter);
  for (const item of chosen) item[mark] = true;
  const patched = run(resource, operation, `${name}[${mark} eq true]${inside}`);
  for (const item of listOf(holderOf(patched, operation)[name])) if (isObject(item)) delete item[mark];
  return patched;
}

/** The whole list that comes of it: the library compares each value with each, which takes its time with thousands. */
function whole(operation: Operation, items: ScimValue[]): Operation {
  const { op, value } = operation;
  if (op === 'replace' || value === undefined) return operation;
  const named = Array.isArray(value) ? value : [value];
  if (op === 'add') return { ...operation, op: 'replace', value: [...items, ...without(named, items)] };
  const left = without(items, named);
  const { value: _value, ...all } = operation;
  return left.length === 0 ? all : { ...operation, op: 'replace', value: left };
}

function without(items: readonly ScimValue[], others: readonly ScimValue[]): ScimValue[] {
  const known = new Set(others.map(canonicalJson));
  return items.filter((one) => !known.has(canonicalJson(one)));
}

/**
 * Nothing passes the filter. To remove nothing is done at once; to set part of a value that is described well enough
 * to be made is how Entra ID adds one (`emails[type eq "work"].value`); anything else has no target.
 */
function applyToNone(resource: ScimObject, operation: Operation, filter: Filter | undefined): ScimObject {
  const { op, name, sub, value = null } = operation;
  if (op === 'remove') return resource;
  const isMade = filter?.op === 'eq' && /^[A-Za-z$][\w$-]*$/.test(filter.attrPath);
  if (!isMade || (op === 'replace' && sub === undefined)) {
    throw new ScimError('noTarget', `No value of ${name} passes the filter.`);
  }
  const inside = sub === undefined ? (isObject(value) ? value : { value }) : { [sub]: value };
  const made = { [filter.attrPath]: filter.compValue, ...inside };
  const { sub: _sub, filter: _filter, ...place } = operation;
  return run(resource, { ...place, op: 'add', value: [made] }, name);
}

function run(resource: ScimObject, { op, urn, value }: Operation, path: string): ScimObject {
  const operation = {
    op,
    path: urn === undefined ? path : `${urn}:${path}`,
    ...(value === undefined ? {} : { value }),
  };
  try {
    return scimPatch(resource as ScimObject & ScimResource, [operation as ScimPatchOperation]);
  } catch (cause) {
    // What the library says, and what it trips over, is about a path that does not fit what is there.
    throw new ScimError('invalidPath', `${op} does not fit what is at ${path.slice(0, 80)}.`, { cause });
  }
}

function holderOf(resource: ScimObject, { urn }: Operation): ScimObject {
  const holder = urn === undefined ? resource : resource[urn];
  return isObject(holder) ? holder : {};
}

function listOf(value: ScimValue | undefined): ScimValue[] {
  return Array.isArray(value) ? value : [];
}
