import { calculateJwkThumbprint, exportJWK, SignJWT, type JWK, type JWTHeaderParameters } from 'jose';
import { newToken } from '../random.ts';
import { origin } from './world.ts';

export type Device = {
  /** What the edge knows it by. */
  key: string;
  jwk: JWK;
  pair: CryptoKeyPair;
};

export async function newDevice(): Promise<Device> {
  const pair = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ])) as CryptoKeyPair;
  const jwk = await exportJWK(pair.publicKey);
  return { key: `key:${await calculateJwkThumbprint(jwk)}`, jwk, pair };
}

export type Lies = {
  header?: Partial<JWTHeaderParameters>;
  claims?: Record<string, unknown>;
  /** Seconds from now that the proof is dated. */
  ageSeconds?: number;
};

/** A proof by another library than the page's, which can also lie. */
export function proofOf(device: Device, method: string, path: string, lies: Lies = {}): Promise<string> {
  const iat = Math.floor(Date.now() / 1_000) - (lies.ageSeconds ?? 0);
  return new SignJWT({ htm: method, htu: `${origin}${path}`, iat, jti: newToken(16), ...lies.claims })
    .setProtectedHeader({ typ: 'dpop+jwt', alg: 'ES256', jwk: device.jwk, ...lies.header })
    .sign(device.pair.privateKey);
}
