import { and, desc, eq, isNull } from 'drizzle-orm';
import type { ScimTokenRow } from '../../core/view.ts';
import type { Database } from '../../context.ts';
import { scimToken, tenant } from '../schema.ts';

/** How coarsely the last use of a key is known: a provisioning run is thousands of requests. */
const notedEveryMs = 60_000;

/** The key, and the tenant whose people it may change; nothing for a key that is unknown or revoked. */
export async function findScimToken(db: Database, tokenHash: string) {
  const [row] = await db
    .select({ id: scimToken.id, name: scimToken.name, usedAtMs: scimToken.usedAtMs, tenant })
    .from(scimToken)
    .innerJoin(tenant, eq(tenant.id, scimToken.tenantId))
    .where(and(eq(scimToken.tokenHash, tokenHash), isNull(scimToken.revokedAtMs)));
  return row;
}

export async function noteScimTokenUse(
  db: Database,
  { id, usedAtMs }: { id: string; usedAtMs: number | null },
  nowMs: number,
): Promise<void> {
  if (usedAtMs !== null && nowMs - usedAtMs < notedEveryMs) return;
  await db.update(scimToken).set({ usedAtMs: nowMs }).where(eq(scimToken.id, id));
}

/** Keys in use, newest first. */
export async function scimTokensOf(db: Database, tenantId: string): Promise<ScimTokenRow[]> {
  const rows = await db
    .select()
    .from(scimToken)
    .where(and(eq(scimToken.tenantId, tenantId), isNull(scimToken.revokedAtMs)))
    .orderBy(desc(scimToken.createdAtMs));
  return rows.map(({ id, name, createdAtMs, usedAtMs }) => {
    return usedAtMs === null ? { id, name, createdAtMs } : { id, name, createdAtMs, usedAtMs };
  });
}

type NewToken = {
  tokenHash: string;
  id: string;
  tenantId: string;
  name: string;
  createdBy: string;
  createdAtMs: number;
};

export function addScimToken(d1: D1Database, row: NewToken): D1PreparedStatement {
  const { tokenHash, id, tenantId, name, createdBy, createdAtMs } = row;
  return d1
    .prepare(
      'insert into scim_token (token_hash, id, tenant_id, name, created_by, created_at_ms) values (?, ?, ?, ?, ?, ?)',
    )
    .bind(tokenHash, id, tenantId, name, createdBy, createdAtMs);
}

export function revokeScimToken(d1: D1Database, tenantId: string, id: string, atMs: number): D1PreparedStatement {
  return d1
    .prepare('update scim_token set revoked_at_ms = ? where tenant_id = ? and id = ? and revoked_at_ms is null')
    .bind(atMs, tenantId, id);
}
