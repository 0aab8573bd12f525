import { DurableObject } from 'cloudflare:workers';
import type { Env } from '../env.ts';
import { assertNever } from '../core/result.ts';
import type { ChallengeView } from '../core/view.ts';
import type { InboxMessage, RingingCall } from '../core/wire.ts';
import { acceptSocket, closeSocket, sendJson } from './sockets.ts';

const ringingForMs = 3 * 60_000;
const decidedKept = 20;

/** One per protected person: the pages he has open, what rings, and what he is asked. */
export class InboxObject extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'));
  }

  /** Takes a message in and passes it on to all pages. Safe to repeat; a decided challenge is never opened again. */
  deliver(message: InboxMessage): void {
    this.#create();
    if (!this.#keep(message)) return;
    for (const socket of this.ctx.getWebSockets()) sendJson(socket, message);
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

  /** `tag` names the sign-in, so that signing out closes its pages. */
  closePages(tag: string): void {
    for (const socket of this.ctx.getWebSockets(tag)) closeSocket(socket, 1008, 'signed out');
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
