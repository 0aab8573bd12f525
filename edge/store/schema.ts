import { channels } from '../core/channel.ts';
import { sql } from 'drizzle-orm';
import { blob, index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/*
 * D1: identities and sign-in, and the queryable record of sessions. A session's own object is the truth about it;
 * its tables here are a projection, written by idempotent upserts. All times are epoch milliseconds.
 */

export const tenant = sqliteTable('tenant', {
  id: text().primaryKey(),
  name: text().notNull(),
  createdAtMs: integer('created_at_ms').notNull(),
  /** JSON array of the e-mail domains that its people have, lower case. Empty: any. */
  domains: text().notNull().default('[]'),
});

export const person = sqliteTable(
  'person',
  {
    id: text().primaryKey(),
    tenantId: text('tenant_id').notNull(),
    displayName: text('display_name').notNull(),
    /** Lower case: an address is compared without regard to case. */
    email: text().notNull(),
    role: text({ enum: ['admin', 'operator', 'auditor', 'employee'] }).notNull(),
    extension: text(),
    createdAtMs: integer('created_at_ms').notNull(),
    updatedAtMs: integer('updated_at_ms').notNull().default(0),
    /** Counts changes; the ETag of SCIM (RFC 7644 §3.14). */
    revision: integer().notNull().default(1),
    /** False: on file, but may not sign in and is not protected. */
    active: integer({ mode: 'boolean' }).notNull().default(true),
    /** Set by a soft delete: gone for every reader, kept for the audit until erased. */
    deletedAtMs: integer('deleted_at_ms'),
    /** The team that his baseline backs off to. */
    teamId: text('team_id'),
    /** JSON array of channels he is protected on. Empty: all. */
    channels: text().notNull().default('[]'),
    externalId: text('external_id'),
    /** JSON of SCIM attributes that have no column of their own. */
    scim: text().notNull().default('{}'),
  },
  (table) => [
    uniqueIndex('person_email').on(table.tenantId, table.email).where(sql`deleted_at_ms is null`),
    uniqueIndex('person_extension').on(table.tenantId, table.extension).where(sql`deleted_at_ms is null`),
    index('person_by_extension').on(table.extension),
    index('person_by_external').on(table.tenantId, table.externalId),
  ],
);

export const team = sqliteTable(
  'team',
  {
    id: text().primaryKey(),
    tenantId: text('tenant_id').notNull(),
    name: text().notNull(),
    externalId: text('external_id'),
    createdAtMs: integer('created_at_ms').notNull(),
    updatedAtMs: integer('updated_at_ms').notNull(),
    revision: integer().notNull().default(1),
  },
  (table) => [uniqueIndex('team_name').on(table.tenantId, table.name)],
);

export const teamMember = sqliteTable(
  'team_member',
  {
    tenantId: text('tenant_id').notNull(),
    teamId: text('team_id').notNull(),
    personId: text('person_id').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.teamId, table.personId] }),
    index('team_member_by_person').on(table.tenantId, table.personId),
  ],
);

/** Keys with which a directory provisions people (SCIM). Only hashes are stored. */
export const scimToken = sqliteTable(
  'scim_token',
  {
    tokenHash: text('token_hash').primaryKey(),
    id: text().notNull().unique(),
    tenantId: text('tenant_id').notNull(),
    name: text().notNull(),
    createdBy: text('created_by').notNull(),
    createdAtMs: integer('created_at_ms').notNull(),
    usedAtMs: integer('used_at_ms'),
    revokedAtMs: integer('revoked_at_ms'),
  },
  (table) => [index('scim_token_by_tenant').on(table.tenantId)],
);

export const personNumber = sqliteTable(
  'person_number',
  {
    tenantId: text('tenant_id').notNull(),
    number: text().notNull(),
    personId: text('person_id').notNull(),
    /** Where it comes from. */
    source: text({ enum: ['setup', 'admin', 'directory', 'scim'] })
      .notNull()
      .default('setup'),
    addedAtMs: integer('added_at_ms').notNull().default(0),
    addedBy: text('added_by').notNull().default('setup'),
    verifiedAtMs: integer('verified_at_ms'),
    /** mobile, fixed, voip, unknown: unknown is not "clean". */
    lineType: text('line_type').notNull().default('unknown'),
    simChangedAtMs: integer('sim_changed_at_ms'),
    forwarded: integer({ mode: 'boolean' }),
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
  /** JWK thumbprint (RFC 7638) of the key that the browser held at sign-in; absent for one that has none. */
  deviceKey: text('device_key'),
  credentialId: text('credential_id'),
  /** When a passkey was last shown in it. */
  provedAtMs: integer('proved_at_ms').notNull().default(0),
});

export const session = sqliteTable(
  'session',
  {
    id: text().primaryKey(),
    tenantId: text('tenant_id').notNull(),
    kind: text({ enum: ['call', 'meeting'] }).notNull(),
    channel: text({ enum: channels }).notNull(),
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
  (table) => [
    index('participant_by_session').on(table.sessionId),
    index('participant_by_person').on(table.tenantId, table.personId),
    index('participant_by_claim').on(table.tenantId, table.claimedPersonId),
  ],
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

export const rate = sqliteTable('rate', {
  key: text().primaryKey(),
  windowStartMs: integer('window_start_ms').notNull(),
  count: integer().notNull(),
});
