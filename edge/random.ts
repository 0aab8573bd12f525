import { encodeBase64Url } from './bytes.ts';
import type { IdKind } from './core/ids.ts';

export function newId(kind: IdKind): string {
  return `${kind}_${newToken(15)}`;
}

/** `bytes` random bytes as base64url. */
export function newToken(bytes = 32): string {
  return encodeBase64Url(crypto.getRandomValues(new Uint8Array(bytes)));
}

/** Three digits, each number equally likely: draws above the last whole multiple of 1000 are thrown away. */
export function newMatchNumber(): string {
  const limit = 65_000;
  for (;;) {
    const [drawn = limit] = crypto.getRandomValues(new Uint16Array(1));
    if (drawn < limit) return String(drawn % 1000).padStart(3, '0');
  }
}
