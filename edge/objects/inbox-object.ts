import { DurableObject } from 'cloudflare:workers';
import type { Env } from '../env.ts';
import { isPestered, mayDisturb, noticeWindowMs, type Notice } from '../core/notice.ts';
import { assertNever } from '../core/result.ts';
import type { ChallengeView } from '../core/view.ts';
import type { InboxMessage, RingingCall } from '../core/wire.ts';
import { doorTo } from './door.ts';
import { acceptSocket, closeSocket, sendJson } from './sockets.ts';

const ringingForMs = 3 * 60_000;
const decidedKept = 20;
const watchKeptMs = 24 * 3_600_000;

/** `pestered`: this denial was one too many, and the session that asked should say so. */
export type Delivered = { pestered: boolean };

/** One per protected person: the pages he has open, what rings, and what he is asked. */
export class InboxObject extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'));
  }

  /** Takes a message in and passes it on to all pages. Safe to repeat; a decided challenge is never opened again. */
  deliver(message: InboxMessage): Delivered {
    this.#create();
    const weighed =
      message.type === 'challenge' ? { ...message, challenge: this.#weighed(message.challenge) } : message;
    const pestered = message.type === 'challenge-over' && this.#noteOutcome(message.challenge);
    if (this.#keep(weighed)) for (const socket of this.ctx.getWebSockets()) sendJson(socket, weighed);
    return { pestered };
  }

  challenges(nowMs: number): ChallengeView[] {
    if (!this.#isCreated()) return [];
    return this.ctx.storage.sql
      .exec<{ json: string }>(
        `select json from item where kind = 'challenge' order by at_ms desc limit ?`,
        decidedKept + 10,
      )
      .toArray()
      .map(({ json }) => asOf(JSON.parse(json) as ChallengeView, nowMs));
  }

  /** Remembers a session that pages of this sign-in watch. */
  noteWatch(tag: string, sessionId: string): void {
    this.#create();
    const { sql } = this.ctx.storage;
    sql.exec(`delete from item where kind = 'watch' and at_ms < ?`, Date.now() - watchKeptMs);
    this.#put('watch', `${tag} ${sessionId}`, Date.now(), { tag, sessionId }, true);
  }

  /** `tag` names the sign-in, so that signing out closes its pages, here and at the sessions they watch. */
  async closePages(tag: string): Promise<void> {
    for (const socket of this.ctx.getWebSockets(tag)) closeSocket(socket, 1008, 'signed out');
    const watched = this.#items<{ tag: string; sessionId: string }>('watch').filter((one) => one.tag === tag);
    await Promise.allSettled(watched.map(({ sessionId }) => doorTo(this.env.SESSIONS, sessionId).closeWatches(tag)));
    if (watched.length > 0)
      this.ctx.storage.sql.exec(`delete from item where kind = 'watch' and json ->> 'tag' = ?`, tag);
  }

  /** Nothing of a person who is erased stays; his pages are closed. */
  async erase(): Promise<void> {
    for (const socket of this.ctx.getWebSockets()) closeSocket(socket, 1008, 'signed out');
    await this.ctx.storage.deleteAll();
  }

  override fetch(request: Request): Response {
    const nowMs = Date.now();
    const tag = request.headers.get('x-sign-in') ?? 'page';
    const { response, socket } = acceptSocket(this.ctx, tag, { tag });
    const open = this.challenges(nowMs).filter(({ state }) => state === 'sent');
    sendJson(socket, { type: 'hello', nowMs, challenges: open, ringing: this.#ringing(nowMs) } satisfies InboxMessage);
    return response;
  }

  override webSocketMessage(socket: WebSocket): void {
    closeSocket(socket, 1008, 'nothing but "ping" is expected here');
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    closeSocket(socket, code);
  }

  #ringing(nowMs: number): RingingCall[] {
    if (!this.#isCreated()) return [];
    return this.ctx.storage.sql
      .exec<{ json: string }>(`select json from item where kind = 'ringing' and at_ms > ?`, nowMs - ringingForMs)
      .toArray()
      .map(({ json }) => JSON.parse(json) as RingingCall);
  }

  #keep(message: InboxMessage): boolean {
    switch (message.type) {
      case 'ringing':
        return this.#put('ringing', message.call.sessionId, message.call.sinceMs, message.call, true);
      case 'ringing-over':
        this.ctx.storage.sql.exec(`delete from item where kind = 'ringing' and id = ?`, message.sessionId);
        return true;
      case 'challenge':
        return this.#put('challenge', message.challenge.id, message.challenge.issuedAtMs, message.challenge, false);
      case 'challenge-over': {
        const kept = this.#put(
          'challenge',
          message.challenge.id,
          message.challenge.issuedAtMs,
          message.challenge,
          true,
        );
        this.#trim();
        return kept;
      }
      case 'hello':
        return false;
      default:
        return assertNever(message);
    }
  }

  /** Decides once how loud a challenge is. Drills are ordered by our own people: they neither count nor are muted. */
  #weighed(challenge: ChallengeView): ChallengeView {
    if (challenge.drill) return challenge;
    const nowMs = Date.now();
    const notices = this.#items<Notice>('notice');
    const { id: challengeId, origin: requester, expiresAtMs } = challenge;
    const known = notices.find((one) => one.challengeId === challengeId);
    const loud = known?.loud ?? mayDisturb(notices, requester, nowMs);
    const notice: Notice = { challengeId, requester, loud, atMs: nowMs, expiresAtMs };
    this.#put('notice', challengeId, nowMs, notice, false);
    this.ctx.storage.sql.exec(
      `delete from item where kind = 'notice' and at_ms < ?1 and coalesce(json ->> 'decidedAtMs', 0) < ?1`,
      nowMs - noticeWindowMs,
    );
    return loud ? challenge : { ...challenge, quiet: true };
  }

  #noteOutcome({ id, state, origin: requester, decidedAtMs = Date.now() }: ChallengeView): boolean {
    const known = this.#items<Notice>('notice').find((one) => one.challengeId === id);
    if (known === undefined) return false;
    this.#put('notice', id, known.atMs, { ...known, requester, outcome: state, decidedAtMs } satisfies Notice, true);
    return state === 'denied' && isPestered(this.#items<Notice>('notice'), decidedAtMs);
  }

  #items<T>(kind: 'notice' | 'watch'): T[] {
    if (!this.#isCreated()) return [];
    return this.ctx.storage.sql
      .exec<{ json: string }>('select json from item where kind = ? order by at_ms', kind)
      .toArray()
      .map(({ json }) => JSON.parse(json) as T);
  }

  #put(kind: string, id: string, atMs: number, item: object, replace: boolean): boolean {
    const conflict = replace ? 'do update set json = excluded.json' : 'do nothing';
    const written = this.ctx.storage.sql.exec(
      `insert into item (kind, id, at_ms, json) values (?, ?, ?, ?) on conflict (kind, id) ${conflict} returning id`,
      kind,
      id,
      atMs,
      JSON.stringify(item),
    );
    return written.toArray().length === 1;
  }

  #trim(): void {
    this.ctx.storage.sql.exec(
      `delete from item where kind = 'challenge' and json ->> 'state' <> 'sent' and id not in
         (select id from item where kind = 'challenge' order by at_ms desc limit ?)`,
      decidedKept,
    );
  }

  #create(): void {
    this.ctx.storage.sql.exec(
      `create table if not exists item (kind text not null, id text not null, at_ms integer not null, json text not null,
         primary key (kind, id))`,
    );
  }

  #isCreated(): boolean {
    return this.ctx.storage.sql.exec(`select 1 from sqlite_master where name = 'item'`).toArray().length > 0;
  }
}

/** The session's own alarm may be a moment late: what has run out is shown as run out. */
function asOf(challenge: ChallengeView, nowMs: number): ChallengeView {
  const isOver = challenge.state === 'sent' && nowMs >= challenge.expiresAtMs;
  return isOver ? { ...challenge, state: 'expired', decidedAtMs: challenge.expiresAtMs } : challenge;
}
