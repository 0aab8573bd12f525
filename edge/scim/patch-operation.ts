import { attributeNamed, type Attribute } from './attribute.ts';
import { parseFilter, type Filter } from './filter.ts';
import { whole } from './read-resource.ts';
import { isObject, member, type ScimObject, type ScimValue } from './resource.ts';
import { commonAttributes, type Kind, type Schema } from './schemas.ts';
import { ScimError } from './scim-error.ts';
import { patchUrn } from './urns.ts';

/** One change to one place: the attribute under its own name, which of its values, and what inside them. */
export type Operation = {
  op: 'add' | 'replace' | 'remove';
  /** URN of an extension, as its schema writes it. */
  urn?: string;
  name: string;
  filter?: Filter;
  sub?: string;
  value?: ScimValue;
  definition?: Attribute;
};

const mostOperations = 1000;
const longestPath = 500;

/**
 * Reads the body of a PATCH (RFC 7644 §3.5.2) into single changes. Directories differ: operations are written `Replace`
 * or `replace`, values come without a path and then have paths for names, and one value stands where a list belongs.
 * @throws ScimError `invalidSyntax`, `invalidPath`, `invalidFilter`, `invalidValue`, `mutability` or `noTarget`.
 */
export function readOperations(body: unknown, kind: Kind): Operation[] {
  if (!isObject(body)) throw new ScimError('invalidSyntax', 'The body must be an object.');
  const [schemas, operations] = [member(body, 'schemas'), member(body, 'operations')];
  if (!Array.isArray(schemas) || !schemas.includes(patchUrn)) {
    throw new ScimError('invalidSyntax', `schemas must name ${patchUrn}.`);
  }
  if (!Array.isArray(operations) || operations.length === 0 || operations.length > mostOperations) {
    throw new ScimError('invalidSyntax', `Operations must be a list of 1 to ${mostOperations}.`);
  }
  return operations.flatMap((operation) => readOperation(operation, kind));
}

function readOperation(operation: ScimValue, kind: Kind): Operation[] {
  if (!isObject(operation)) throw new ScimError('invalidSyntax', 'An operation must be an object.');
  const [written, path, value] = ['op', 'path', 'value'].map((name) => member(operation, name));
  const op = typeof written === 'string' ? written.toLowerCase() : '';
  if (op !== 'add' && op !== 'replace' && op !== 'remove') {
    throw new ScimError('invalidSyntax', 'op must be add, replace or remove.');
  }
  const extension = typeof path === 'string' ? extensionNamed(path, kind) : undefined;
  if (extension !== undefined) return readExtension(op, extension, value, kind);
  if (path !== undefined && path !== null && path !== '') return [at(op, readPath(path, kind), value)];
  if (op === 'remove') throw new ScimError('noTarget', 'remove needs a path.');
  if (!isObject(value)) throw new ScimError('invalidValue', 'Without a path, value must be an object.');
  return Object.entries(value).flatMap(([key, inner]) => readMember(op, key, inner, kind));
}

/** A member of a value without path. What clients may not write is passed over there: many send whole resources. */
function readMember(op: 'add' | 'replace', key: string, value: ScimValue, kind: Kind): Operation[] {
  const extension = extensionNamed(key, kind) ?? (/^urn:/i.test(key) && isObject(value) ? unknown(key) : undefined);
  if (extension !== undefined) return readExtension(op, extension, value, kind);
  const definition = attributeNamed([...commonAttributes, ...kind.schema.attributes], key);
  if (definition?.mutability === 'readOnly' || key.toLowerCase() === 'password') return [];
  return [at(op, readPath(key, kind), value)];
}

type Extension = Pick<Schema, 'id' | 'attributes'>;

/** An extension as a whole: what is not named in the value stays as it is. */
function readExtension(op: Operation['op'], extension: Extension, value: ScimValue | undefined, kind: Kind) {
  const place = (name: string): Place => readPath(`${extension.id}:${name}`, kind);
  if (op === 'remove' || value === null) {
    return extension.attributes.map(({ name }) => at('remove', place(name), undefined));
  }
  if (!isObject(value)) throw new ScimError('invalidValue', `${extension.id} must be an object.`);
  return Object.entries(value).map(([name, inner]) => at(op, place(name), inner));
}

function extensionNamed(urn: string, { extensions }: Kind): Extension | undefined {
  return extensions.find(({ id }) => isSameName(id, urn));
}

/** Extensions that no schema here describes are kept, as their directories write them. */
function unknown(urn: string): Extension {
  return { id: urn, attributes: [] };
}

type Place = Omit<Operation, 'op' | 'value'>;

/** `attribute`, `attribute.sub`, `attribute[filter]` or `attribute[filter].sub`, each perhaps after a URN. */
function readPath(path: ScimValue, kind: Kind): Place {
  const text = typeof path === 'string' && path.length <= longestPath ? path.trim() : '';
  const found = /^(?:(urn:[\w:.%-]+):)?([A-Za-z$][\w$-]*)(?:\[(.+)\])?(?:\.([A-Za-z$][\w$-]*))?$/i.exec(text);
  if (found === null) throw new ScimError('invalidPath', 'The path cannot be read.');
  const [, urn, written = '', filterText, writtenSub] = found;
  const holder =
    urn === undefined || isSameName(urn, kind.schema.id) ? undefined : (extensionNamed(urn, kind) ?? unknown(urn));
  const definition = attributeNamed(holder?.attributes ?? [...commonAttributes, ...kind.schema.attributes], written);
  const sub = writtenSub === undefined ? undefined : attributeNamed(definition?.subAttributes, writtenSub);
  if ((sub ?? definition)?.mutability === 'readOnly' || definition?.mutability === 'readOnly') {
    throw new ScimError('mutability', `${text} cannot be written.`);
  }
  if (definition !== undefined && definition.type !== 'complex' && (filterText ?? writtenSub) !== undefined) {
    throw new ScimError('invalidPath', `${definition.name} has nothing inside.`);
  }
  for (const name of [written, writtenSub ?? '']) checkName(name);
  return {
    name: definition?.name ?? written,
    ...(holder === undefined ? {} : { urn: holder.id }),
    ...(filterText === undefined ? {} : { filter: parseFilter(filterText) }),
    ...(writtenSub === undefined ? {} : { sub: sub?.name ?? writtenSub }),
    ...(definition === undefined ? {} : { definition }),
  };
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Names that every object of the language has would lead the library out of the resource, and into the language. */
function checkName(name: string): void {
  if (name in {}) throw new ScimError('invalidPath', `${name} is no attribute.`);
}

/** The library reads names inside a value as paths, wherever their dots and colons lead: here they are names. */
function checkNames(value: ScimValue): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (/[.:[\]]/.test(key)) throw new ScimError('invalidValue', `${key.slice(0, 80)} is no attribute name.`);
    checkName(key);
    checkNames(inner);
  }
}

/** Null means unassigned (RFC 7643 §2.5), so to write it is to remove. */
function at(op: Operation['op'], place: Place, value: ScimValue | undefined): Operation {
  if (value !== undefined) checkNames(value);
  if (op === 'remove') {
    // Of several values it takes away those that are named; a single one goes, whatever is said of it.
    const isNamed = place.definition?.multiValued === true && (place.filter ?? place.sub) === undefined;
    return { op, ...place, ...(isNamed && value ? { value: listed(place, value) } : {}) };
  }
  if (value === undefined) throw new ScimError('invalidValue', `${op} needs a value.`);
  return value === null ? { op: 'remove', ...place } : { op, ...place, value: listed(place, value) };
}

/** A value as the place takes it: in a list where the attribute has several, with its members under their own names. */
function listed({ definition, filter, sub }: Place, value: ScimValue): ScimValue {
  if (sub !== undefined || definition === undefined) return value;
  const named = (one: ScimValue): ScimValue => withOwnNames(whole(definition, one), definition);
  if (!definition.multiValued || filter !== undefined) return named(value);
  return (Array.isArray(value) ? value : [value]).map(named);
}

function withOwnNames(value: ScimValue, { subAttributes }: Attribute): ScimValue {
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [attributeNamed(subAttributes, key)?.name ?? key, inner]);
  return Object.fromEntries(entries) as ScimObject;
}
