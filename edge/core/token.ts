import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import * as v from 'valibot';
import { idSchema } from './ids.ts';

/**
 * Claims of the pass with which a browser joins a room at the gateway: an encrypted JWT (RFC 7519, 7516: `dir`, A256GCM)
 * under a key made of the one that edge and gateway share, `aud` "gateway", short-lived. The gateway admits on it even
 * while the edge is away. Who carries it can neither read what was decided about him nor tell it by its length.
 */
export const joinClaimsSchema = v.object({
  aud: v.literal('gateway'),
  /** Participant id. */
  sub: idSchema('par'),
  sid: idSchema('ses'),
  tid: idSchema('ten'),
  /** Display name, as others may see it. */
  name: v.pipe(v.string(), v.maxLength(128)),
  kind: v.picklist(['call', 'meeting']),
  /** Whether this is a protected person, from whom held participants are kept apart. */
  protected: v.boolean(),
  /** Starts held: decided at the edge before the first packet. */
  hold: v.boolean(),
  matchNumber: v.optional(v.string()),
  expiresAtMs: v.optional(v.number()),
  exp: v.number(),
  jti: v.string(),
});
export type JoinClaims = v.InferOutput<typeof joinClaimsSchema>;

export const joinTokenTtlSeconds = 120;

export const passEncryption = { alg: 'dir', enc: 'A256GCM' } as const;

/** Key of the passes (RFC 5869), so that nothing else that is made with the shared key can be taken for one. */
export function passKeyOf(shared: Uint8Array): Uint8Array {
  return hkdf(sha256, shared, undefined, utf8ToBytes('countersign pass'), 32);
}

/** Longer than any claims: a name of 128 characters takes at most 768 bytes when it is escaped. */
const paddedBytes = 1536;

/** Claims that are as long as all others, in bytes of JSON. */
export function padded(claims: JoinClaims): JoinClaims & { pad: string } {
  const bare = utf8ToBytes(JSON.stringify({ ...claims, pad: '' })).length;
  return { ...claims, pad: '.'.repeat(Math.max(0, paddedBytes - bare)) };
}
