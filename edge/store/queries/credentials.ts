import { and, eq, lt, or, sql } from 'drizzle-orm';
import type { Database } from '../../context.ts';
import { credential, person, tenant } from '../schema.ts';
import { isActive } from './people.ts';

/** A passkey with its owner, who may sign in. */
export async function findCredential(db: Database, id: string) {
  const [row] = await db
    .select({ credential, person, tenant })
    .from(credential)
    .innerJoin(person, and(eq(person.id, credential.personId), eq(person.tenantId, credential.tenantId)))
    .innerJoin(tenant, eq(tenant.id, credential.tenantId))
    .where(and(eq(credential.id, id), isActive));
  return row;
}

/** Counters only grow; authenticators without one always say 0 (WebAuthn L3 §6.1.1). */
export async function noteCredentialUse(
  db: Database,
  { id, tenantId }: { id: string; tenantId: string },
  counter: number,
  nowMs: number,
): Promise<boolean> {
  const rows = await db
    .update(credential)
    .set({ counter, usedAtMs: nowMs })
    .where(
      and(
        eq(credential.id, id),
        eq(credential.tenantId, tenantId),
        or(lt(credential.counter, counter), sql`${counter} = 0`),
      ),
    )
    .returning({ id: credential.id });
  return rows.length === 1;
}
