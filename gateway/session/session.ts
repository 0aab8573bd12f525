import type { JoinClaims } from '#core/token';
import type { RosterEntry, RtcNotice } from '#core/wire';
import type { EdgeState } from '../edge-client/receive-action.ts';
import type { Events } from '../events.ts';
import type { Clock, Timer } from '../legs/rtp/clock.ts';
import type { Random } from '../legs/rtp/random.ts';
import type { Participant, Prompt } from '../media/participant.ts';
import { Room } from '../media/room.ts';
import type { WorkerPool } from '../media/worker-pool.ts';
import type { Report } from '../report.ts';
import { wholeMs } from '../report.ts';
import type { ScoreDesk } from '../scoring/score-desk.ts';
import { PageSeat } from './page-seat.ts';
import type { PhoneLine } from './phone-line.ts';

export type SessionDeps = {
  pool: WorkerPool;
  events: Events;
  clock: Clock;
  random: Random;
  report: Report;
  desk: ScoreDesk;
  newSecret: () => string;
  /** Since when the edge is away; undefined while it is there. */
  edgeAwaySinceMs: () => number | undefined;
  onEnded: (session: Session) => void;
};

/** How long a page may be without a socket before it counts as gone. */
const resumeMs = 20_000;
const emptyMeetingMs = 300_000;

/** One call or meeting at this gateway: who is here, who is held, and what the edge is told of it. */
export class Session {
  readonly id: string;
  readonly kind: 'call' | 'meeting';
  readonly room: Room;
  readonly #deps: SessionDeps;
  readonly #seats = new Map<string, PageSeat>();
  readonly #graces = new Map<string, Timer>();
  readonly #startedAtMs: number;
  #empty: Timer | undefined;
  #ended = false;
  phone: { line: PhoneLine; participant: Participant } | undefined;

  constructor(id: string, kind: 'call' | 'meeting', deps: SessionDeps) {
    this.id = id;
    this.kind = kind;
    this.#deps = deps;
    this.#startedAtMs = wholeMs(deps.clock);
    this.room = new Room(id, {
      pool: deps.pool,
      events: deps.events,
      random: deps.random,
      notify: (participantId, notice) => this.#seats.get(participantId)?.notify(notice),
    });
  }

  get ended(): boolean {
    return this.#ended;
  }

  get roster(): RosterEntry[] {
    const phone = this.phone === undefined ? [] : [this.phone.participant];
    return [...phone, ...[...this.#seats.values()].map((seat) => seat.participant)].map((participant) => ({
      participantId: participant.id,
      displayName: participant.displayName,
      leg: participant.leg,
    }));
  }

  seat(participantId: string): PageSeat | undefined {
    return this.#seats.get(participantId);
  }

  seats(): PageSeat[] {
    return [...this.#seats.values()];
  }

  participant(participantId: string): Participant | undefined {
    return this.phone?.participant.id === participantId
      ? this.phone.participant
      : this.#seats.get(participantId)?.participant;
  }

  /** Codec of the microphone that needs no transcoding for anybody here. */
  get sendCodec(): string {
    const phoneId = this.phone?.participant.id;
    return `audio/${phoneId === undefined ? 'opus' : this.room.codecOf(phoneId)}`;
  }

  /** A page with a valid pass takes its place, or takes it again with nothing on the router. */
  async admit(claims: JoinClaims, remoteAddress: string): Promise<PageSeat> {
    const known = this.#seats.get(claims.sub);
    const participant: Participant = known?.participant ?? {
      id: claims.sub,
      displayName: claims.name,
      leg: 'webrtc',
      protected: claims.protected,
      held: claims.hold,
      prompt: claims.hold ? { matchNumber: claims.matchNumber, expiresAtMs: claims.expiresAtMs } : undefined,
    };
    // A newer pass may hold him; only an order releases him.
    if (known !== undefined && claims.hold && !participant.held) {
      participant.held = true;
      participant.prompt = { matchNumber: claims.matchNumber, expiresAtMs: claims.expiresAtMs };
    }
    const seat = known ?? new PageSeat(participant, this.#deps.newSecret(), remoteAddress);
    seat.end(4001, 'replaced');
    seat.resumeKey = this.#deps.newSecret();
    seat.remoteAddress = remoteAddress;
    seat.forgetQueue();
    this.#seats.set(claims.sub, seat);
    this.#cancelGrace(claims.sub);
    this.#empty?.cancel();
    await this.room.addPage(participant);
    await this.phone?.line.calleeArrived();
    if (known === undefined) this.#tellRoster(claims.sub);
    return seat;
  }

  /** The socket of a page is gone; the page has a while to come back. */
  lost(seat: PageSeat): void {
    const { id } = seat.participant;
    if (this.#ended || this.#seats.get(id) !== seat) return;
    this.#deps.events.note('page.lost', { sessionId: this.id, participantId: id });
    this.#cancelGrace(id);
    this.#graces.set(
      id,
      this.#deps.clock.after(resumeMs, () => void this.leave(id, 'lost')),
    );
  }

  resumed(seat: PageSeat): void {
    seat.resumeKey = this.#deps.newSecret();
    this.#cancelGrace(seat.participant.id);
  }

  /** A page leaves for good. The called person ends his call by it. */
  async leave(participantId: string, reason: string): Promise<void> {
    const seat = this.#seats.get(participantId);
    if (seat === undefined || this.#ended) return;
    this.#seats.delete(participantId);
    this.#cancelGrace(participantId);
    this.#deps.desk.forget(participantId);
    // Who leaves by request is answered first; his connection closes itself then.
    if (reason !== 'left') seat.end(1000, reason);
    await this.room.remove(participantId).catch(() => undefined);
    this.#deps.events.note('page.left', { sessionId: this.id, participantId, reason });
    await this.#deps.report({ type: 'participant.left', sessionId: this.id, participantId, reason }, 'urgent');
    this.#tellRoster();
    if (this.kind === 'call' && this.#seats.size === 0) await this.end('callee-left');
    else if (this.#seats.size === 0) this.#empty = this.#deps.clock.after(emptyMeetingMs, () => void this.end('empty'));
  }

  /** Resolves when the hold has effect on every copy of media concerned, and the held leg was told. */
  async hold(participantId: string, prompt: Prompt | undefined): Promise<boolean> {
    const participant = this.participant(participantId);
    if (participant === undefined) return false;
    participant.held = true;
    participant.prompt = prompt ?? participant.prompt;
    await this.room.setHeld(participantId, true);
    // Starting to score takes a while (a decoder is loaded), and the hold is not to wait for it.
    setImmediate(() => this.#deps.desk.setHeld(participantId));
    if (this.phone?.participant === participant) await this.phone.line.hold(participant.prompt);
    else this.#seats.get(participantId)?.notify(heldNotice(participant.prompt));
    return true;
  }

  async release(participantId: string): Promise<boolean> {
    const participant = this.participant(participantId);
    if (participant === undefined) return false;
    participant.held = false;
    participant.prompt = undefined;
    if (this.phone?.participant === participant) this.phone.line.release();
    await this.room.setHeld(participantId, false);
    this.#deps.desk.setHeld(participantId);
    this.#seats.get(participantId)?.notify({ kind: 'notice', type: 'released' });
    return true;
  }

  prompt(participantId: string, matchNumber: string, expiresAtMs: number): boolean {
    const participant = this.participant(participantId);
    if (participant === undefined) return false;
    participant.prompt = { matchNumber, expiresAtMs };
    if (this.phone?.participant === participant) this.phone.line.prompt(participant.prompt);
    else this.#seats.get(participantId)?.notify({ kind: 'notice', type: 'prompt', matchNumber, expiresAtMs });
    return true;
  }

  async remove(participantId: string): Promise<boolean> {
    if (this.phone?.participant.id === participantId) {
      this.phone.line.end('removed');
      return true;
    }
    const seat = this.#seats.get(participantId);
    if (seat === undefined) return false;
    seat.notify({ kind: 'notice', type: 'removed' });
    await this.leave(participantId, 'removed');
    return true;
  }

  tellEdge(state: EdgeState): void {
    this.#tellAll({ kind: 'notice', type: 'edge', state });
  }

  /** Says from when to when this session ran without the edge; the gap is said, not hidden. */
  async reportGap(sinceMs = this.#deps.edgeAwaySinceMs()): Promise<void> {
    if (sinceMs === undefined) return;
    const fromMs = Math.max(Math.round(sinceMs), this.#startedAtMs);
    await this.#deps.report(
      { type: 'edge.away', sessionId: this.id, fromMs, toMs: wholeMs(this.#deps.clock) },
      'urgent',
    );
  }

  async rebuild(diedAtMs: number): Promise<void> {
    await this.room.rebuild();
    const tookMs = Math.max(0, this.#deps.clock.nowMs() - diedAtMs);
    this.#deps.events.note('media.rebuilt', { sessionId: this.id, tookMs });
    await this.#deps.report({ type: 'media.rebuilt', sessionId: this.id, tookMs }, 'urgent');
  }

  /** Ends it for everybody. Idempotent. */
  async end(reason: string): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#empty?.cancel();
    for (const grace of this.#graces.values()) grace.cancel();
    this.#tellAll({ kind: 'notice', type: 'ended', reason });
    this.phone?.line.end(reason === 'declined' || reason === 'callee-left' || reason === 'shutdown' ? reason : 'ended');
    for (const { id } of this.room.participants) this.#deps.desk.forget(id);
    for (const seat of this.#seats.values()) seat.end(1000, 'ended');
    this.room.close();
    this.#deps.onEnded(this);
    this.#deps.events.note('session.ended', { sessionId: this.id, reason, atMs: wholeMs(this.#deps.clock) });
    await this.reportGap();
    await this.#deps.report({ type: 'session.ended', sessionId: this.id, reason }, 'urgent');
  }

  #cancelGrace(participantId: string): void {
    this.#graces.get(participantId)?.cancel();
    this.#graces.delete(participantId);
  }

  #tellRoster(exceptId?: string): void {
    const { roster } = this;
    for (const seat of this.#seats.values()) {
      if (seat.participant.id !== exceptId) seat.notify({ kind: 'notice', type: 'roster', roster });
    }
  }

  #tellAll(notice: RtcNotice): void {
    for (const seat of this.#seats.values()) seat.notify(notice);
  }
}

export function heldNotice(prompt: Prompt | undefined): RtcNotice {
  return {
    kind: 'notice',
    type: 'held',
    ...(prompt?.matchNumber === undefined ? {} : { matchNumber: prompt.matchNumber }),
    ...(prompt?.expiresAtMs === undefined ? {} : { expiresAtMs: prompt.expiresAtMs }),
  };
}
