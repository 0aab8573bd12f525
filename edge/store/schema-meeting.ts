import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/* D1: meetings that were made here, and their links. All times are epoch milliseconds. */

export const meeting = sqliteTable(
  'meeting',
  {
    sessionId: text('session_id').primaryKey(),
    tenantId: text('tenant_id').notNull(),
    hostPersonId: text('host_person_id').notNull(),
    title: text().notNull(),
    createdAtMs: integer('created_at_ms').notNull(),
    /** SHA-256 of person and Idempotency-Key; unique, so a repeated request finds the first. */
    idempotencyHash: text('idempotency_hash'),
    bodyHash: text('body_hash').notNull(),
  },
  (table) => [
    uniqueIndex('meeting_idempotency').on(table.idempotencyHash),
    index('meeting_by_host').on(table.hostPersonId, table.createdAtMs),
  ],
);

export const invitation = sqliteTable(
  'invitation',
  {
    tokenHash: text('token_hash').primaryKey(),
    sessionId: text('session_id').notNull(),
    tenantId: text('tenant_id').notNull(),
    ordinal: integer().notNull(),
    personId: text('person_id'),
    name: text().notNull(),
    email: text().notNull(),
    /** Browser that joined first with it. */
    deviceHash: text('device_hash'),
  },
  (table) => [index('invitation_by_session').on(table.sessionId)],
);
