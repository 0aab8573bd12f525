import type { Socket } from 'node:net';
import { plainAddress } from '../rtp/source-lock.ts';
import type { Flow, Inbound, SocketAddress } from './flow.ts';
import { StreamFraming } from './stream-framing.ts';

export interface TcpLimits {
  /** A connection without traffic is closed after this long. */
  idleMs: number;
  /** A begun message must be complete within this time. */
  partialMs: number;
  /** Bytes waiting for a peer that does not read. */
  mostBufferedBytes: number;
}

export interface TcpConnection extends Flow {
  end(): void;
}

const pong = new TextEncoder().encode('\r\n');

/** Wraps one socket, accepted or connecting. `onClose` is called once. */
export function wrapTcpSocket(
  socket: Socket,
  remote: SocketAddress,
  limits: TcpLimits,
  inbound: Inbound,
  onClose: () => void,
): TcpConnection {
  const framing = new StreamFraming();
  const waiting = new Set<(error: Error) => void>();
  let open = true;
  let fault = new Error('connection closed');
  let partialTimer: NodeJS.Timeout | null = null;
  const plain = { address: plainAddress(remote.address), port: remote.port };

  const connection: TcpConnection = {
    transport: 'tcp',
    reliable: true,
    remote: plain,
    get open() {
      return open;
    },
    send(bytes, onError) {
      if (!open) {
        onError?.(fault);
        return;
      }
      if (socket.writableLength > limits.mostBufferedBytes) socket.destroy(new Error('peer does not read'));
      if (onError !== undefined) waiting.add(onError);
      socket.write(bytes, (error) => {
        if (onError !== undefined && waiting.delete(onError) && error) onError(error);
      });
    },
    end() {
      socket.end();
      // A peer that does not close its half must not keep us waiting.
      setTimeout(() => socket.destroy(), 100).unref();
    },
  };

  function watchPartial(): void {
    if (partialTimer !== null) clearTimeout(partialTimer);
    partialTimer = framing.partial ? setTimeout(() => socket.destroy(), limits.partialMs).unref() : null;
  }

  socket.setNoDelay(true);
  socket.setTimeout(limits.idleMs, () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    for (const item of framing.push(chunk)) {
      if (item.kind === 'message') inbound.message(item.bytes, connection);
      else if (item.kind === 'ping') socket.write(pong);
      else {
        inbound.garbage(item.reason, plain);
        socket.destroy();
      }
    }
    watchPartial();
  });
  socket.on('error', (error) => {
    fault = error;
  });
  socket.on('close', () => {
    open = false;
    if (partialTimer !== null) clearTimeout(partialTimer);
    for (const onError of waiting) onError(fault);
    waiting.clear();
    onClose();
  });
  return connection;
}
