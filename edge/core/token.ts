import * as v from 'valibot';
import { idSchema } from './ids.ts';

/**
 * Claims of the pass with which a browser joins a room at the gateway: a JWT (RFC 7519), HS256 with the key the edge
 * and the gateway share, `aud` "gateway", short-lived. The gateway admits on it even while the edge is away.
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
