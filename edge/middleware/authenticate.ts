import { hashOf, isSameSecret } from '../bytes.ts';
import { readCookie, writeCookie } from '../cookies.ts';
import { AppError } from '../core/errors.ts';
import type { Ask, SignedIn } from '../route.ts';
import { findScimToken, noteScimTokenUse } from '../store/queries/scim-tokens.ts';
import { extendSignIn, findSignIn, signInTtlMs } from '../store/queries/sign-ins.ts';

const extendAfterMs = 10 * 60_000;
const shortestKey = 32;

/** The person whose cookie this is. The cookie slides: in use it lasts another twelve hours. */
export async function signedInBy(c: Ask): Promise<SignedIn | undefined> {
  const cookie = readCookie(c, 'cs');
  if (cookie === undefined) return undefined;
  const { db, nowMs } = c.get('context');
  const signInHash = hashOf(cookie);
  const row = await findSignIn(db, signInHash, nowMs());
  if (row === undefined) return undefined;
  if (row.expiresAtMs - nowMs() < signInTtlMs - extendAfterMs) {
    await extendSignIn(db, signInHash, nowMs() + signInTtlMs);
    writeCookie(c, 'cs', cookie, signInTtlMs / 1000);
  }
  const { id, displayName, email, role, extension } = row.person;
  return {
    person: { id, displayName, email, role, ...(extension === null ? {} : { extension }) },
    tenant: { id: row.tenant.id, name: row.tenant.name },
    signInHash,
    made: { ...row.made, teamId: row.person.teamId },
  };
}

/** The directory whose key this is: acts under the key's id, for the tenant that made it, in no role. */
export async function directoryBy(c: Ask): Promise<SignedIn> {
  const { db, nowMs } = c.get('context');
  const given = bearerOf(c);
  const token = given === undefined ? undefined : await findScimToken(db, hashOf(given));
  if (token === undefined) throw new AppError('not-signed-in', 'The bearer token is missing, wrong or revoked.');
  await noteScimTokenUse(db, token, nowMs());
  const { id, name, tenant } = token;
  return {
    person: { id, displayName: name, email: '', role: 'employee' },
    tenant: { id: tenant.id, name: tenant.name },
  };
}

export function hasKey(c: Ask, key: 'gateway' | 'setup'): boolean {
  const { gatewayKey, setupKey } = c.get('context').config;
  const expected = key === 'gateway' ? gatewayKey : setupKey;
  const given = bearerOf(c);
  return given !== undefined && expected.length >= shortestKey && isSameSecret(given, expected);
}

export function bearerOf(c: Ask): string | undefined {
  return /^Bearer ([\x21-\x7e]{1,512})$/.exec(c.req.header('authorization') ?? '')?.[1];
}
