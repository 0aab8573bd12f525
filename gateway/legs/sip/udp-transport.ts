import { createSocket, type Socket } from 'node:dgram';
import { plainAddress } from '../rtp/source-lock.ts';
import type { Flow, Inbound, SocketAddress } from './flow.ts';

export interface UdpTransport {
  readonly port: number;
  flowTo(remote: SocketAddress): Flow;
  close(): Promise<void>;
}

/** One UDP socket. A datagram of line breaks only is a keep-alive and is ignored (RFC 5626 §3.5.1). */
export async function openUdpTransport(bind: SocketAddress, inbound: Inbound): Promise<UdpTransport> {
  const socket = createSocket({ type: bind.address.includes(':') ? 'udp6' : 'udp4', recvBufferSize: 1 << 20 });
  await bound(socket, bind);
  let closed = false;

  function flowTo(remote: SocketAddress): Flow {
    return {
      transport: 'udp',
      reliable: false,
      remote,
      get open() {
        return !closed;
      },
      send(bytes, onError) {
        if (closed) onError?.(new Error('socket closed'));
        else socket.send(bytes, remote.port, remote.address, (error) => error !== null && onError?.(error));
      },
    };
  }

  socket.on('error', (error) => inbound.garbage(error.message, bind));
  socket.on('message', (bytes, from) => {
    const remote = { address: plainAddress(from.address), port: from.port };
    if (from.port === 0 || isKeepAlive(bytes)) return;
    if (bytes.length < 20) inbound.garbage('short datagram', remote);
    else inbound.message(bytes, flowTo(remote));
  });

  return {
    port: socket.address().port,
    flowTo,
    close() {
      if (closed) return Promise.resolve();
      closed = true;
      return new Promise((resolve) => socket.close(() => resolve()));
    },
  };
}

function isKeepAlive(bytes: Uint8Array): boolean {
  return bytes.length <= 4 && bytes.every((byte) => byte === 13 || byte === 10 || byte === 0);
}

function bound(socket: Socket, bind: SocketAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind({ address: bind.address, port: bind.port, exclusive: true }, () => {
      socket.removeListener('error', reject);
      resolve();
    });
  });
}
