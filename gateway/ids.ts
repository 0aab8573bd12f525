import { randomBytes } from 'node:crypto';
import type { NewId } from '#core/ids';

/** 120 random bits after the kind prefix. */
export const newId: NewId = (kind) => `${kind}_${randomBytes(15).toString('base64url')}`;

/** 256 random bits, URL-safe: resume keys. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
