import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { EncryptJWT } from 'jose';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Action } from '#core/action';
import type { CallOpened, CallOpening, GatewayEvent } from '#core/event';
import { passEncryption, passKeyOf, type JoinClaims } from '#core/token';

export const testKey = Buffer.alloc(32, 7).toString('base64url');

export type FakeEdge = {
  readonly url: string;
  readonly port: number;
  /** Every stored event once, in order of arrival. */
  readonly events: GatewayEvent[];
  readonly duplicates: string[];
  readonly openings: CallOpening[];
  /** Answer to the next openings; 404 when undefined. */
  decide: (opening: CallOpening) => Partial<CallOpened> | undefined;
  readonly gateways: number;
  order(action: Action): void;
  /** Waits until an event of this kind that fits has arrived. */
  seen<T extends GatewayEvent['type']>(
    type: T,
    fits?: (event: Extract<GatewayEvent, { type: T }>) => boolean,
    timeoutMs?: number,
  ): Promise<Extract<GatewayEvent, { type: T }>>;
  token(claims: Partial<JoinClaims> & Pick<JoinClaims, 'sub' | 'sid'>): Promise<string>;
  close(): Promise<void>;
};

/** Speaks the edge's half of the wire to the gateway, in memory. For tests only. */
export async function startFakeEdge(port = 0): Promise<FakeEdge> {
  const events: GatewayEvent[] = [];
  const duplicates: string[] = [];
  const openings: CallOpening[] = [];
  const watchers = new Set<() => void>();
  const sockets = new WebSocketServer({ noServer: true });
  const connected = new Set<WebSocket>();
  let tokens = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const reply = (status: number, value: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    if (request.headers.authorization !== `Bearer ${testKey}`) return reply(401, { code: 'bad-gateway-key' });
    if (request.url === '/api/gateway/events') return reply(200, store((body as { events: GatewayEvent[] }).events));
    if (request.url !== '/api/gateway/sessions') return reply(404, { code: 'not-found' });
    const opening = body as CallOpening;
    openings.push(opening);
    const decision = edge.decide(opening);
    if (decision === undefined) return reply(404, { code: 'callee-unknown' });
    return reply(200, {
      sessionId: opening.sessionId,
      calleeId: 'par_callee000000000000',
      effect: 'none',
      drill: false,
      ...decision,
    });
  }

  function store(batch: GatewayEvent[]): object {
    const fresh = batch.filter((event) => !events.some((known) => known.id === event.id));
    events.push(...fresh);
    const again = batch.filter((event) => !fresh.includes(event)).map((event) => event.id);
    duplicates.push(...again);
    for (const watcher of watchers) watcher();
    return { stored: fresh.map((event) => event.id), duplicate: again, refused: [] };
  }

  const server = createServer((request, response) => void answer(request, response));
  server.on('upgrade', (request, socket, head) => {
    if (request.headers.authorization !== `Bearer ${testKey}`) return socket.destroy();
    return sockets.handleUpgrade(request, socket, head, (gateway) => {
      connected.add(gateway);
      gateway.on('close', () => connected.delete(gateway));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;

  const edge: FakeEdge = {
    url: `http://127.0.0.1:${actualPort}`,
    port: actualPort,
    events,
    duplicates,
    openings,
    decide: () => ({}),
    get gateways() {
      return connected.size;
    },
    order(action) {
      for (const gateway of connected) gateway.send(JSON.stringify({ type: 'action', action }));
    },
    seen(type, fits = () => true, timeoutMs = 10_000) {
      type Wanted = Extract<GatewayEvent, { type: typeof type }>;
      const find = (): Wanted | undefined =>
        events.find((event): event is Wanted => event.type === type && fits(event as Wanted));
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          watchers.delete(look);
          reject(new Error(`no ${type}; seen: ${events.map((event) => event.type).join(', ')}`));
        }, timeoutMs);
        const look = (): void => {
          const found = find();
          if (found === undefined) return;
          watchers.delete(look);
          clearTimeout(timer);
          resolve(found);
        };
        watchers.add(look);
        look();
      });
    },
    token({ exp = Math.floor(Date.now() / 1000) + 120, ...claims }) {
      tokens += 1;
      const whole = {
        tid: 'ten_demo000000000000',
        name: 'Somebody',
        kind: 'call',
        protected: true,
        hold: false,
        jti: `jti-${tokens}`,
        ...claims,
      };
      return new EncryptJWT(whole)
        .setProtectedHeader(passEncryption)
        .setAudience('gateway')
        .setExpirationTime(exp)
        .encrypt(passKeyOf(Buffer.from(testKey, 'base64url')));
    },
    async close() {
      for (const gateway of connected) gateway.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return edge;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return {};
  }
}
