import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/* D1: what is usual for people. All times are epoch milliseconds. */

/**
 * Decayed counts of what is usual: for a person, his team and the tenant. The empty value holds a feature's totals.
 * Weights are forward-decayed (Cormode et al. 2009): each sighting adds 2^((t - landmark) / half-life), so that
 * counting is an addition, whatever the order, and one factor turns a sum into the decayed count of any moment.
 */
export const baseline = sqliteTable(
  'baseline',
  {
    tenantId: text('tenant_id').notNull(),
    scope: text({ enum: ['person', 'team', 'tenant'] }).notNull(),
    scopeId: text('scope_id').notNull(),
    feature: text().notNull(),
    value: text().notNull(),
    weight: real().notNull(),
    /** Sightings, not decayed. */
    uses: integer().notNull(),
    /** In totals: forward-decayed weight of sightings that were new to the person. */
    fresh: real().notNull().default(0),
    /** Day number (UTC) of the newest sighting, and the undecayed weight that was counted on it. */
    day: integer().notNull(),
    dayWeight: real('day_weight').notNull(),
    firstAtMs: integer('first_at_ms').notNull(),
    lastAtMs: integer('last_at_ms').notNull(),
    /** Where the newest sighting comes from. */
    source: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.scope, table.scopeId, table.feature, table.value] }),
    index('baseline_by_value').on(table.tenantId, table.scope, table.feature, table.value),
  ],
);

/** What is known of a person beyond counts. */
export const profile = sqliteTable(
  'profile',
  {
    tenantId: text('tenant_id').notNull(),
    personId: text('person_id').notNull(),
    /** JSON of the last `Place`. */
    lastPlace: text('last_place'),
    learnedAtMs: integer('learned_at_ms'),
    erasedAtMs: integer('erased_at_ms'),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.personId] })],
);

/** Facts a baseline has learned from: each once, however often it is delivered or imported. */
export const learned = sqliteTable(
  'learned',
  {
    tenantId: text('tenant_id').notNull(),
    factHash: text('fact_hash').notNull(),
    /** Which delivery counted it. */
    token: text().notNull(),
    atMs: integer('at_ms').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.factHash] }),
    index('learned_by_time').on(table.tenantId, table.atMs),
  ],
);

/** Sign-ins that failed or succeeded lately: what velocity and failures are counted from. */
export const signInAttempt = sqliteTable(
  'sign_in_attempt',
  {
    tenantId: text('tenant_id').notNull(),
    personId: text('person_id').notNull(),
    atMs: integer('at_ms').notNull(),
    succeeded: integer({ mode: 'boolean' }).notNull(),
  },
  (table) => [index('sign_in_attempt_by_person').on(table.tenantId, table.personId, table.atMs)],
);

/** Who was ordered to be erased. Rows stay: they keep a session that reaches the database late from naming him again. */
export const erasure = sqliteTable(
  'erasure',
  {
    tenantId: text('tenant_id').notNull(),
    personId: text('person_id').notNull(),
    orderedBy: text('ordered_by').notNull(),
    orderedAtMs: integer('ordered_at_ms').notNull(),
    /** JSON of names and numbers that his sessions are searched for; gone once it is done. */
    facts: text(),
    doneAtMs: integer('done_at_ms'),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.personId] })],
);

/** The sessions that name him, and which of them no longer do. */
export const erasureSession = sqliteTable(
  'erasure_session',
  {
    tenantId: text('tenant_id').notNull(),
    personId: text('person_id').notNull(),
    sessionId: text('session_id').notNull(),
    doneAtMs: integer('done_at_ms'),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.personId, table.sessionId] })],
);
