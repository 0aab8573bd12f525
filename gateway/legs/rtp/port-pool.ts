import { createSocket, type Socket } from 'node:dgram';
import type { Random } from './random.ts';

export interface SocketPair {
  rtp: Socket;
  rtcp: Socket;
  rtpPort: number;
  release(): void;
}

export interface PortPool {
  /** Binds an even port for RTP and the next one for RTCP (RFC 3550 §11). Rejects when the range is used up. */
  bindPair(address: string): Promise<SocketPair>;
  inUse(): number;
}

/** Pairs out of `[minPort, maxPort]`, tried from a random start so that the next port cannot be guessed. */
export function createPortPool(minPort: number, maxPort: number, random: Random): PortPool {
  const firstEven = minPort + (minPort % 2);
  const pairs = Math.floor((maxPort - firstEven + 1) / 2);
  if (pairs < 1) throw new RangeError(`port range ${minPort}-${maxPort} holds no RTP/RTCP pair`);
  const used = new Set<number>();

  async function tryPair(address: string, rtpPort: number): Promise<SocketPair | null> {
    const rtp = await bind(address, rtpPort);
    if (rtp === null) return null;
    const rtcp = await bind(address, rtpPort + 1);
    if (rtcp !== null) return { rtp, rtcp, rtpPort, release: () => void used.delete(rtpPort) };
    rtp.close();
    return null;
  }

  return {
    inUse: () => used.size,
    async bindPair(address) {
      const start = random.uint32() % pairs;
      for (let i = 0; i < pairs; i++) {
        const port = firstEven + ((start + i) % pairs) * 2;
        if (used.has(port)) continue;
        used.add(port);
        const pair = await tryPair(address, port).catch(() => null);
        if (pair !== null) return pair;
        used.delete(port);
      }
      throw new Error(`no free RTP port in ${minPort}-${maxPort}`);
    },
  };
}

function bind(address: string, port: number): Promise<Socket | null> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: address.includes(':') ? 'udp6' : 'udp4' });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null);
      else reject(error);
    });
    socket.bind({ address, port, exclusive: true }, () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}
