import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/* D1: rules, what was decided by them, and who changed what. All times are epoch milliseconds. */

export const policyVersion = sqliteTable(
  'policy_version',
  {
    tenantId: text('tenant_id').notNull(),
    version: integer().notNull(),
    /** Canonical JSON of the policy. */
    body: text().notNull(),
    hash: text().notNull(),
    state: text({ enum: ['pending', 'active', 'rejected', 'superseded'] }).notNull(),
    note: text().notNull(),
    /** JSON array: how it weakens the policy it was made from. */
    weakens: text().notNull(),
    basedOn: integer('based_on').notNull(),
    proposedBy: text('proposed_by').notNull(),
    proposedAtMs: integer('proposed_at_ms').notNull(),
    decidedBy: text('decided_by'),
    decidedAtMs: integer('decided_at_ms'),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.version] }),
    // At most one is in force: switching is a statement that cannot leave two.
    uniqueIndex('policy_active').on(table.tenantId).where(sql`state = 'active'`),
  ],
);

export const breakGlass = sqliteTable(
  'break_glass',
  {
    id: text().primaryKey(),
    tenantId: text('tenant_id').notNull(),
    reason: text().notNull(),
    requestedBy: text('requested_by').notNull(),
    requestedAtMs: integer('requested_at_ms').notNull(),
    approvedBy: text('approved_by'),
    /** From the second admin's word on; absent while it is only asked for. */
    startedAtMs: integer('started_at_ms'),
    untilMs: integer('until_ms'),
    endedBy: text('ended_by'),
    endedAtMs: integer('ended_at_ms'),
  },
  (table) => [index('break_glass_by_time').on(table.tenantId, table.requestedAtMs)],
);

/** Every decision with all it was made from; projected from the session's object. */
export const decision = sqliteTable(
  'decision',
  {
    sessionId: text('session_id').notNull(),
    ordinal: integer().notNull(),
    tenantId: text('tenant_id').notNull(),
    participantId: text('participant_id').notNull(),
    atMs: integer('at_ms').notNull(),
    drill: integer({ mode: 'boolean' }).notNull(),
    /** The whole `DecisionRecord`. */
    json: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.sessionId, table.ordinal] }),
    index('decision_by_time').on(table.tenantId, table.atMs),
  ],
);

/** What admins and provisioning changed: a hash chain of its own per tenant. */
export const tenantEntry = sqliteTable(
  'tenant_entry',
  {
    tenantId: text('tenant_id').notNull(),
    seq: integer().notNull(),
    atMs: integer('at_ms').notNull(),
    actor: text().notNull(),
    kind: text().notNull(),
    body: text().notNull(),
    prevHash: text('prev_hash').notNull(),
    hash: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.seq] })],
);
