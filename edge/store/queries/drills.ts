import { and, eq, isNull, or } from 'drizzle-orm';
import type { Database } from '../../context.ts';
import { drill } from '../schema.ts';

export async function addDrill(db: Database, row: typeof drill.$inferInsert): Promise<void> {
  await db.insert(drill).values(row);
}

export async function findDrill(db: Database, tenantId: string, id: string) {
  const [row] = await db
    .select()
    .from(drill)
    .where(and(eq(drill.tenantId, tenantId), eq(drill.id, id)));
  return row;
}

/** Uses a mark: true for the one session it was used for (also when that opening is repeated), else false. */
export async function claimDrill(
  db: Database,
  { id, tenantId }: { id: string; tenantId: string },
  sessionId: string,
): Promise<boolean> {
  const rows = await db
    .update(drill)
    .set({ sessionId })
    .where(
      and(eq(drill.tenantId, tenantId), eq(drill.id, id), or(isNull(drill.sessionId), eq(drill.sessionId, sessionId))),
    )
    .returning({ id: drill.id });
  return rows.length === 1;
}

export async function failDrill(db: Database, actionId: string, failure: string): Promise<boolean> {
  const rows = await db
    .update(drill)
    .set({ failure })
    .where(and(eq(drill.actionId, actionId), isNull(drill.sessionId)))
    .returning({ id: drill.id });
  return rows.length === 1;
}
