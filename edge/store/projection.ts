import type { AuditEntry } from '../core/audit.ts';
import type { DecisionRecord } from '../core/decision-record.ts';
import { participantStatus, type Session } from '../core/session.ts';
import { sessionRowOf } from '../core/session-view.ts';

/**
 * Statements that bring D1 up to a session's state: upserts by key, in which an older revision never overwrites a newer,
 * and what was erased never comes back.
 * Rows travel as one JSON parameter (`json_each`), because D1 takes 100 bound parameters at most.
 */
export function projectionOf(
  db: D1Database,
  session: Session,
  entries: readonly AuditEntry[],
  decisions: readonly DecisionRecord[],
): D1PreparedStatement[] {
  const statements = [upsertSession(db, session), upsertParticipants(db, session)];
  if (session.cases.length > 0) statements.push(upsertCases(db, session));
  if (session.alerts.length > 0) statements.push(upsertAlerts(db, session));
  if (entries.length > 0) statements.push(insertEntries(db, session.tenantId, entries));
  if (decisions.length > 0) statements.push(insertDecisions(db, session.tenantId, decisions));
  return statements;
}

function upsertSession(db: D1Database, session: Session): D1PreparedStatement {
  const row = sessionRowOf(session);
  return db
    .prepare(
      `insert into session (id, tenant_id, kind, channel, title, state, drill_id, host_person_id, started_at_ms,
         ended_at_ms, participants, top_p, top_effect, case_id, revision)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (id) do update set title = excluded.title, state = excluded.state, ended_at_ms = excluded.ended_at_ms,
         participants = excluded.participants, top_p = excluded.top_p, top_effect = excluded.top_effect,
         case_id = excluded.case_id, revision = excluded.revision
       where excluded.revision > session.revision and excluded.tenant_id = session.tenant_id`,
    )
    .bind(
      row.id,
      session.tenantId,
      row.kind,
      row.channel,
      row.title,
      row.state,
      session.drillId ?? null,
      session.hostPersonId ?? null,
      row.startedAtMs,
      row.endedAtMs ?? null,
      row.participants,
      row.topP,
      row.topEffect,
      row.caseId ?? null,
      session.revision,
    );
}

/** The id again when he was ordered to be erased: his session may have reached the database too late to be found. */
function isBeingErased(column: 'person_id' | 'claimed_person_id'): string {
  return `(select e.person_id from erasure e where e.tenant_id = participant.tenant_id and e.person_id = participant.${column})`;
}

/** Who of the session's people is to be erased, from the result of its participants' upsert. */
export function erasedIn(results: readonly D1Result[]): string[] {
  const rows = (results[1]?.results ?? []) as { erased: string | null; erased_claimed: string | null }[];
  return [...new Set(rows.flatMap(({ erased, erased_claimed: claimed }) => [erased ?? [], claimed ?? []].flat()))];
}

function upsertParticipants(db: D1Database, session: Session): D1PreparedStatement {
  const rows = session.participants.map((one) => ({
    id: one.id,
    personId: one.personId ?? null,
    claimedPersonId: one.claimed?.personId ?? null,
    displayName: one.displayName,
    role: one.role,
    status: participantStatus(session, one),
    joinedAtMs: one.joinedAtMs,
    leftAtMs: one.leftAtMs ?? null,
  }));
  return db
    .prepare(
      `insert into participant (id, session_id, tenant_id, person_id, claimed_person_id, display_name, role, status,
         joined_at_ms, left_at_ms, revision)
       select value ->> 'id', ?2, ?3, value ->> 'personId', value ->> 'claimedPersonId', value ->> 'displayName',
         value ->> 'role', value ->> 'status', value ->> 'joinedAtMs', value ->> 'leftAtMs', ?4
       from json_each(?1) where true
       on conflict (id) do update set status = excluded.status, left_at_ms = excluded.left_at_ms,
         display_name = excluded.display_name, revision = excluded.revision
       where excluded.revision > participant.revision and excluded.session_id = participant.session_id
       returning ${isBeingErased('person_id')} as erased, ${isBeingErased('claimed_person_id')} as erased_claimed`,
    )
    .bind(JSON.stringify(rows), session.id, session.tenantId, session.revision);
}

function upsertCases(db: D1Database, session: Session): D1PreparedStatement {
  return db
    .prepare(
      `insert into case_row (id, tenant_id, opened_at_ms, updated_at_ms, drill, json, revision)
       select value ->> 'id', ?2, value ->> 'openedAtMs', value ->> 'updatedAtMs', value ->> 'drill', value, ?3
       from json_each(?1) where true
       on conflict (id) do update set updated_at_ms = excluded.updated_at_ms, json = excluded.json,
         revision = excluded.revision
       where excluded.revision > case_row.revision and excluded.tenant_id = case_row.tenant_id`,
    )
    .bind(JSON.stringify(session.cases), session.tenantId, session.revision);
}

function upsertAlerts(db: D1Database, session: Session): D1PreparedStatement {
  return db
    .prepare(
      `insert into alert (id, tenant_id, at_ms, json)
       select value ->> 'id', ?2, value ->> 'atMs', value from json_each(?1) where true
       on conflict (id) do update set json = excluded.json
       where excluded.json ->> 'erased' and excluded.tenant_id = alert.tenant_id`,
    )
    .bind(JSON.stringify(session.alerts), session.tenantId);
}

function insertEntries(db: D1Database, tenantId: string, entries: readonly AuditEntry[]): D1PreparedStatement {
  return db
    .prepare(
      `insert into audit_entry (session_id, seq, tenant_id, at_ms, actor, kind, body, prev_hash, hash)
       select value ->> 'sessionId', value ->> 'seq', ?2, value ->> 'atMs', value ->> 'actor', value ->> 'kind',
         value -> 'body', value ->> 'prevHash', value ->> 'hash'
       from json_each(?1) where true
       on conflict (session_id, seq) do nothing`,
    )
    .bind(JSON.stringify(entries), tenantId);
}

function insertDecisions(db: D1Database, tenantId: string, decisions: readonly DecisionRecord[]): D1PreparedStatement {
  return db
    .prepare(
      `insert into decision (session_id, ordinal, tenant_id, participant_id, at_ms, drill, json)
       select value ->> 'sessionId', value ->> 'ordinal', ?2, value ->> 'participantId', value ->> 'atMs',
         value ->> 'drill', value
       from json_each(?1) where true
       on conflict (session_id, ordinal) do update set json = excluded.json
       where excluded.json ->> '$.context.number' is null and decision.json ->> '$.context.number' is not null`,
    )
    .bind(JSON.stringify(decisions), tenantId);
}

export type Learning = { tenantId: string; number: string; personId: string; sessionId: string; atMs: number };

/** Counts a call once, however often the outbox delivers it. */
export function learnContact(db: D1Database, { tenantId, number, personId, sessionId, atMs }: Learning) {
  return db
    .prepare(
      `insert into contact (tenant_id, number, person_id, calls, last_session_id, last_at_ms) values (?, ?, ?, 1, ?, ?)
       on conflict (tenant_id, number, person_id) do update set calls = contact.calls + 1,
         last_session_id = excluded.last_session_id, last_at_ms = excluded.last_at_ms
       where contact.last_session_id <> excluded.last_session_id`,
    )
    .bind(tenantId, number, personId, sessionId, atMs);
}
