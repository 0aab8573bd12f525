import { definitionOf, isObject, parsePath, type AttributePath, type ScimObject, type ScimValue } from './resource.ts';
import type { Kind } from './schemas.ts';
import { ScimError } from './scim-error.ts';

/** Which attributes a client wants (RFC 7644 §3.9): only these, or all but those. */
export type Wanted = { only?: readonly AttributePath[]; without?: readonly AttributePath[] };

/**
 * Reads `attributes` and `excludedAttributes`, which exclude each other.
 * @throws ScimError `invalidValue`.
 */
export function readWanted(attributes: string | undefined, excluded: string | undefined): Wanted {
  if (attributes && excluded) {
    throw new ScimError('invalidValue', 'Either attributes or excludedAttributes can be given.');
  }
  if (attributes) return { only: pathsOf(attributes) };
  return excluded ? { without: pathsOf(excluded) } : {};
}

function pathsOf(text: string): AttributePath[] {
  return text.split(',').map((part) => {
    const path = parsePath(part.trim());
    if (path === undefined) throw new ScimError('invalidValue', `${part.slice(0, 80)} is no attribute.`);
    return path;
  });
}

/** The resource with what is wanted of it; what is "always" returned stays (RFC 7643 §7). */
export function project(resource: ScimObject, { only, without }: Wanted, kind: Kind): ScimObject {
  if (only !== undefined)
    return pick(resource, kind, (path) => only.some((one) => covers(one, path, kind) || covers(path, one, kind)));
  if (without !== undefined) return pick(resource, kind, (path) => !without.some((one) => covers(one, path, kind)));
  return resource;
}

/** Whether asking for `outer` asks for `inner` too. */
function covers(outer: AttributePath, inner: AttributePath, kind: Kind): boolean {
  const urnOf = ({ urn }: AttributePath): string => urn ?? kind.schema.id.toLowerCase();
  // An extension may be named as a whole: its URN reads as namespace and last word.
  const whole = `${outer.urn ?? ''}:${outer.name}`;
  if (inner.urn !== undefined && whole === inner.urn) return true;
  if (urnOf(outer) !== urnOf(inner) || outer.name !== inner.name) return false;
  return outer.sub === undefined || outer.sub === inner.sub;
}

function pick(resource: ScimObject, kind: Kind, isWanted: (path: AttributePath) => boolean): ScimObject {
  const picked: ScimObject = {};
  for (const [key, value] of Object.entries(resource)) {
    const name = key.toLowerCase();
    if (name === 'id' || name === 'schemas') picked[key] = value;
    else if (name.startsWith('urn:') && isObject(value)) keep(picked, key, pickExtension(value, name, isWanted));
    else keep(picked, key, pickAttribute(value, { name }, kind, isWanted));
  }
  return picked;
}

function pickExtension(value: ScimObject, urn: string, isWanted: (path: AttributePath) => boolean): ScimObject {
  return Object.fromEntries(Object.entries(value).filter(([key]) => isWanted({ urn, name: key.toLowerCase() })));
}

function pickAttribute(value: ScimValue, path: AttributePath, kind: Kind, isWanted: (path: AttributePath) => boolean) {
  if (!isWanted(path)) return undefined;
  if (definitionOf(kind, path)?.type !== 'complex') return value;
  const pickMembers = (one: ScimValue): ScimValue =>
    isObject(one)
      ? Object.fromEntries(Object.entries(one).filter(([key]) => isWanted({ ...path, sub: key.toLowerCase() })))
      : one;
  return Array.isArray(value) ? value.map(pickMembers) : pickMembers(value);
}

function keep(picked: ScimObject, key: string, value: ScimValue | undefined): void {
  const isEmpty = value === undefined || (isObject(value) && Object.keys(value).length === 0);
  if (!isEmpty) picked[key] = value;
}
