import { chainEntry, type AuditEntry } from '../core/audit.ts';
import type { Json } from '../core/canonical.ts';
import type { DecisionRecord } from '../core/decision-record.ts';
import type { ErasedFacts } from '../core/erase.ts';
import type { GatewayEvent } from '../core/event.ts';
import type { Policy } from '../core/policy-model.ts';
import type { Session } from '../core/session.ts';
import { signalKey, type Outgoing, type Turn } from '../core/turn.ts';
import type { RiskPoint } from '../core/view.ts';
import { SessionSeal } from './session-seal.ts';

const factTables = ['participant', 'signal', 'challenge', 'action', 'case_row', 'alert', 'policy'] as const;
type FactTable = (typeof factTables)[number];

type Collections = 'participants' | 'signals' | 'challenges' | 'actions' | 'cases' | 'alerts' | 'policy';
type Head = Omit<Session, Collections>;
export type OutboxRow = { seq: number; outgoing: Outgoing };

/** A session's SQLite: facts of each kind a row, events by their unique id, the audit chain, and the outbox. */
export class SessionStore {
  readonly seal: SessionSeal;
  readonly #sql: SqlStorage;
  #isOpen = false;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.seal = new SessionSeal(sql);
    // One that an older edge opened gets the tables that have come since.
    if (sql.exec(`select 1 from sqlite_master where name = 'head'`).toArray().length > 0) this.#create();
  }

  load(): Session | undefined {
    if (!this.#isOpen) return undefined;
    const [row] = this.#sql.exec<{ json: string }>('select json from head').toArray();
    if (row === undefined) return undefined;
    const [policy] = this.#facts<Policy>('policy');
    return {
      ...(JSON.parse(row.json) as Head),
      participants: this.#facts('participant'),
      signals: this.#facts('signal'),
      challenges: this.#facts('challenge'),
      actions: this.#facts('action'),
      cases: this.#facts('case_row'),
      alerts: this.#facts('alert'),
      ...(policy === undefined ? {} : { policy }),
    };
  }

  /** Writes what a turn changed. Runs inside the caller's transaction. */
  save(turn: Turn, before: Session | undefined): void {
    this.#create();
    const { participants, signals, challenges, actions, cases, alerts, policy, ...head } = turn.session;
    this.#sql.exec(
      'insert into head (id, json) values (1, ?) on conflict do update set json = excluded.json',
      JSON.stringify(head),
    );
    this.#put('participant', participants, before?.participants, ({ id }) => id);
    this.#put('signal', signals, before?.signals, signalKey);
    this.#put('challenge', challenges, before?.challenges, ({ id }) => id);
    this.#put('action', actions, before?.actions, ({ action }) => action.id);
    this.#put('case_row', cases, before?.cases, ({ id }) => id);
    this.#put('alert', alerts, before?.alerts, ({ id }) => id);
    // Apart from the head, which is written with every change.
    this.#put('policy', policy ? [policy] : [], before?.policy && [before.policy], () => 'policy');
    this.#append(turn);
  }

  saveActions(actions: Session['actions'], before: Session['actions']): void {
    this.#put('action', actions, before, ({ action }) => action.id);
  }

  /** False when an event of that id was stored before. */
  addEvent(event: GatewayEvent, atMs: number): boolean {
    this.#create();
    const added = this.#sql.exec(
      'insert into event (id, at_ms, json) values (?, ?, ?) on conflict do nothing returning id',
      event.id,
      atMs,
      JSON.stringify(event),
    );
    return added.toArray().length === 1;
  }

  /** When the last event was taken in. */
  lastEventAtMs(): number {
    if (!this.#isOpen) return 0;
    return this.#sql.exec<{ at_ms: number | null }>('select max(at_ms) as at_ms from event').one().at_ms ?? 0;
  }

  points(limit: number): RiskPoint[] {
    return this.#rows<RiskPoint>('select json from point order by seq desc limit ?', limit).reverse();
  }

  auditAfter(seq: number, limit: number): AuditEntry[] {
    return this.#entries('select * from audit where seq > ? order by seq limit ?', seq, limit);
  }

  auditTail(limit: number): AuditEntry[] {
    return this.#entries('select * from audit order by seq desc limit ?', limit).reverse();
  }

  auditToProject(limit: number): AuditEntry[] {
    return this.#entries('select * from audit where projected = 0 order by seq limit ?', limit);
  }

  /** Notes that D1 has the entries up to `seq` and the state of `revision`. */
  markProjected(seq: number, revision: number): void {
    this.#sql.exec('update audit set projected = 1 where projected = 0 and seq <= ?', seq);
    this.#sql.exec(
      'insert into projected (id, revision) values (1, ?) on conflict do update set revision = max(revision, excluded.revision)',
      revision,
    );
  }

  projectedRevision(): number {
    if (!this.#isOpen) return 0;
    return this.#sql.exec<{ revision: number }>('select revision from projected').toArray()[0]?.revision ?? 0;
  }

  decisions(): DecisionRecord[] {
    return this.#rows<DecisionRecord>('select json from decision order by ordinal');
  }

  decisionsToProject(limit: number): DecisionRecord[] {
    return this.#rows<DecisionRecord>('select json from decision where projected = 0 order by ordinal limit ?', limit);
  }

  markDecisionsProjected(ordinal: number): void {
    this.#sql.exec('update decision set projected = 1 where projected = 0 and ordinal <= ?', ordinal);
  }

  outbox(): OutboxRow[] {
    if (!this.#isOpen) return [];
    return this.#sql
      .exec<{ seq: number; json: string }>('select seq, json from outbox order by seq limit 100')
      .toArray()
      .map(({ seq, json }) => ({ seq, outgoing: JSON.parse(json) as Outgoing }));
  }

  clearOutbox(seq: number): void {
    this.#sql.exec('delete from outbox where seq = ?', seq);
  }

  /**
   * Takes out of the rows beside the state what names somebody. Events keep their ids, which is what they are stored
   * for; decisions keep all that their arithmetic needs, and are projected again.
   */
  forget({ participantIds, numbers }: Pick<ErasedFacts, 'participantIds' | 'numbers'>): void {
    this.#sql.exec(`update event set json = '{}'`);
    this.#sql.exec(
      `update decision set json = json_remove(json, '$.context.number'), projected = 0
       where json ->> '$.context.number' is not null and json ->> 'participantId' in (select value from json_each(?))`,
      JSON.stringify(participantIds),
    );
    this.#sql.exec(
      `delete from outbox where (json ->> 'kind' = 'inbox' and json ->> '$.message.type' <> 'ringing-over')
       or (json ->> 'kind' = 'learn' and json ->> 'number' in (select value from json_each(?)))`,
      JSON.stringify(numbers),
    );
  }

  #append(turn: Turn): void {
    let last: Pick<AuditEntry, 'seq' | 'hash'> | undefined = this.auditTail(1)[0];
    for (const draft of turn.audit) {
      const entry = chainEntry(this.seal.seal(draft), last);
      const { seq, sessionId, atMs, actor, kind, body, prevHash, hash } = entry;
      this.#sql.exec(
        'insert into audit (seq, session_id, at_ms, actor, kind, body, prev_hash, hash) values (?, ?, ?, ?, ?, ?, ?, ?)',
        seq,
        sessionId,
        atMs,
        actor,
        kind,
        JSON.stringify(body),
        prevHash,
        hash,
      );
      last = entry;
    }
    for (const { ordinal, ...made } of turn.decisions) {
      const json = JSON.stringify({ ...made, ordinal });
      this.#sql.exec('insert into decision (ordinal, json) values (?, ?)', ordinal, json);
    }
    for (const point of turn.points) this.#sql.exec('insert into point (json) values (?)', JSON.stringify(point));
    for (const one of turn.outgoing) this.#sql.exec('insert into outbox (json) values (?)', JSON.stringify(one));
  }

  #put<T>(table: FactTable, now: readonly T[], before: readonly T[] | undefined, keyOf: (fact: T) => string): void {
    if (now === before) return;
    const unchanged = new Set(before);
    for (const fact of now) {
      if (unchanged.has(fact)) continue;
      this.#sql.exec(
        `insert into ${table} (id, json) values (?, ?) on conflict do update set json = excluded.json`,
        keyOf(fact),
        JSON.stringify(fact),
      );
    }
  }

  #facts<T>(table: FactTable): T[] {
    return this.#rows<T>(`select json from ${table} order by rowid`);
  }

  #rows<T>(query: string, ...bindings: SqlStorageValue[]): T[] {
    if (!this.#isOpen) return [];
    return this.#sql
      .exec<{ json: string }>(query, ...bindings)
      .toArray()
      .map(({ json }) => JSON.parse(json) as T);
  }

  #entries(query: string, ...bindings: SqlStorageValue[]): AuditEntry[] {
    if (!this.#isOpen) return [];
    return this.#sql
      .exec<AuditRow>(query, ...bindings)
      .toArray()
      .map(entryOf);
  }

  /** Tables are made when a session is opened, so that a look at an unknown id stores nothing. */
  #create(): void {
    if (this.#isOpen) return;
    for (const table of factTables) {
      this.#sql.exec(`create table if not exists ${table} (id text primary key, json text not null)`);
    }
    this.#sql.exec(`
      create table if not exists head (id integer primary key check (id = 1), json text not null);
      create table if not exists event (id text primary key, at_ms integer not null, json text not null);
      create table if not exists point (seq integer primary key autoincrement, json text not null);
      create table if not exists decision (ordinal integer primary key, json text not null, projected integer not null default 0);
      create table if not exists outbox (seq integer primary key autoincrement, json text not null);
      create table if not exists projected (id integer primary key check (id = 1), revision integer not null);
      create table if not exists audit (
        seq integer primary key, session_id text not null, at_ms integer not null, actor text not null,
        kind text not null, body text not null, prev_hash text not null unique, hash text not null unique,
        projected integer not null default 0);
      create index if not exists audit_to_project on audit (seq) where projected = 0;
    `);
    this.#isOpen = true;
  }
}

type AuditRow = {
  session_id: string;
  seq: number;
  at_ms: number;
  actor: string;
  kind: string;
  body: string;
  prev_hash: string;
  hash: string;
};

function entryOf(row: AuditRow): AuditEntry {
  const { session_id: sessionId, seq, at_ms: atMs, actor, kind, prev_hash: prevHash, hash } = row;
  return { sessionId, seq, atMs, actor, kind, body: JSON.parse(row.body) as Json, prevHash, hash };
}
