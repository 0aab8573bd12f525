import { hashOf } from './bytes.ts';
import { writeCookie } from './cookies.ts';
import type { MeView } from './core/view.ts';
import type { Ask, SignedIn } from './route.ts';
import { addSignIn, signInTtlMs } from './store/queries/sign-ins.ts';

/** Starts a cookie session; only the hash of the cookie is stored. */
export async function startSignIn(c: Ask, { id: personId, tenantId }: { id: string; tenantId: string }): Promise<void> {
  const { db, nowMs, newToken, events } = c.get('context');
  const cookie = newToken();
  const createdAtMs = nowMs();
  await addSignIn(db, {
    tokenHash: hashOf(cookie),
    tenantId,
    personId,
    createdAtMs,
    expiresAtMs: createdAtMs + signInTtlMs,
  });
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
