export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * Deterministic JSON text (RFC 8785 JCS for the values we use): keys sorted by UTF-16 code units, no white space,
 * members that are undefined left out. Throws TypeError on numbers that JSON cannot carry.
 */
export function canonicalJson(value: Json): string {
  const isLeaf = typeof value !== 'object' || value === null;
  return !isLeaf && isInOrder(value) ? JSON.stringify(value) : sortedJson(value);
}

/**
 * Whether the platform's own serializer already writes the canonical text: members sorted as they stand, at every
 * depth. It says the same about each leaf (RFC 8785 §3.2.2) and also leaves out members that are undefined.
 */
function isInOrder(value: Json): boolean {
  if (typeof value === 'number') return Number.isFinite(requireCarried(value));
  if (typeof value !== 'object' || value === null) return true;
  if (isArray(value)) return value.every(isInOrder);
  let last = '';
  for (const key of Object.keys(value)) {
    if (key < last) return false;
    const member = value[key];
    if (member !== undefined && !isInOrder(member)) return false;
    last = key;
  }
  return true;
}

function sortedJson(value: Json): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return JSON.stringify(requireCarried(value));
  if (typeof value !== 'object' || value === null) return String(value);
  if (isArray(value)) return `[${value.map(sortedJson).join(',')}]`;
  let members = '';
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members += `${members === '' ? '' : ','}${quoted(key)}:${sortedJson(member)}`;
  }
  return `{${members}}`;
}

/** Most texts have nothing to escape, and the serializer is not called for them. */
function quoted(text: string): string {
  return /^[ !#-[\]-~]*$/.test(text) ? `"${text}"` : JSON.stringify(text);
}

function requireCarried(value: number): number {
  if (!Number.isFinite(value)) throw new TypeError('canonical JSON carries finite numbers only');
  return value;
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
