import { chainEntry, type AuditEntry } from '../core/audit.ts';
import { canonicalJson, type Json } from '../core/canonical.ts';
import { AppError } from '../core/errors.ts';

export type TenantChange = { tenantId: string; actor: string; atMs: number; kind: string; body: Json };

const tries = 6;

/**
 * Runs statements and appends what they mean to the tenant's own hash chain, in one D1 transaction: both or neither.
 * Two writers race for the next place in the chain; its primary key lets one win, and the other reads again.
 * @throws AppError `conflict` when the chain stays busy; whatever the statements themselves throw.
 */
export async function commitChange(
  d1: D1Database,
  change: TenantChange,
  statements: readonly D1PreparedStatement[],
): Promise<D1Result[]> {
  for (let attempt = 1; ; attempt += 1) {
    const { tenantId, ...rest } = change;
    const entry = chainEntry({ sessionId: tenantId, ...rest }, await headOf(d1, tenantId));
    try {
      return await d1.batch([insertEntry(d1, entry), ...statements]).then((results) => results.slice(1));
    } catch (cause) {
      if (!/UNIQUE constraint failed: tenant_entry/.test(String(cause))) throw cause;
      if (attempt === tries) throw new AppError('conflict', 'Too many changes at once: try again.', { cause });
    }
  }
}

async function headOf(d1: D1Database, tenantId: string): Promise<Pick<AuditEntry, 'seq' | 'hash'> | undefined> {
  const row = await d1
    .prepare('select seq, hash from tenant_entry where tenant_id = ? order by seq desc limit 1')
    .bind(tenantId)
    .first<{ seq: number; hash: string }>();
  return row ?? undefined;
}

function insertEntry(d1: D1Database, entry: AuditEntry): D1PreparedStatement {
  const { sessionId, seq, atMs, actor, kind, body, prevHash, hash } = entry;
  return d1
    .prepare(
      `insert into tenant_entry (tenant_id, seq, at_ms, actor, kind, body, prev_hash, hash)
       values (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .bind(sessionId, seq, atMs, actor, kind, canonicalJson(body), prevHash, hash);
}

/** Entries after a place in the tenant's chain, oldest first. `sessionId` of an entry is the tenant's id here. */
export async function tenantEntries(
  d1: D1Database,
  tenantId: string,
  after: number,
  limit: number,
): Promise<AuditEntry[]> {
  const { results } = await d1
    .prepare('select * from tenant_entry where tenant_id = ? and seq > ? order by seq limit ?')
    .bind(tenantId, after, limit)
    .all<EntryRow>();
  return results.map((row) => ({
    sessionId: tenantId,
    seq: row.seq,
    atMs: row.at_ms,
    actor: row.actor,
    kind: row.kind,
    body: JSON.parse(row.body) as Json,
    prevHash: row.prev_hash,
    hash: row.hash,
  }));
}

type EntryRow = {
  seq: number;
  at_ms: number;
  actor: string;
  kind: string;
  body: string;
  prev_hash: string;
  hash: string;
};
