// A thread of its own, so that the clock of the measurement does not wait for the gateway that is measured.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { buildRtpPacket } from '../../gateway/legs/rtp/rtp-packet.ts';

export type ProbeOrder = { type: 'bind'; ports: number[] } | { type: 'run'; targets: number[]; packets: number };
export type ProbeNews = { type: 'bound' } | { type: 'done'; delaysMs: number[][] };

const packetMs = 20;
const payloadBytes = 160;

type Path = { socket: Socket; receiver: Socket; sentAtMs: Map<number, number>; delaysMs: number[] };

let receivers: Socket[] = [];

async function bound(port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(port, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

async function pathTo(target: number, receiver: Socket): Promise<Path> {
  const socket = await bound(0);
  socket.connect(target, '127.0.0.1');
  await once(socket, 'connect');
  const path: Path = { socket, receiver, sentAtMs: new Map(), delaysMs: [] };
  receiver.on('message', (bytes) => {
    const atMs = performance.now();
    // RTCP shares the port (RFC 5761 §4): only payload type 0 is ours.
    if (bytes.length < payloadBytes || ((bytes[1] ?? 0) & 0x7f) !== 0) return;
    const n = bytes.readUInt32BE(bytes.length - payloadBytes);
    const sentAtMs = path.sentAtMs.get(n);
    if (sentAtMs !== undefined) path.delaysMs.push(atMs - sentAtMs);
    path.sentAtMs.delete(n);
  });
  return path;
}

function send(path: Path, n: number): void {
  const payload = Buffer.alloc(payloadBytes, 0xff);
  payload.writeUInt32BE(n);
  const header = { marker: n === 0, payloadType: 0, sequence: n & 0xffff, timestamp: n * payloadBytes, ssrc: 0xbe5c4 };
  const packet = buildRtpPacket({ ...header, csrcs: [], extension: null, payload });
  path.sentAtMs.set(n, performance.now());
  path.socket.send(packet);
}

/** The paths take turns within each 20 ms, so that a drift of the machine meets all alike. */
async function run(targets: number[], packets: number): Promise<number[][]> {
  const paths = await Promise.all(targets.map((target, i) => pathTo(target, receivers[i] as Socket)));
  const fromMs = performance.now();
  for (let n = 0; n < packets; n += 1) {
    for (const [i, path] of paths.entries()) {
      const dueMs = fromMs + (n + i / paths.length) * packetMs;
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())));
      send(path, n);
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  for (const { socket, receiver } of paths) for (const one of [socket, receiver]) one.close();
  return paths.map(({ delaysMs }) => delaysMs);
}

const tell = (news: ProbeNews): void => parentPort?.postMessage(news);

async function obey(order: ProbeOrder): Promise<void> {
  if (order.type === 'bind') {
    receivers = await Promise.all(order.ports.map(bound));
    tell({ type: 'bound' });
  } else tell({ type: 'done', delaysMs: await run(order.targets, order.packets) });
}

parentPort?.on('message', (order: ProbeOrder) => {
  // A port that is taken, for instance: the thread dies with it and the measure fails.
  void obey(order);
});
