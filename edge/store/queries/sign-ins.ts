import { and, eq, gt, lt } from 'drizzle-orm';
import type { Database } from '../../context.ts';
import { person, signIn, tenant } from '../schema.ts';

export const signInTtlMs = 12 * 3_600_000;

export async function addSignIn(db: Database, row: typeof signIn.$inferInsert): Promise<void> {
  await db.batch([db.delete(signIn).where(lt(signIn.expiresAtMs, row.createdAtMs)), db.insert(signIn).values(row)]);
}

export async function findSignIn(db: Database, tokenHash: string, nowMs: number) {
  const [row] = await db
    .select({ person, tenant, expiresAtMs: signIn.expiresAtMs })
    .from(signIn)
    .innerJoin(person, eq(person.id, signIn.personId))
    .innerJoin(tenant, eq(tenant.id, signIn.tenantId))
    .where(and(eq(signIn.tokenHash, tokenHash), gt(signIn.expiresAtMs, nowMs)));
  return row;
}

export async function extendSignIn(db: Database, tokenHash: string, expiresAtMs: number): Promise<void> {
  await db.update(signIn).set({ expiresAtMs }).where(eq(signIn.tokenHash, tokenHash));
}

export async function removeSignIn(db: Database, tokenHash: string): Promise<void> {
  await db.delete(signIn).where(eq(signIn.tokenHash, tokenHash));
}
