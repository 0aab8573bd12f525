import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { Connection, type ConnectionDeps } from './connection.ts';

export type SignalingServer = {
  readonly port: number;
  close(): Promise<void>;
};

export type SignalingOptions = {
  host: string;
  port: number;
  /** The one origin whose pages may connect. */
  pwaOrigin: string;
  health: () => object;
};

const mostSockets = 2000;

/** `GET /health` and the pages' WebSocket at `/rtc`. */
export async function startSignaling(options: SignalingOptions, deps: ConnectionDeps): Promise<SignalingServer> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 65_536, perMessageDeflate: false });
  const server = createServer((request, response) => {
    const found = request.url === '/health' && request.method === 'GET';
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(found ? options.health() : { code: 'not-found' }));
  });
  server.on('upgrade', (request, socket, head) => {
    const refusal = refusalOf(request, options.pwaOrigin, sockets.clients.size);
    if (refusal !== undefined) {
      deps.events.note('upgrade.refused', { status: refusal, origin: request.headers.origin?.slice(0, 100) });
      refuse(socket, refusal);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (page) => welcome(page, request, deps));
  });
  server.on('clientError', (_error, socket) => refuse(socket, 400));
  await listen(server, options);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    close: () => closeAll(server, sockets),
  };
}

function welcome(page: WebSocket, request: IncomingMessage, deps: ConnectionDeps): void {
  const peer = {
    remoteAddress: (request.socket.remoteAddress ?? 'unknown').slice(0, 64),
    userAgent: request.headers['user-agent'],
  };
  // The connection lives as long as its socket, whose listeners hold it.
  void new Connection(page, peer, deps);
}

/** Browsers always say where a page comes from (RFC 6455 §10.2); what says nothing is no page of ours. */
function refusalOf(request: IncomingMessage, pwaOrigin: string, open: number): number | undefined {
  const path = request.url?.split('?')[0];
  if (path !== '/rtc') return 404;
  if (request.headers.origin !== pwaOrigin) return 403;
  return open >= mostSockets ? 503 : undefined;
}

function refuse(socket: Duplex, status: number): void {
  socket.on('error', () => undefined);
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function listen(server: Server, { host, port }: SignalingOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closeAll(server: Server, sockets: WebSocketServer): Promise<void> {
  return new Promise((resolve) => {
    for (const page of sockets.clients) page.close(1001, 'gateway stops');
    server.close(() => resolve());
    server.closeAllConnections();
    setTimeout(() => {
      for (const page of sockets.clients) page.terminate();
      resolve();
    }, 300).unref();
  });
}
