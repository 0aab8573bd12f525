import { and, eq, gt, lt } from 'drizzle-orm';
import type { Database } from '../../context.ts';
import { ceremony } from '../schema.ts';

/** WebAuthn ceremonies live five minutes and are used once: taking one deletes it. */
export const ceremonyTtlMs = 5 * 60_000;

export async function addCeremony(db: Database, row: typeof ceremony.$inferInsert, nowMs: number): Promise<void> {
  await db.batch([db.delete(ceremony).where(lt(ceremony.expiresAtMs, nowMs)), db.insert(ceremony).values(row)]);
}

export async function takeCeremony(db: Database, wanted: { idHash: string; kind: 'enrol' | 'sign-in'; nowMs: number }) {
  const [row] = await db
    .delete(ceremony)
    .where(
      and(eq(ceremony.idHash, wanted.idHash), eq(ceremony.kind, wanted.kind), gt(ceremony.expiresAtMs, wanted.nowMs)),
    )
    .returning();
  return row;
}
