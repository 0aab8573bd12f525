import { attributeNamed, type Attribute } from './attribute.ts';
import { isObject, type ScimObject, type ScimValue } from './resource.ts';
import { commonAttributes, type Kind } from './schemas.ts';
import { ScimError } from './scim-error.ts';

const deepest = 16;
const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

/** Refuses JSON that is nested too deeply, has keys that mean something to the language, or numbers it cannot hold. */
export function checkShape(value: unknown, depth = 0): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new ScimError('invalidValue', 'A number is too large.');
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth === deepest) throw new ScimError('invalidSyntax', `The body is nested more than ${deepest} deep.`);
  for (const [key, inner] of Object.entries(value)) {
    if (forbidden.has(key)) throw new ScimError('invalidSyntax', `${key} is no attribute.`);
    checkShape(inner, depth + 1);
  }
}

/**
 * A resource as a client writes it, under the names of its schema. What clients may not write is left out
 * (RFC 7644 §3.5.1), and so is what is null or empty: unassigned (RFC 7643 §2.5). Unknown attributes are kept.
 * @throws ScimError `invalidSyntax` or `invalidValue`.
 */
export function readResource(body: unknown, { schema, extensions }: Kind): ScimObject {
  if (!isObject(body)) throw new ScimError('invalidSyntax', 'The body must be an object.');
  const read: ScimObject = {};
  const attributes = [...commonAttributes, ...schema.attributes];
  for (const [key, value] of Object.entries(body)) {
    const extension = extensions.find(({ id }) => id.toLowerCase() === key.toLowerCase());
    const definition = attributeNamed(attributes, key);
    // Passwords are neither used nor kept here.
    if (key.toLowerCase() === 'password' || definition?.mutability === 'readOnly') continue;
    const name = extension?.id ?? definition?.name ?? unknownName(key);
    const kept =
      extension === undefined ? readValue(definition, value, name) : readMembers(extension.attributes, value, name);
    if (kept !== undefined) read[name] = kept;
  }
  return read;
}

function unknownName(key: string): string {
  if (/^(?:urn:[\w:.%-]{1,200}|[A-Za-z$][\w$-]{0,99})$/i.test(key)) return key;
  throw new ScimError('invalidSyntax', `${key.slice(0, 40)} is no attribute name.`);
}

function readValue(definition: Attribute | undefined, value: ScimValue, path: string): ScimValue | undefined {
  if (isUnassigned(value)) return undefined;
  if (definition === undefined) return value;
  if (!definition.multiValued) return readOne(definition, onlyOne(value), path);
  const items = (Array.isArray(value) ? value : [value]).flatMap((item) => readOne(definition, item, path) ?? []);
  return items.length === 0 ? undefined : withOnePrimary(items);
}

/** Entra ID writes some single values as a list of one. */
function onlyOne(value: ScimValue): ScimValue {
  return Array.isArray(value) && value.length === 1 ? (value[0] ?? null) : value;
}

function isUnassigned(value: ScimValue): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

function readOne(definition: Attribute, value: ScimValue, path: string): ScimValue | undefined {
  if (value === null) return undefined;
  if (definition.type === 'complex') return readMembers(definition.subAttributes ?? [], whole(definition, value), path);
  if (definition.type === 'boolean') return readBoolean(value, path);
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw new ScimError('invalidValue', `${path} must be text.`);
  return value;
}

/** What has a `value` inside may be written as that alone: so Entra ID sends a manager, and others a member. */
export function whole({ type, subAttributes }: Attribute, value: ScimValue): ScimValue {
  const isBare = typeof value === 'string' && type === 'complex';
  return isBare && attributeNamed(subAttributes, 'value') !== undefined ? { value } : value;
}

/** Entra ID writes `"False"` where it means `false`. */
function readBoolean(value: ScimValue, path: string): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  throw new ScimError('invalidValue', `${path} must be true or false.`);
}

function readMembers(attributes: readonly Attribute[], value: ScimValue, path: string): ScimObject | undefined {
  if (isUnassigned(value)) return undefined;
  if (!isObject(value)) throw new ScimError('invalidValue', `${path} must be an object.`);
  const read: ScimObject = {};
  for (const [key, inner] of Object.entries(value)) {
    const definition = attributeNamed(attributes, key);
    if (definition?.mutability === 'readOnly') continue;
    const name = definition?.name ?? unknownName(key);
    const kept = readValue(definition, inner, `${path}.${name}`);
    if (kept !== undefined) read[name] = kept;
  }
  return Object.keys(read).length === 0 ? undefined : read;
}

/** At most one value is the primary one (RFC 7643 §2.4): the last that says so. */
function withOnePrimary(items: ScimValue[]): ScimValue[] {
  const last = items.findLastIndex((item) => isObject(item) && item['primary'] === true);
  return items.map((item, i) => {
    return isObject(item) && item['primary'] === true && i !== last ? Object.assign(item, { primary: false }) : item;
  });
}
