import { and, desc, eq, isNull, ne } from 'drizzle-orm';
import { breakGlassMs, requestMs, type StoredBreakGlass } from '../../core/break-glass.ts';
import type { AlertRow } from '../../core/view.ts';
import type { Database } from '../../context.ts';
import { guard } from '../guard.ts';
import { breakGlass } from '../schema-policy.ts';
import { session } from '../schema.ts';

type By = { tenantId: string; actor: string; atMs: number };

/** What is asked for or was begun and has not been ended, the newest first: one statement. */
export async function unendedBreakGlass(db: Database, tenantId: string): Promise<StoredBreakGlass[]> {
  const rows = await db
    .select()
    .from(breakGlass)
    .where(and(eq(breakGlass.tenantId, tenantId), isNull(breakGlass.endedAtMs)))
    .orderBy(desc(breakGlass.requestedAtMs));
  return rows.map(storedOf);
}

export async function findBreakGlass(
  db: Database,
  tenantId: string,
  id: string,
): Promise<StoredBreakGlass | undefined> {
  const [row] = await db
    .select()
    .from(breakGlass)
    .where(and(eq(breakGlass.tenantId, tenantId), eq(breakGlass.id, id)));
  return row === undefined ? undefined : storedOf(row);
}

function storedOf({
  id,
  reason,
  requestedBy,
  requestedAtMs,
  ...row
}: typeof breakGlass.$inferSelect): StoredBreakGlass {
  const { approvedBy, startedAtMs, untilMs, endedBy, endedAtMs } = row;
  const asked = { id, reason, requestedBy, requestedAtMs };
  return {
    ...asked,
    ...(approvedBy === null ? {} : { approvedBy }),
    ...(startedAtMs === null ? {} : { startedAtMs }),
    ...(untilMs === null ? {} : { untilMs }),
    ...(endedBy === null ? {} : { endedBy }),
    ...(endedAtMs === null ? {} : { endedAtMs }),
  };
}

/** Ids of the sessions of a tenant that are not over, as far as they have reached the database. */
export async function openSessions(db: Database, tenantId: string): Promise<string[]> {
  const rows = await db
    .select({ id: session.id })
    .from(session)
    .where(and(eq(session.tenantId, tenantId), ne(session.state, 'ended')));
  return rows.map(({ id }) => id);
}

/** Asks for break-glass; fails when it runs or is asked for already. Requests that nobody approved in time are closed. */
export function requestBreakGlass(
  d1: D1Database,
  { tenantId, actor, atMs }: By,
  asked: { id: string; reason: string },
) {
  return [
    d1
      .prepare(
        `update break_glass set ended_by = 'edge', ended_at_ms = requested_at_ms + ?3
         where tenant_id = ?1 and ended_at_ms is null and started_at_ms is null and requested_at_ms + ?3 <= ?2`,
      )
      .bind(tenantId, atMs, requestMs),
    guard(d1, 'stale', 'exists (select 1 from break_glass where tenant_id = ?2 and ended_at_ms is null)', tenantId),
    d1
      .prepare('insert into break_glass (id, tenant_id, reason, requested_by, requested_at_ms) values (?, ?, ?, ?, ?)')
      .bind(asked.id, tenantId, asked.reason, actor, atMs),
  ];
}

/** Begins it; fails when the request was approved, withdrawn or left to expire meanwhile. */
export function beginBreakGlass(d1: D1Database, { tenantId, actor, atMs }: By, id: string, alert: AlertRow) {
  const waits = `exists (select 1 from break_glass where tenant_id = ?2 and id = ?3 and started_at_ms is null
    and ended_at_ms is null and requested_at_ms + ?4 > ?5 and requested_by <> ?6)`;
  return [
    guard(d1, 'stale', `not ${waits}`, tenantId, id, requestMs, atMs, actor),
    d1
      .prepare(
        `update break_glass set approved_by = ?3, started_at_ms = ?4, until_ms = ?4 + ?5 where tenant_id = ?1 and id = ?2`,
      )
      .bind(tenantId, id, actor, atMs, breakGlassMs),
    insertAlert(d1, tenantId, alert),
  ];
}

/** Ends it, or withdraws the request when there is no alert to raise; fails when it was ended, or begun, meanwhile. */
export function endBreakGlass(d1: D1Database, { tenantId, actor, atMs }: By, id: string, alert: AlertRow | undefined) {
  const begun = alert === undefined ? 'null' : 'not null';
  const stands = `exists (select 1 from break_glass where tenant_id = ?2 and id = ?3 and ended_at_ms is null
    and started_at_ms is ${begun})`;
  return [
    guard(d1, 'stale', `not ${stands}`, tenantId, id),
    d1
      .prepare('update break_glass set ended_by = ?3, ended_at_ms = ?4 where tenant_id = ?1 and id = ?2')
      .bind(tenantId, id, actor, atMs),
    ...(alert === undefined ? [] : [insertAlert(d1, tenantId, alert)]),
  ];
}

function insertAlert(d1: D1Database, tenantId: string, alert: AlertRow): D1PreparedStatement {
  return d1
    .prepare('insert into alert (id, tenant_id, at_ms, json) values (?, ?, ?, ?)')
    .bind(alert.id, tenantId, alert.atMs, JSON.stringify(alert));
}
