import { isRunning, type BreakGlassTerm } from '../core/break-glass.ts';
import type { ActionRecord, Session } from '../core/session.ts';
import type { Outgoing } from '../core/turn.ts';
import type { Env } from '../env.ts';
import { eventsOf } from '../events.ts';
import { erasedIn, learnContact, projectionOf } from '../store/projection.ts';
import { newToken } from '../random.ts';
import { selectTerm, termIn } from '../store/queries/rules.ts';
import { learnStatements } from '../store/queries/baseline.ts';
import { doorTo } from './door.ts';
import type { OutboxRow, SessionStore } from './session-store.ts';

const longestWaitMs = 30_000;
const entriesPerBatch = 200;

/** How the flush reads the session and gives back orders whose delivery was noted. */
type Access = {
  read: () => Session | undefined;
  replaceActions: (actions: readonly ActionRecord[]) => void;
  notePestering: (challengeId: string) => void;
  erase: (personId: string) => void;
  followBreakGlass: (term: BreakGlassTerm) => void;
};

/**
 * Delivers what turns have stored: orders to the gateway, messages to inboxes, rows to D1. Everything is delivered
 * at least once; receivers dedupe. One run at a time; what is stored meanwhile makes it run again.
 */
export class SessionFlush {
  gateway: 'connected' | 'away' | undefined;
  readonly #env: Env;
  readonly #store: SessionStore;
  readonly #access: Access;
  readonly #events = eventsOf(new Map());
  #running: Promise<void> | undefined;
  #again = false;
  #failures = 0;
  #notBeforeMs = 0;

  constructor(env: Env, store: SessionStore, access: Access) {
    this.#env = env;
    this.#store = store;
    this.#access = access;
  }

  run(): Promise<void> {
    if (this.#running === undefined) {
      this.#running = this.#rounds().finally(() => {
        this.#running = undefined;
      });
    } else this.#again = true;
    return this.#running;
  }

  /** When delivery must be tried again, or undefined when there is nothing to deliver. */
  dueAtMs(backupAtMs: number): number | undefined {
    const session = this.#access.read();
    if (session === undefined) return undefined;
    const times = session.actions.filter(({ state }) => state === 'ordered').map(({ nextAtMs }) => nextAtMs);
    const waiting = this.#store.projectedRevision() < session.revision || this.#store.outbox().length > 0;
    if (waiting) times.push(Math.max(backupAtMs, this.#notBeforeMs));
    return times.length === 0 ? undefined : Math.min(...times);
  }

  makeDue(): void {
    const session = this.#access.read();
    if (session === undefined) return;
    this.#note(session.actions.map((one) => (one.state === 'ordered' ? dueNow(one) : one)));
  }

  async #rounds(): Promise<void> {
    do {
      this.#again = false;
      // An order to hold must not wait behind a slow database.
      const results = await Promise.allSettled([this.#sendActions(), this.#sendMessages(), this.#project()]);
      const failed = results.find((result) => result.status === 'rejected');
      this.#failures = failed === undefined ? 0 : this.#failures + 1;
      if (failed !== undefined) {
        this.#notBeforeMs = Date.now() + backoffMs(this.#failures);
        this.#events.outboxDelayed({ sessionId: this.#access.read()?.id ?? '', error: String(failed.reason) });
        return;
      }
    } while (this.#again);
  }

  async #sendActions(): Promise<void> {
    const session = this.#access.read();
    const nowMs = Date.now();
    const due = session?.actions.filter(({ state, nextAtMs }) => state === 'ordered' && nextAtMs <= nowMs) ?? [];
    if (session === undefined || due.length === 0) return;
    const ids = new Set(due.map(({ action }) => action.id));
    this.#note(session.actions.map((one) => (ids.has(one.action.id) ? attempted(one, nowMs) : one)));
    const fleet = doorTo(this.#env.FLEET, 'fleet');
    for (const { action, attempts } of due) {
      const delivered = session.gatewayId !== undefined && (await fleet.send(session.gatewayId, action));
      this.gateway = delivered ? 'connected' : 'away';
      const { id: actionId, type } = action;
      this.#events.actionSent({ sessionId: session.id, actionId, type, delivered, attempt: attempts + 1 });
    }
  }

  #note(actions: readonly ActionRecord[]): void {
    const before = this.#access.read()?.actions ?? [];
    this.#store.saveActions(actions, before);
    this.#access.replaceActions(actions);
  }

  async #sendMessages(): Promise<void> {
    for (const row of this.#store.outbox()) {
      await this.#send(row);
      this.#store.clearOutbox(row.seq);
    }
  }

  async #send({ outgoing }: OutboxRow): Promise<void> {
    const session = this.#access.read();
    if (session === undefined || isToErased(session, outgoing)) return;
    if (outgoing.kind === 'inbox') {
      const { pestered } = await doorTo(this.#env.INBOXES, outgoing.personId).deliver(outgoing.message);
      if (pestered && outgoing.message.type === 'challenge-over')
        this.#access.notePestering(outgoing.message.challenge.id);
      return;
    }
    const { tenantId, id: sessionId } = session;
    if (outgoing.kind === 'lesson') {
      const delivery = { token: newToken(16), atMs: Date.now() };
      await this.#env.DB.batch(learnStatements(this.#env.DB, tenantId, [outgoing.lesson], delivery));
      return;
    }
    const { number, personId } = outgoing;
    await learnContact(this.#env.DB, { tenantId, number, personId, sessionId, atMs: Date.now() }).run();
  }

  async #project(): Promise<void> {
    for (;;) {
      const session = this.#access.read();
      if (session === undefined || this.#store.projectedRevision() >= session.revision) return;
      const entries = this.#store.auditToProject(entriesPerBatch);
      const decisions = this.#store.decisionsToProject(entriesPerBatch);
      const statements = projectionOf(this.#env.DB, session, entries, decisions);
      // With the rows that let others find it, so that no word of break-glass can pass between; and while it runs.
      const looks = this.#store.projectedRevision() === 0 || isRunning(session.breakGlass, Date.now());
      if (looks) statements.push(selectTerm(this.#env.DB, session.tenantId));
      const results = await this.#env.DB.batch(statements);
      const isAll = entries.length < entriesPerBatch && decisions.length < entriesPerBatch;
      this.#store.markDecisionsProjected(decisions.at(-1)?.ordinal ?? 0);
      this.#store.markProjected(entries.at(-1)?.seq ?? 0, isAll ? session.revision : 0);
      for (const personId of erasedIn(results)) this.#access.erase(personId);
      const term = looks ? termIn(results.at(-1)) : undefined;
      if (term !== undefined) this.#access.followBreakGlass(term);
    }
  }
}

/** Nothing is told to, or learned about, somebody who was erased meanwhile. */
function isToErased({ erased = [] }: Session, outgoing: Outgoing): boolean {
  return erased.includes(outgoing.kind === 'lesson' ? outgoing.lesson.personId : outgoing.personId);
}

function dueNow(one: ActionRecord): ActionRecord {
  return { ...one, nextAtMs: 0 };
}

function attempted(one: ActionRecord, nowMs: number): ActionRecord {
  return { ...one, attempts: one.attempts + 1, nextAtMs: nowMs + backoffMs(one.attempts + 1) };
}

/** 1 s, 2 s, 4 s … 30 s. */
function backoffMs(attempts: number): number {
  return Math.min(longestWaitMs, 1000 * 2 ** (attempts - 1));
}
