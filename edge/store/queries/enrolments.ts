import { bytesToHex } from '@noble/hashes/utils.js';
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Database } from '../../context.ts';
import { credential, enrolment, person, tenant } from '../schema.ts';
import { isActive } from './people.ts';

export type NewCredential = Omit<typeof credential.$inferInsert, 'publicKey' | 'usedAtMs'> & { publicKey: Uint8Array };

/** Makes new links, and voids those of the same people that nobody used. */
export async function replaceEnrolments(
  db: Database,
  tenantId: string,
  rows: readonly { tokenHash: string; personId: string; expiresAtMs: number }[],
): Promise<void> {
  if (rows.length === 0) return;
  const ids = sql.join(
    rows.map(({ personId }) => sql`${personId}`),
    sql`, `,
  );
  await db.batch([
    db
      .delete(enrolment)
      .where(and(eq(enrolment.tenantId, tenantId), sql`${enrolment.personId} in (${ids})`, isNull(enrolment.usedAtMs))),
    db.insert(enrolment).values(rows.map((row) => ({ ...row, tenantId }))),
  ]);
}

/** A new link for one person, as statements of a larger change; his unused ones are void. */
export function replaceEnrolment(
  d1: D1Database,
  row: { tokenHash: string; tenantId: string; personId: string; expiresAtMs: number },
): D1PreparedStatement[] {
  const { tokenHash, tenantId, personId, expiresAtMs } = row;
  return [
    d1
      .prepare('delete from enrolment where tenant_id = ? and person_id = ? and used_at_ms is null')
      .bind(tenantId, personId),
    d1
      .prepare('insert into enrolment (token_hash, tenant_id, person_id, expires_at_ms) values (?, ?, ?, ?)')
      .bind(tokenHash, tenantId, personId, expiresAtMs),
  ];
}

export async function findEnrolment(db: Database, tokenHash: string) {
  const [row] = await db
    .select({ enrolment, person, tenant })
    .from(enrolment)
    .innerJoin(person, and(eq(person.id, enrolment.personId), eq(person.tenantId, enrolment.tenantId)))
    .innerJoin(tenant, eq(tenant.id, enrolment.tenantId))
    .where(and(eq(enrolment.tokenHash, tokenHash), isActive));
  return row;
}

export async function passkeysOf(db: Database, tenantId: string, personId: string) {
  return db
    .select({ id: credential.id, transports: credential.transports })
    .from(credential)
    .where(and(eq(credential.tenantId, tenantId), eq(credential.personId, personId)));
}

/**
 * Consumes the link and stores the passkey, both or neither. Of many who try at once only the one whose ceremony is
 * written into the link wins; the passkeys of the others are not stored.
 */
export async function consumeEnrolment(
  d1: D1Database,
  { tokenHash, usedBy, nowMs }: { tokenHash: string; usedBy: string; nowMs: number },
  passkey: NewCredential,
): Promise<boolean> {
  const { id, tenantId, personId, publicKey, counter, transports, deviceType, backedUp, createdAtMs } = passkey;
  const [won] = await d1.batch([
    d1
      .prepare(
        `update enrolment set used_at_ms = ?1, used_by = ?2
         where token_hash = ?3 and used_at_ms is null and expires_at_ms > ?1 returning token_hash`,
      )
      .bind(nowMs, usedBy, tokenHash),
    d1
      .prepare(
        `insert into credential (id, tenant_id, person_id, public_key, counter, transports, device_type, backed_up, created_at_ms)
         select ?1, ?2, ?3, unhex(?4), ?5, ?6, ?7, ?8, ?9
         where exists (select 1 from enrolment where token_hash = ?10 and used_by = ?11)`,
      )
      .bind(
        id,
        tenantId,
        personId,
        bytesToHex(publicKey),
        counter,
        transports,
        deviceType,
        backedUp ? 1 : 0,
        createdAtMs,
        tokenHash,
        usedBy,
      ),
  ]);
  return won?.results.length === 1;
}
