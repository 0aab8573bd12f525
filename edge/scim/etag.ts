/** Weak: two representations with one tag mean the same, and need not be the same bytes (RFC 9110 §8.8.1). */
export function etagOf(revision: number): string {
  return `W/"${revision}"`;
}

/** Whether a condition header names this version; compared weakly, as RFC 7644 §3.14 has only weak tags. */
export function namesVersion(header: string, version: string): boolean {
  if (header.trim() === '*') return true;
  return header.split(',').some((tag) => opaque(tag) === opaque(version));
}

function opaque(tag: string): string {
  return tag.trim().replace(/^W\//, '');
}
