import { and, desc, eq, lt, ne } from 'drizzle-orm';
import type { AlertRow, CaseRow, SessionRow } from '../../core/view.ts';
import type { Database } from '../../context.ts';
import { alert, caseRow, session } from '../schema.ts';

export type SessionFilter = { state: 'live' | 'ended' | 'all'; beforeMs: number; limit: number };

/** Newest first. */
export async function listSessions(db: Database, tenantId: string, filter: SessionFilter): Promise<SessionRow[]> {
  const ofState = { live: ne(session.state, 'ended'), ended: eq(session.state, 'ended'), all: undefined }[filter.state];
  const rows = await db
    .select()
    .from(session)
    .where(and(eq(session.tenantId, tenantId), lt(session.startedAtMs, filter.beforeMs), ofState))
    .orderBy(desc(session.startedAtMs))
    .limit(filter.limit);
  return rows.map(sessionRow);
}

function sessionRow({ drillId, endedAtMs, caseId, ...row }: typeof session.$inferSelect): SessionRow {
  const { id, kind, channel, title, state, startedAtMs, participants, topP, topEffect } = row;
  return {
    id,
    kind,
    channel,
    title,
    state,
    drill: drillId !== null,
    startedAtMs,
    ...(endedAtMs === null ? {} : { endedAtMs }),
    participants,
    topP,
    topEffect,
    ...(caseId === null ? {} : { caseId }),
  };
}

export async function listCases(db: Database, tenantId: string, limit = 200): Promise<CaseRow[]> {
  const rows = await db
    .select({ json: caseRow.json })
    .from(caseRow)
    .where(eq(caseRow.tenantId, tenantId))
    .orderBy(desc(caseRow.openedAtMs))
    .limit(limit);
  return rows.map(({ json }) => JSON.parse(json) as CaseRow);
}

export async function listAlerts(db: Database, tenantId: string, limit = 200): Promise<AlertRow[]> {
  const rows = await db
    .select({ json: alert.json })
    .from(alert)
    .where(eq(alert.tenantId, tenantId))
    .orderBy(desc(alert.atMs))
    .limit(limit);
  return rows.map(({ json }) => JSON.parse(json) as AlertRow);
}
