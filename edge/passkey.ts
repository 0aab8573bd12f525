import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import * as v from 'valibot';
import { decodeBase64Url } from './bytes.ts';

export type RelyingParty = { rpId: string; origin: string };

const binary = v.pipe(v.string(), v.maxLength(16_384), v.regex(/^[A-Za-z0-9_-]*$/, 'must be base64url'));
const credentialFields = {
  id: v.pipe(binary, v.maxLength(1400), v.minLength(16)),
  rawId: binary,
  type: v.literal('public-key'),
  clientExtensionResults: v.optional(v.record(v.string(), v.unknown()), {}),
  authenticatorAttachment: v.optional(v.nullable(v.string())),
};

/** Shape of `PublicKeyCredential.toJSON()` after `get()`; what it proves is checked by `isAssertionValid`. */
export const assertionSchema = v.object({
  ...credentialFields,
  response: v.object({
    clientDataJSON: binary,
    authenticatorData: binary,
    signature: binary,
    userHandle: v.optional(v.nullable(binary)),
  }),
});
export type Assertion = v.InferOutput<typeof assertionSchema>;

/** The same after `create()`. */
export const attestationSchema = v.object({
  ...credentialFields,
  response: v.object({
    clientDataJSON: binary,
    attestationObject: binary,
    transports: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(32))), v.maxLength(8)), []),
  }),
});
export type Attestation = v.InferOutput<typeof attestationSchema>;

/** Discoverable, user-verified, no attestation; a device that holds one of his passkeys is not enrolled twice. */
export function registrationOptions(
  { rpId }: RelyingParty,
  person: { id: string; email: string; displayName: string },
  known: readonly { id: string; transports: string }[],
) {
  return generateRegistrationOptions({
    rpName: 'Countersign',
    rpID: rpId,
    userID: utf8ToBytes(person.id),
    userName: person.email,
    userDisplayName: person.displayName,
    attestationType: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: known.map(({ id, transports }) => ({ id, transports: transportsOf(transports) })),
  });
}

export function signInOptions({ rpId }: RelyingParty) {
  return generateAuthenticationOptions({ rpID: rpId, userVerification: 'required' });
}

/** Options for a challenge that is bound to a call: the hash of its context is the WebAuthn challenge. */
export function challengeOptions(
  { rpId }: RelyingParty,
  hash: Uint8Array,
  known: readonly { id: string; transports: string }[],
) {
  return generateAuthenticationOptions({
    rpID: rpId,
    challenge: new Uint8Array(hash),
    userVerification: 'required',
    timeout: 90_000,
    allowCredentials: known.map(({ id, transports }) => ({ id, transports: transportsOf(transports) })),
  });
}

export type NewPasskey = {
  id: string;
  publicKey: Uint8Array;
  counter: number;
  deviceType: string;
  backedUp: boolean;
  transports: string;
};

/** Checks a registration (WebAuthn L3 §7.1). Undefined when it proves nothing. */
export async function verifyAttestation(
  { rpId, origin }: RelyingParty,
  response: Attestation,
  expectedChallenge: string,
): Promise<NewPasskey | undefined> {
  if (isCrossOrigin(response.response.clientDataJSON)) return undefined;
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: response as unknown as RegistrationResponseJSON,
      expectedChallenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
    });
    if (!verified) return undefined;
    const { credential, credentialDeviceType, credentialBackedUp } = registrationInfo;
    return {
      id: credential.id,
      publicKey: credential.publicKey,
      counter: credential.counter,
      deviceType: credentialDeviceType,
      backedUp: credentialBackedUp,
      transports: response.response.transports.join(','),
    };
  } catch {
    // The library throws on every mismatch; which one is nobody's business.
    return undefined;
  }
}

/**
 * Checks an assertion (WebAuthn L3 §7.2): type, challenge, origin, no cross-origin frame, RP id, user present and
 * verified, signature, counter. The new counter, or undefined when it proves nothing.
 */
export async function verifyAssertion(
  { rpId, origin }: RelyingParty,
  response: Assertion,
  expectedChallenge: string,
  passkey: { id: string; publicKey: Uint8Array; counter: number },
): Promise<{ counter: number } | undefined> {
  if (isCrossOrigin(response.response.clientDataJSON)) return undefined;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as unknown as AuthenticationResponseJSON,
      expectedChallenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      credential: { ...passkey, publicKey: new Uint8Array(passkey.publicKey) },
      requireUserVerification: true,
    });
    return verified ? { counter: authenticationInfo.newCounter } : undefined;
  } catch {
    return undefined;
  }
}

/** The library lets `crossOrigin: true` pass when the browser names no top origin; we have no use for frames at all. */
function isCrossOrigin(clientDataJson: string): boolean {
  try {
    const text = new TextDecoder().decode(decodeBase64Url(clientDataJson));
    return (JSON.parse(text) as { crossOrigin?: unknown }).crossOrigin === true;
  } catch {
    return true;
  }
}

function transportsOf(transports: string): AuthenticatorTransport[] {
  return transports.split(',').filter((one) => one !== '') as AuthenticatorTransport[];
}
