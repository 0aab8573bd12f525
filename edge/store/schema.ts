import { blob, index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/*
 * D1: identities and sign-in, and the queryable record of sessions. A session's own object is the truth about it;
 * its tables here are a projection, written by idempotent upserts. All times are epoch milliseconds.
 */

export const tenant = sqliteTable('tenant', {
  id: text().primaryKey(),
  name: text().notNull(),
  createdAtMs: integer('created_at_ms').notNull(),
});

export const person = sqliteTable(
  'person',
  {
    id: text().primaryKey(),
    tenantId: text('tenant_id').notNull(),
    displayName: text('display_name').notNull(),
    email: text().notNull(),
    role: text({ enum: ['admin', 'operator', 'auditor', 'employee'] }).notNull(),
    extension: text(),
    createdAtMs: integer('created_at_ms').notNull(),
  },
  (table) => [
    uniqueIndex('person_email').on(table.tenantId, table.email),
    uniqueIndex('person_extension').on(table.tenantId, table.extension),
    index('person_by_extension').on(table.extension),
  ],
);

export const personNumber = sqliteTable(
  'person_number',
  {
    tenantId: text('tenant_id').notNull(),
    number: text().notNull(),
    personId: text('person_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.number] }),
    index('person_number_by_number').on(table.number),
  ],
);

export const credential = sqliteTable(
  'credential',
  {
    id: text().primaryKey(),
    tenantId: text('tenant_id').notNull(),
    personId: text('person_id').notNull(),
    publicKey: blob('public_key', { mode: 'buffer' }).notNull(),
    counter: integer().notNull(),
    transports: text().notNull(),
    deviceType: text('device_type').notNull(),
    backedUp: integer('backed_up', { mode: 'boolean' }).notNull(),
    createdAtMs: integer('created_at_ms').notNull(),
    usedAtMs: integer('used_at_ms'),
  },
  (table) => [index('credential_by_person').on(table.tenantId, table.personId)],
);

export const enrolment = sqliteTable('enrolment', {
  tokenHash: text('token_hash').primaryKey(),
  tenantId: text('tenant_id').notNull(),
  personId: text('person_id').notNull(),
  expiresAtMs: integer('expires_at_ms').notNull(),
  usedAtMs: integer('used_at_ms'),
  /** The ceremony that used it: ties the stored passkey to the one that won. */
  usedBy: text('used_by'),
});

export const ceremony = sqliteTable('ceremony', {
  idHash: text('id_hash').primaryKey(),
  kind: text({ enum: ['enrol', 'sign-in'] }).notNull(),
  challenge: text().notNull(),
  /** Hash of the enrolment link it belongs to. */
  enrolmentHash: text('enrolment_hash'),
  expiresAtMs: integer('expires_at_ms').notNull(),
});

export const signIn = sqliteTable('sign_in', {
  tokenHash: text('token_hash').primaryKey(),
  tenantId: text('tenant_id').notNull(),
  personId: text('person_id').notNull(),
  createdAtMs: integer('created_at_ms').notNull(),
  expiresAtMs: integer('expires_at_ms').notNull(),
});

export const session = sqliteTable(
  'session',
  {
    id: text().primaryKey(),
    tenantId: text('tenant_id').notNull(),
    kind: text({ enum: ['call', 'meeting'] }).notNull(),
    channel: text({ enum: ['phone', 'web'] }).notNull(),
    title: text().notNull(),
    state: text({ enum: ['ringing', 'live', 'ended'] }).notNull(),
    drillId: text('drill_id'),
    hostPersonId: text('host_person_id'),
    startedAtMs: integer('started_at_ms').notNull(),
    endedAtMs: integer('ended_at_ms'),
    participants: integer().notNull(),
    topP: real('top_p').notNull(),
    topEffect: text('top_effect', { enum: ['none', 'ask', 'hold', 'block'] }).notNull(),
    caseId: text('case_id'),
    revision: integer().notNull(),
  },
  (table) => [index('session_by_start').on(table.tenantId, table.startedAtMs)],
);

export const participant = sqliteTable(
  'participant',
  {
    id: text().primaryKey(),
    sessionId: text('session_id').notNull(),
    tenantId: text('tenant_id').notNull(),
    personId: text('person_id'),
    claimedPersonId: text('claimed_person_id'),
    displayName: text('display_name').notNull(),
    role: text().notNull(),
    status: text().notNull(),
    joinedAtMs: integer('joined_at_ms').notNull(),
    leftAtMs: integer('left_at_ms'),
    revision: integer().notNull(),
  },
  (table) => [index('participant_by_session').on(table.sessionId)],
);

export const caseRow = sqliteTable(
  'case_row',
  {
    id: text().primaryKey(),
    tenantId: text('tenant_id').notNull(),
    openedAtMs: integer('opened_at_ms').notNull(),
    updatedAtMs: integer('updated_at_ms').notNull(),
    drill: integer({ mode: 'boolean' }).notNull(),
    /** The whole `CaseRow`. */
    json: text().notNull(),
    revision: integer().notNull(),
  },
  (table) => [index('case_by_time').on(table.tenantId, table.openedAtMs)],
);

export const alert = sqliteTable(
  'alert',
  {
    id: text().primaryKey(),
    tenantId: text('tenant_id').notNull(),
    atMs: integer('at_ms').notNull(),
    json: text().notNull(),
  },
  (table) => [index('alert_by_time').on(table.tenantId, table.atMs)],
);

export const auditEntry = sqliteTable(
  'audit_entry',
  {
    sessionId: text('session_id').notNull(),
    seq: integer().notNull(),
    tenantId: text('tenant_id').notNull(),
    atMs: integer('at_ms').notNull(),
    actor: text().notNull(),
    kind: text().notNull(),
    body: text().notNull(),
    prevHash: text('prev_hash').notNull(),
    hash: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.sessionId, table.seq] })],
);

export const drill = sqliteTable('drill', {
  id: text().primaryKey(),
  tenantId: text('tenant_id').notNull(),
  actionId: text('action_id').notNull(),
  calleeId: text('callee_id').notNull(),
  orderedBy: text('ordered_by').notNull(),
  createdAtMs: integer('created_at_ms').notNull(),
  /** Set once, by the call that used the mark. */
  sessionId: text('session_id'),
  failure: text(),
});

/** Numbers that talked with a person before, in calls that gave no reason for doubt. */
export const contact = sqliteTable(
  'contact',
  {
    tenantId: text('tenant_id').notNull(),
    number: text().notNull(),
    personId: text('person_id').notNull(),
    calls: integer().notNull(),
    lastSessionId: text('last_session_id').notNull(),
    lastAtMs: integer('last_at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.number, table.personId] })],
);

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

export const rate = sqliteTable('rate', {
  key: text().primaryKey(),
  windowStartMs: integer('window_start_ms').notNull(),
  count: integer().notNull(),
});
