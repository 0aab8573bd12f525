import { connect, createServer, type Socket } from 'node:net';
import type { Flow, Inbound, SocketAddress } from './flow.ts';
import { type TcpConnection, type TcpLimits, wrapTcpSocket } from './tcp-connection.ts';

export interface TcpTransport {
  readonly port: number;
  /** An open connection to that address, or a new one that connects while messages wait. */
  flowTo(remote: SocketAddress): Flow;
  connections(): number;
  close(): Promise<void>;
}

export interface TcpOptions extends TcpLimits {
  mostConnections: number;
  mostConnectionsPerSource: number;
}

export const tcpDefaults: TcpOptions = {
  idleMs: 3_600_000,
  partialMs: 10_000,
  mostBufferedBytes: 1 << 20,
  mostConnections: 1000,
  mostConnectionsPerSource: 50,
};

/** A listening socket and the connections of both directions, reused by address (RFC 3261 §18). */
export async function openTcpTransport(
  bind: SocketAddress,
  options: TcpOptions,
  inbound: Inbound,
): Promise<TcpTransport> {
  const connections = new Map<string, TcpConnection>();

  function adopt(socket: Socket, remote: SocketAddress): TcpConnection {
    const key = `${remote.address}|${remote.port}`;
    const connection = wrapTcpSocket(socket, remote, options, inbound, () => {
      if (connections.get(key) === connection) connections.delete(key);
    });
    connections.set(key, connection);
    return connection;
  }

  function crowded(address: string): boolean {
    if (connections.size >= options.mostConnections) return true;
    let fromThere = 0;
    for (const connection of connections.values()) if (connection.remote.address === address) fromThere++;
    return fromThere >= options.mostConnectionsPerSource;
  }

  const server = createServer((socket) => {
    const remote = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
    if (remote.port === 0 || crowded(remote.address)) {
      inbound.garbage('too many connections', remote);
      socket.destroy();
      return;
    }
    adopt(socket, remote);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: bind.address, port: bind.port }, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
  server.on('error', (error) => inbound.garbage(error.message, bind));
  const place = server.address();

  return {
    port: typeof place === 'object' && place !== null ? place.port : bind.port,
    connections: () => connections.size,
    flowTo(remote) {
      const known = connections.get(`${remote.address}|${remote.port}`);
      return known?.open === true ? known : adopt(connect({ host: remote.address, port: remote.port }), remote);
    },
    async close() {
      for (const connection of connections.values()) connection.end();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
