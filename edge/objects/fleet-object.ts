import { DurableObject } from 'cloudflare:workers';
import type { Env } from '../env.ts';
import type { Action } from '../core/action.ts';
import type { FleetMessage } from '../core/wire.ts';
import { eventsOf } from '../events.ts';
import { doorTo } from './door.ts';
import { acceptSocket, closeSocket, sendJson } from './sockets.ts';

const pingEveryMs = 10_000;

/** The gateways that are connected now. One object; orders go through it to the socket of the right gateway. */
export class FleetObject extends DurableObject<Env> {
  readonly #events = eventsOf(new Map());

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'));
  }

  /** False when that gateway is away; its session is then told as soon as it is back. */
  send(gatewayId: string, action: Action): boolean {
    const socket = this.ctx.getWebSockets(gatewayId).at(-1);
    const message: FleetMessage = { type: 'action', action };
    if (socket !== undefined && sendJson(socket, message)) return true;
    if ('sessionId' in action) this.#await(gatewayId, action.sessionId);
    return false;
  }

  /** Any connected gateway: the one with the longest connection. */
  pick(): string | undefined {
    const [socket] = this.ctx.getWebSockets();
    return socket === undefined ? undefined : gatewayOf(socket);
  }

  connected(): string[] {
    return [...new Set(this.ctx.getWebSockets().map(gatewayOf))];
  }

  /** How long a gateway has been away, as far as is known here; 0 while it is connected. */
  awayForMs(gatewayId: string): number {
    if (this.ctx.getWebSockets(gatewayId).length > 0) return 0;
    return Date.now() - this.#awaySince(gatewayId);
  }

  override async fetch(request: Request): Promise<Response> {
    const gatewayId = request.headers.get('x-gateway-id') ?? '';
    for (const old of this.ctx.getWebSockets(gatewayId)) closeSocket(old, 1012, 'replaced by a newer connection');
    const { response, socket } = acceptSocket(this.ctx, gatewayId, { gatewayId });
    sendJson(socket, { type: 'ping', nowMs: Date.now() } satisfies FleetMessage);
    this.#events.gatewayConnected({ gatewayId });
    this.#forgetAway(gatewayId);
    await this.ctx.storage.setAlarm(Date.now() + pingEveryMs);
    this.ctx.waitUntil(this.#resume(gatewayId));
    return response;
  }

  override async alarm(): Promise<void> {
    const sockets = this.ctx.getWebSockets();
    for (const socket of sockets) sendJson(socket, { type: 'ping', nowMs: Date.now() } satisfies FleetMessage);
    if (sockets.length > 0) await this.ctx.storage.setAlarm(Date.now() + pingEveryMs);
  }

  override webSocketMessage(socket: WebSocket): void {
    this.#events.socketRefused({ socket: 'fleet', reason: 'unexpected message' });
    closeSocket(socket, 1008, 'nothing but "ping" is expected here');
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    const gatewayId = gatewayOf(socket);
    this.#events.gatewayLeft({ gatewayId });
    closeSocket(socket, code);
    if (this.ctx.getWebSockets(gatewayId).every((other) => other === socket)) this.#awaySince(gatewayId);
  }

  /** Counted from its close, or from the first time somebody missed it: an edge that was killed saw no close. */
  #awaySince(gatewayId: string): number {
    const { sql } = this.ctx.storage;
    sql.exec('create table if not exists away (gateway_id text primary key, since_ms integer not null)');
    sql.exec('insert into away values (?, ?) on conflict do nothing', gatewayId, Date.now());
    return sql.exec<{ since_ms: number }>('select since_ms from away where gateway_id = ?', gatewayId).one().since_ms;
  }

  #forgetAway(gatewayId: string): void {
    this.#awaySince(gatewayId);
    this.ctx.storage.sql.exec('delete from away where gateway_id = ?', gatewayId);
  }

  #await(gatewayId: string, sessionId: string): void {
    this.ctx.storage.sql.exec(
      'create table if not exists waiting (gateway_id text not null, session_id text not null, primary key (gateway_id, session_id))',
    );
    this.ctx.storage.sql.exec('insert into waiting values (?, ?) on conflict do nothing', gatewayId, sessionId);
  }

  /** Sessions with orders that could not be sent try again at once. */
  async #resume(gatewayId: string): Promise<void> {
    const { sql } = this.ctx.storage;
    if (sql.exec(`select 1 from sqlite_master where name = 'waiting'`).toArray().length === 0) return;
    const rows = sql.exec<{ session_id: string }>(
      'delete from waiting where gateway_id = ? returning session_id',
      gatewayId,
    );
    const sessionIds = rows.toArray().map((row) => row.session_id);
    await Promise.allSettled(sessionIds.map((id) => doorTo(this.env.SESSIONS, id).resume()));
  }
}

function gatewayOf(socket: WebSocket): string {
  return (socket.deserializeAttachment() as { gatewayId: string }).gatewayId;
}
