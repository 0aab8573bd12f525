import { and, eq, gt, lt, sql } from 'drizzle-orm';
import type { Database } from '../../context.ts';
import { person, signIn, tenant } from '../schema.ts';
import { isActive } from './people.ts';

export const signInTtlMs = 12 * 3_600_000;

export async function addSignIn(db: Database, row: typeof signIn.$inferInsert): Promise<void> {
  await db.batch([db.delete(signIn).where(lt(signIn.expiresAtMs, row.createdAtMs)), db.insert(signIn).values(row)]);
}

export async function findSignIn(db: Database, tokenHash: string, nowMs: number) {
  const [row] = await db
    .select({
      person,
      tenant,
      expiresAtMs: signIn.expiresAtMs,
      made: { deviceKey: signIn.deviceKey, provedAtMs: signIn.provedAtMs },
    })
    .from(signIn)
    .innerJoin(person, and(eq(person.id, signIn.personId), eq(person.tenantId, signIn.tenantId)))
    .innerJoin(tenant, eq(tenant.id, signIn.tenantId))
    .where(and(eq(signIn.tokenHash, tokenHash), gt(signIn.expiresAtMs, nowMs), isActive));
  return row;
}

/** Which of these sign-ins still stand, with the role their people have now. */
export async function findSignIns(db: Database, tokenHashes: readonly string[], nowMs: number) {
  const rows = await db
    .select({ tokenHash: signIn.tokenHash, role: person.role, tenantId: person.tenantId })
    .from(signIn)
    .innerJoin(person, and(eq(person.id, signIn.personId), eq(person.tenantId, signIn.tenantId)))
    // One parameter whatever their number: D1 takes a hundred at most.
    .where(
      and(
        sql`${signIn.tokenHash} in (select value from json_each(${JSON.stringify(tokenHashes)}))`,
        gt(signIn.expiresAtMs, nowMs),
        isActive,
      ),
    );
  return new Map(rows.map(({ tokenHash, ...row }) => [tokenHash, row]));
}

export async function extendSignIn(db: Database, tokenHash: string, expiresAtMs: number): Promise<void> {
  await db.update(signIn).set({ expiresAtMs }).where(eq(signIn.tokenHash, tokenHash));
}

export async function removeSignIn(db: Database, tokenHash: string): Promise<void> {
  await db.delete(signIn).where(eq(signIn.tokenHash, tokenHash));
}
