import type { DecisionRecord } from '../../core/decision-record.ts';

/** So many decisions of the past are played again at most. */
export const longestHistory = 20_000;
const pageSize = 500;

type Row = { session_id: string; ordinal: number; at_ms: number; json: string };

/**
 * The newest decisions of a tenant in the order in which they were made, read page by page; no drills, and no session
 * whose beginning lies before: what came of it cannot be played from the middle.
 */
export async function* decisionHistory(
  d1: D1Database,
  tenantId: string,
  fromMs: number,
): AsyncGenerator<DecisionRecord, void> {
  const begun = new Set<string>();
  let after: Row | undefined = await rowBefore(d1, tenantId, fromMs);
  for (;;) {
    const rows = await pageAfter(d1, tenantId, fromMs, after);
    for (const { session_id: sessionId, ordinal, json } of rows) {
      if (ordinal === 1) begun.add(sessionId);
      if (begun.has(sessionId)) yield JSON.parse(json) as DecisionRecord;
    }
    if (rows.length < pageSize) return;
    after = rows.at(-1);
  }
}

/** The newest row that is too old to be among the newest; undefined when all are. */
async function rowBefore(d1: D1Database, tenantId: string, fromMs: number): Promise<Row | undefined> {
  const row = await d1
    .prepare(
      `select session_id, ordinal, at_ms, '' as json from decision where tenant_id = ? and at_ms >= ? and drill = 0
       order by at_ms desc, session_id desc, ordinal desc limit 1 offset ?`,
    )
    .bind(tenantId, fromMs, longestHistory)
    .first<Row>();
  return row ?? undefined;
}

async function pageAfter(d1: D1Database, tenantId: string, fromMs: number, after: Row | undefined): Promise<Row[]> {
  const { at_ms: atMs = fromMs, session_id: sessionId = '', ordinal = 0 } = after ?? {};
  const { results } = await d1
    .prepare(
      `select session_id, ordinal, at_ms, json from decision
       where tenant_id = ?1 and at_ms >= ?2 and drill = 0 and (at_ms, session_id, ordinal) > (?2, ?3, ?4)
       order by at_ms, session_id, ordinal limit ?5`,
    )
    .bind(tenantId, atMs, sessionId, ordinal, pageSize)
    .all<Row>();
  return results;
}

/** Participants of real sessions who are known to have been impersonators. */
export async function confirmedAttempts(d1: D1Database, tenantId: string, fromMs: number): Promise<Set<string>> {
  const { results } = await d1
    .prepare(
      `select json ->> 'participantId' as id from case_row
       where tenant_id = ? and opened_at_ms >= ? and drill = 0 and json ->> 'state' = 'confirmed'`,
    )
    .bind(tenantId, fromMs)
    .all<{ id: string }>();
  return new Set(results.map(({ id }) => id));
}
