import { calculateJwkThumbprint, EmbeddedJWK, errors, jwtVerify, type JWSHeaderParameters } from 'jose';
import * as v from 'valibot';
import { hashOf } from './bytes.ts';
import { AppError } from './core/errors.ts';

/** A proof is as good as new for so long before and after the moment it names (RFC 9449 §11.1). */
export const proofWindowMs = 60_000;
const longestProof = 2_048;

/** A device that has shown that it holds its key. */
export type DeviceProof = {
  /** What the device is known by: `key:` and the RFC 7638 thumbprint, so that it can never be the hash of a cookie. */
  device: string;
  /** Names this one proof among all of all keys; spent once where it buys something (objects/let-in.ts). */
  id: string;
  /** After this it is refused for its age alone. */
  untilMs: number;
};

/** What a proof must be about: the method and the address, without query and fragment. */
export type Proven = { method: string; url: string; nowMs: number };

/** 256 bits in 43 letters; the last one carries four bits, so other letters would be other names for the same key. */
const coordinate = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/));
/** Strict, so that a private member (`d`, RFC 9449 §4.3 item 7) is refused like anything else that does not belong there. */
const keySchema = v.strictObject({ kty: v.literal('EC'), crv: v.literal('P-256'), x: coordinate, y: coordinate });
const claimsSchema = v.object({
  htm: v.string(),
  htu: v.string(),
  iat: v.pipe(v.number(), v.finite()),
  jti: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{16,64}$/)),
});

/**
 * Checks the proof of a request (RFC 9449 §4.3) and says which device made it.
 * @throws AppError `device-proof-refused`, or `device-proof-stale` when only its time is wrong.
 */
export async function verifyDeviceProof(proof: string, { method, url, nowMs }: Proven): Promise<DeviceProof> {
  if (proof.length > longestProof) throw refusal('too long');
  const { payload, protectedHeader } = await verified(proof, nowMs);
  const claims = v.safeParse(claimsSchema, payload);
  if (!claims.success) throw refusal('claims');
  const { htm, htu, iat, jti } = claims.output;
  if (htm !== method) throw refusal('htm');
  if (htu !== url) throw refusal('htu');
  if (Math.abs(nowMs - iat * 1_000) > proofWindowMs) throw new AppError('device-proof-stale');
  const device = `key:${await calculateJwkThumbprint(v.parse(keySchema, protectedHeader.jwk))}`;
  return { device, id: hashOf(`${device} ${jti}`), untilMs: iat * 1_000 + proofWindowMs };
}

async function verified(proof: string, nowMs: number) {
  try {
    return await jwtVerify(proof, keyOf, { typ: 'dpop+jwt', algorithms: ['ES256'], currentDate: new Date(nowMs) });
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw refusal(cause instanceof errors.JOSEError ? cause.code : 'form', cause);
  }
}

function keyOf(header: JWSHeaderParameters): ReturnType<typeof EmbeddedJWK> {
  if (!v.is(keySchema, header.jwk)) throw refusal('jwk');
  return EmbeddedJWK(header);
}

function refusal(reason: string, cause?: unknown): AppError {
  return new AppError('device-proof-refused', `DPoP: ${reason}`, { cause });
}
