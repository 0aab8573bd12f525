import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Database } from '../../context.ts';
import { invitation, meeting } from '../schema-meeting.ts';
import { session, tenant } from '../schema.ts';

export type MeetingRow = typeof meeting.$inferSelect;
export type InvitationRow = typeof invitation.$inferSelect;

/** False when the same Idempotency-Key made a meeting before: then nothing is written. */
export async function addMeeting(
  d1: D1Database,
  row: MeetingRow,
  invitations: readonly InvitationRow[],
): Promise<boolean> {
  const { sessionId, tenantId, hostPersonId, title, createdAtMs, idempotencyHash, bodyHash } = row;
  const [added] = await d1.batch([
    d1
      .prepare(
        `insert into meeting (session_id, tenant_id, host_person_id, title, created_at_ms, idempotency_hash, body_hash)
         values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning session_id`,
      )
      .bind(sessionId, tenantId, hostPersonId, title, createdAtMs, idempotencyHash, bodyHash),
    d1
      .prepare(
        `insert into invitation (token_hash, session_id, tenant_id, ordinal, person_id, name, email)
         select value ->> 'tokenHash', ?2, ?3, value ->> 'ordinal', value ->> 'personId', value ->> 'name', value ->> 'email'
         from json_each(?1) where exists (select 1 from meeting where session_id = ?2)`,
      )
      .bind(JSON.stringify(invitations), sessionId, tenantId),
  ]);
  return added?.results.length === 1;
}

export async function findMeetingByKey(db: Database, tenantId: string, idempotencyHash: string) {
  const [row] = await db
    .select()
    .from(meeting)
    .where(and(eq(meeting.tenantId, tenantId), eq(meeting.idempotencyHash, idempotencyHash)));
  return row;
}

export async function invitationsOf(
  db: Database,
  tenantId: string,
  sessionIds: readonly string[],
): Promise<InvitationRow[]> {
  if (sessionIds.length === 0) return [];
  return db
    .select()
    .from(invitation)
    .where(and(eq(invitation.tenantId, tenantId), inArray(invitation.sessionId, [...sessionIds])))
    .orderBy(invitation.ordinal);
}

/** Meetings of a host, newest first. */
export async function meetingsOf(db: Database, tenantId: string, hostPersonId: string) {
  return db
    .select({ meeting, state: session.state })
    .from(meeting)
    .leftJoin(session, and(eq(session.id, meeting.sessionId), eq(session.tenantId, meeting.tenantId)))
    .where(and(eq(meeting.tenantId, tenantId), eq(meeting.hostPersonId, hostPersonId)))
    .orderBy(desc(meeting.createdAtMs))
    .limit(50);
}

const others = sql`select count(*) from ${invitation} as other where other.session_id = ${invitation.sessionId}`;
const invitedTo = sql<number>`(${others})`;

export async function findInvitation(db: Database, tokenHash: string) {
  const [row] = await db
    .select({ invitation, meeting, tenant, state: session.state, invited: invitedTo })
    .from(invitation)
    .innerJoin(meeting, and(eq(meeting.sessionId, invitation.sessionId), eq(meeting.tenantId, invitation.tenantId)))
    .innerJoin(tenant, eq(tenant.id, invitation.tenantId))
    .leftJoin(session, and(eq(session.id, invitation.sessionId), eq(session.tenantId, invitation.tenantId)))
    .where(eq(invitation.tokenHash, tokenHash));
  return row;
}

/** Binds a link to the first browser that joins with it; answers the browser it is bound to. */
export async function bindDevice(db: Database, tokenHash: string, deviceHash: string): Promise<string> {
  const [, rows] = await db.batch([
    db
      .update(invitation)
      .set({ deviceHash })
      .where(and(eq(invitation.tokenHash, tokenHash), isNull(invitation.deviceHash))),
    db.select({ deviceHash: invitation.deviceHash }).from(invitation).where(eq(invitation.tokenHash, tokenHash)),
  ]);
  return rows[0]?.deviceHash ?? deviceHash;
}
