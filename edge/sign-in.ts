import { hashOf } from './bytes.ts';
import { writeCookie } from './cookies.ts';
import { lessonOf } from './core/lesson.ts';
import type { MeView } from './core/view.ts';
import { observe } from './observe.ts';
import type { Ask, SignedIn } from './route.ts';
import { attemptStatements, learnStatements } from './store/queries/baseline.ts';
import { addSignIn, signInTtlMs } from './store/queries/sign-ins.ts';

type SomebodySignedIn = { id: string; tenantId: string; teamId: string | null };

/**
 * Starts a cookie session; only the hash of the cookie is stored, beside the browser and the passkey it was made with.
 * What is seen of the browser is a lesson for the person's profile: nobody has to do anything for it.
 */
export async function startSignIn(c: Ask, person: SomebodySignedIn, credentialId: string): Promise<void> {
  const { d1, db, nowMs, newToken, events } = c.get('context');
  const { id: personId, tenantId, teamId } = person;
  const cookie = newToken();
  const createdAtMs = nowMs();
  const seen = observe(c, { makeDevice: true });
  await addSignIn(db, {
    tokenHash: hashOf(cookie),
    tenantId,
    personId,
    createdAtMs,
    expiresAtMs: createdAtMs + signInTtlMs,
    deviceKey: seen.values['device-key'] ?? null,
    credentialId,
    provedAtMs: createdAtMs,
  });
  const whose = { personId, ...(teamId === null ? {} : { teamId }), passkey: credentialId };
  const taught = { ...seen, values: { ...seen.values, 'login-method': 'passkey' } };
  const lesson = lessonOf(taught, { key: `sign-in:${hashOf(cookie)}`, source: 'sign-in', ...whose });
  await d1.batch([
    ...learnStatements(d1, tenantId, [lesson], { token: newToken(16), atMs: createdAtMs }),
    ...attemptStatements(d1, { tenantId, personId, atMs: createdAtMs, succeeded: true }),
  ]);
  writeCookie(c, 'cs', cookie, signInTtlMs / 1000);
  events.signedIn({ personId });
}

export function meOf({ person, tenant }: Pick<SignedIn, 'person' | 'tenant'>): MeView {
  return { person, tenant };
}

type PersonColumns = {
  id: string;
  displayName: string;
  email: string;
  role: SignedIn['person']['role'];
  extension: string | null;
};

export function meOfRow(row: { person: PersonColumns; tenant: { id: string; name: string } }): MeView {
  const { id, displayName, email, role, extension } = row.person;
  return {
    person: { id, displayName, email, role, ...(extension === null ? {} : { extension }) },
    tenant: { id: row.tenant.id, name: row.tenant.name },
  };
}
