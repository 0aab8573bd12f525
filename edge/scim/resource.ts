import { attributeNamed, type Attribute } from './attribute.ts';
import { commonAttributes, type Kind } from './schemas.ts';

export type ScimValue = null | boolean | number | string | ScimValue[] | ScimObject;
export type ScimObject = { [key: string]: ScimValue };
/** RFC 7643 §3.1; times in ISO 8601. */
export type Meta = { resourceType: string; created: string; lastModified: string; location: string; version: string };
export type ScimResource = ScimObject & { id: string; meta: Meta };

export function isObject(value: unknown): value is ScimObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Where an attribute is: in which extension (or the core), its name, and the name inside it. Lower case throughout. */
export type AttributePath = { urn?: string; name: string; sub?: string };

/** `[urn:]name[.sub]` (RFC 7644 §3.10); undefined for anything else. */
export function parsePath(text: string): AttributePath | undefined {
  const found = /^(?:(urn:[\w:.%-]+):)?([A-Za-z$][\w$-]*)(?:\.([A-Za-z$][\w$-]*))?$/i.exec(text);
  if (found === null) return undefined;
  const [, urn, name = '', sub] = found;
  return {
    name: name.toLowerCase(),
    ...(urn === undefined ? {} : { urn: urn.toLowerCase() }),
    ...(sub === undefined ? {} : { sub: sub.toLowerCase() }),
  };
}

/** The schema's word about an attribute; nothing for one that no schema of the kind has. */
export function definitionOf(kind: Kind, { urn, name, sub }: AttributePath): Attribute | undefined {
  const found = attributeNamed(attributesUnder(kind, urn), name);
  return sub === undefined ? found : attributeNamed(found?.subAttributes, sub);
}

function attributesUnder({ schema, extensions }: Kind, urn: string | undefined): readonly Attribute[] {
  if (urn === undefined || urn === schema.id.toLowerCase()) return [...commonAttributes, ...schema.attributes];
  return extensions.find(({ id }) => id.toLowerCase() === urn)?.attributes ?? [];
}

/** Every value that a path leads to; several where an attribute has several. */
export function valuesAt(resource: ScimObject, { urn, name, sub }: AttributePath, kind: Kind): ScimValue[] {
  const isCore = urn === undefined || urn === kind.schema.id.toLowerCase();
  const holder = isCore ? resource : member(resource, urn);
  const found = flat(isObject(holder) ? member(holder, name) : undefined);
  return sub === undefined ? found : found.flatMap((one) => flat(isObject(one) ? member(one, sub) : undefined));
}

export function member(of: ScimObject, foldedName: string): ScimValue | undefined {
  const key = Object.keys(of).find((one) => one.toLowerCase() === foldedName);
  return key === undefined ? undefined : of[key];
}

function flat(value: ScimValue | undefined): ScimValue[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
