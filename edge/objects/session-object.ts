import { DurableObject } from 'cloudflare:workers';
import {
  admitGuest,
  admitPerson,
  openMeeting,
  type Admission,
  type Arrival,
  type MeetingFacts,
} from '../core/admit.ts';
import type { OrderedAction } from '../core/action.ts';
import type { BreakGlassTerm } from '../core/break-glass.ts';
import { callOpenedOf, openCall, type CallFacts } from '../core/call.ts';
import type { ChallengeAnswer } from '../core/challenge.ts';
import { drillViewOf } from '../core/drill-view.ts';
import { endSession } from '../core/end.ts';
import type { Erasure } from '../core/erase.ts';
import type { CallOpened, GatewayEvent } from '../core/event.ts';
import { finishTurn } from '../core/finish.ts';
import { followBreakGlass } from '../core/follow-break-glass.ts';
import type { Identity } from '../core/identity.ts';
import { answerOwn, seeOwn } from '../core/own-challenge.ts';
import { decline, order, reportPressure } from '../core/order.ts';
import { ok, refused, type Result } from '../core/result.ts';
import { notePestering } from '../core/pestered.ts';
import { isInvolved, mayRead, type Session, type Viewer } from '../core/session.ts';
import { expireDue } from '../core/settle.ts';
import type { Means } from '../core/means.ts';
import { beginTurn, type Turn } from '../core/turn.ts';
import type { AuditPage, ChallengeView, DrillView, SessionDecisions, SessionView } from '../core/view.ts';
import type { Env } from '../env.ts';
import type { RulesInForce } from '../store/queries/rules.ts';
import { meansNow } from '../means.ts';
import { eraseFrom } from './erase-subject.ts';
import { GatewayWatchdog } from './gateway-watchdog.ts';
import { SessionFlush } from './session-flush.ts';
import { letIn, type Coming } from './let-in.ts';
import { nextTimeOf, whatIsOver } from './session-clock.ts';
import { readAuditPage, readChallenge, readDecisions, readView } from './session-reader.ts';
import { SessionStore } from './session-store.ts';
import { takeEvents, type Taken } from './take-events.ts';
import { SessionWatch, type Watcher } from './session-watch.ts';
import { closeSocket } from './sockets.ts';

const backupMs = 3_000;

/**
 * One call or meeting. Every change is one turn of the pure core, stored with its audit entries, orders and outbox in
 * one transaction; delivery comes after and may be repeated.
 */
export class SessionObject extends DurableObject<Env> {
  readonly #store: SessionStore;
  readonly #flush: SessionFlush;
  readonly #watch: SessionWatch;
  readonly #watchdog: GatewayWatchdog;
  #session: Session | undefined;
  #alarmAtMs: number | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#store = new SessionStore(ctx.storage.sql);
    this.#session = this.#store.load();
    this.#flush = new SessionFlush(env, this.#store, {
      read: () => this.#session,
      replaceActions: (actions) => {
        if (this.#session !== undefined) this.#session = { ...this.#session, actions };
      },
      notePestering: (id) => void this.#turn(undefined, 'edge', (turn) => ok(notePestering(turn, id))),
      followBreakGlass: (term) => this.followBreakGlass(term),
      erase: (personId) => this.#erase('edge', { personId, names: [], numbers: [] }),
    });
    this.#watchdog = new GatewayWatchdog(env, this.#store, this.#flush);
    this.#watch = new SessionWatch(ctx, env, (session, viewer) => this.#viewFor(session, viewer));
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'));
  }

  openCall(facts: CallFacts, rules: RulesInForce): Result<CallOpened> {
    this.#session ??= this.#create(rules, (means) => openCall(facts, means));
    const opened = callOpenedOf(this.#session);
    return opened === undefined ? refused('conflict') : ok(opened);
  }

  openMeeting(facts: MeetingFacts, rules: RulesInForce): void {
    this.#session ??= this.#create(rules, (means) => openMeeting(facts, means));
  }

  /** Break-glass has begun or is over. */
  followBreakGlass(term: BreakGlassTerm): void {
    this.#turn(undefined, 'edge', (turn) => ok(followBreakGlass(turn, term)));
  }

  admitPerson(viewer: Viewer, coming: Coming, arrival: Arrival): Result<Admission> {
    return this.#turn(viewer, viewer.personId, (turn) =>
      letIn(turn, coming, this.ctx.storage.sql, () => admitPerson(turn, viewer, arrival)),
    );
  }

  admitGuest(guest: Parameters<typeof admitGuest>[1], identity: Identity, coming: Coming): Result<Admission> {
    return this.#turn(undefined, 'guest', (turn) =>
      letIn(turn, coming, this.ctx.storage.sql, () => admitGuest(turn, guest, identity)),
    );
  }

  decline(viewer: Viewer): Result<void> {
    return this.#turn(viewer, viewer.personId, (turn) => decline(turn, viewer));
  }

  order(viewer: Viewer, participantId: string, type: OrderedAction, note?: string): Result<SessionView> {
    const done = this.#turn(viewer, viewer.personId, (turn) => {
      if (!mayRead(turn.session, viewer)) return refused('not-allowed');
      return order(turn, viewer, participantId, type, note);
    });
    return done.ok ? this.view(viewer) : done;
  }

  report(viewer: Viewer, participantId: string | undefined): Result<void> {
    return this.#turn(viewer, viewer.personId, (turn) => {
      if (!isInvolved(turn.session, viewer.personId)) return refused('not-allowed');
      return reportPressure(turn, viewer, participantId);
    });
  }

  /** Events of one gateway, in order; what is answered as stored is durable. */
  takeEvents(gatewayId: string, events: readonly GatewayEvent[]): Taken {
    const taken: Taken = { stored: [], duplicate: [], refused: [] };
    const done = this.#turn(undefined, `gateway:${gatewayId}`, (turn) => {
      takeEvents(turn, gatewayId, events, this.#store, taken);
      return ok(undefined);
    });
    if (!done.ok) taken.refused.push(...events.map(({ id }) => ({ id, code: done.code })));
    else this.#flush.gateway = 'connected';
    return taken;
  }

  /** A challenge for its subject alone, with what his passkey must sign. */
  challenge(challengeId: string, viewer: Viewer): ReturnType<typeof readChallenge> {
    this.#expire();
    return readChallenge(this.#session, challengeId, viewer);
  }

  /** The same, to be shown to him: the first time is a step of the audit. */
  seeChallenge(challengeId: string, viewer: Viewer): ReturnType<SessionObject['challenge']> {
    const found = this.challenge(challengeId, viewer);
    if (found.ok) this.#turn(viewer, viewer.personId, (turn) => seeOwn(turn, challengeId, viewer));
    return found;
  }

  /** Consumes the challenge: of many answers exactly one decides, the others get what it decided. */
  answerChallenge(
    challengeId: string,
    viewer: Viewer,
    given: ChallengeAnswer,
    note?: string,
  ): Result<{ won: boolean; view: ChallengeView }> {
    const decided = this.#turn(viewer, viewer.personId, (turn) => answerOwn(turn, challengeId, viewer, given, note));
    if (!decided.ok && decided.code !== 'challenge-decided' && decided.code !== 'challenge-expired') return decided;
    const stored = this.challenge(challengeId, viewer);
    return stored.ok ? ok({ won: decided.ok, view: stored.value.view }) : stored;
  }

  view(viewer: Viewer): Result<SessionView> {
    this.#expire();
    const session = this.#session;
    if (session === undefined || session.tenantId !== viewer.tenantId) return refused('not-found');
    if (!mayRead(session, viewer)) return refused('not-allowed');
    return ok(this.#viewFor(session, viewer));
  }

  auditPage(tenantId: string, after: number, limit: number): Result<AuditPage> {
    return readAuditPage(this.#store, this.#session, tenantId, { after, limit });
  }

  /** Every decision with its inputs, and the rules they were made by. */
  decisions(tenantId: string): Result<SessionDecisions> {
    return readDecisions(this.#store, this.#session, tenantId);
  }

  drill(): DrillView | undefined {
    const session = this.#session;
    return session?.drillId === undefined ? undefined : drillViewOf(session.drillId, session);
  }

  /** Erases a person; true once the database says so too. A session that is not there, or not his, has nothing to say. */
  async eraseSubject(tenantId: string, actor: string, erasure: Erasure): Promise<boolean> {
    if (this.#session?.tenantId !== tenantId) return true;
    this.#erase(actor, erasure);
    await this.#deliver();
    return this.#store.projectedRevision() >= (this.#session?.revision ?? 0);
  }

  /** The gateway is back: orders that wait for it are sent now. */
  async resume(): Promise<void> {
    this.#flush.makeDue();
    await this.#deliver();
  }

  /** `GET /api/sessions/:id/watch`; the route has checked who it is. */
  override fetch(request: Request): Response {
    const watcher = JSON.parse(decodeURIComponent(request.headers.get('x-watcher') ?? 'null')) as Watcher;
    const view = this.view(watcher.viewer);
    if (!view.ok) return new Response(view.code, { status: view.code === 'not-found' ? 404 : 403 });
    return this.#watch.open(watcher, view.value);
  }

  /** A sign-in is over, and with it what its pages may watch. */
  closeWatches(tag: string): void {
    this.#watch.close(tag);
  }

  override webSocketMessage(socket: WebSocket): void {
    closeSocket(socket, 1008, 'nothing but "ping" is expected here');
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    closeSocket(socket, code);
  }

  /** Platform retries stop after six failures, so nothing is thrown here: what is left re-arms the alarm. */
  override async alarm(): Promise<void> {
    this.#alarmAtMs = undefined;
    this.#expire();
    const gateway = await this.#watchdog.look(this.#session);
    if (gateway === 'lost') this.#turn(undefined, 'edge', (turn) => ok(endSession(turn, 'gateway-lost')));
    else if (gateway === 'changed') this.#watch.broadcast(() => this.#session);
    await this.#deliver();
  }

  #erase(actor: string, erasure: Erasure): void {
    this.#turn(undefined, actor, (turn) => ok(eraseFrom(turn, erasure, this.#store)));
  }

  #create(rules: RulesInForce, open: (means: Means) => Turn): Session {
    const turn = open(meansNow(rules));
    this.ctx.storage.transactionSync(() => {
      finishTurn(turn, undefined);
      this.#store.save(turn, undefined);
    });
    this.#session = turn.session;
    this.#announce();
    return turn.session;
  }

  /** Runs work on the session and stores all that follows from it, or nothing. `viewer` must be of its tenant. */
  #turn<T>(viewer: Viewer | undefined, actor: string, work: (turn: Turn) => Result<T>): Result<T> {
    const before = this.#session;
    if (before === undefined || (viewer !== undefined && viewer.tenantId !== before.tenantId))
      return refused('not-found');
    const turn = beginTurn(before, actor, meansNow(before));
    const result = this.ctx.storage.transactionSync(() => {
      expireDue(turn);
      const done = work(turn);
      if (turn.session !== before || turn.audit.length > 0) {
        finishTurn(turn, before);
        this.#store.save(turn, before);
      }
      return done;
    });
    if (turn.session !== before) {
      this.#session = turn.session;
      this.#announce();
    }
    return result;
  }

  /** What time alone changes: challenges and break-glass run out, a call nobody answers ends. */
  #expire(): void {
    const { somethingDue, unanswered } = whatIsOver(this.#session, Date.now());
    if (!somethingDue && !unanswered) return;
    this.#turn(undefined, 'edge', (turn) => {
      if (unanswered) endSession(turn, 'no-answer');
      return ok(undefined);
    });
  }

  #announce(): void {
    this.#watch.broadcast(() => this.#session);
    this.#arm();
    this.ctx.waitUntil(this.#deliver());
  }

  async #deliver(): Promise<void> {
    await this.#flush.run();
    this.#arm();
  }

  #arm(): void {
    const others = [this.#flush.dueAtMs(Date.now() + backupMs), this.#watchdog.dueAtMs(this.#session)];
    const nextMs = nextTimeOf(this.#session, others);
    if (!Number.isFinite(nextMs) || (this.#alarmAtMs !== undefined && this.#alarmAtMs <= nextMs)) return;
    this.#alarmAtMs = nextMs;
    this.ctx.waitUntil(this.ctx.storage.setAlarm(nextMs));
  }

  #viewFor(session: Session, viewer: Viewer): SessionView {
    return readView(this.#store, session, viewer, this.#flush.gateway);
  }
}
