import { sql } from 'drizzle-orm';
import type { Database } from '../../context.ts';
import { rate } from '../schema.ts';

/** Counts one more use of `key` in the running window; answers the count and when the window began. */
export async function countUse(db: Database, key: string, nowMs: number, windowMs: number) {
  const isOver = sql`${rate.windowStartMs} <= ${nowMs - windowMs}`;
  const [row] = await db
    .insert(rate)
    .values({ key, windowStartMs: nowMs, count: 1 })
    .onConflictDoUpdate({
      target: rate.key,
      set: {
        count: sql`case when ${isOver} then 1 else ${rate.count} + 1 end`,
        windowStartMs: sql`case when ${isOver} then ${nowMs} else ${rate.windowStartMs} end`,
      },
    })
    .returning();
  return { count: row?.count ?? 1, windowStartMs: row?.windowStartMs ?? nowMs };
}
