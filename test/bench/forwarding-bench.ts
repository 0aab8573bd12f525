import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { observer, type types } from 'mediasoup';
import { answered } from '../../gateway/legs/sip/outgoing-call.ts';
import { openPageClient } from '../../gateway/testing/page-client.ts';
import { pageOrigin, startTestGateway, type TestGateway } from '../../gateway/testing/test-gateway.ts';
import { until } from '../world.ts';
import { type BenchPhone, openBenchPhone } from './caller.ts';
import { newId } from './edge-door.ts';
import { bufferBench } from './buffer-bench.ts';
import { type Bench, both, percentile, round } from './result.ts';
import type { ProbeNews, ProbeOrder } from './rtp-probe.ts';

const gatewayPorts = 20_100;
const phonePort = 20_400;
const plainPorts = { min: 20_500, max: 20_599 };
const receiverPorts = [20_600, 20_602];
const packets = 800;
const warmUpPackets = 60;

/**
 * RTP of a phone through our whole gateway (its UDP socket, leg, room, media worker) to a plain receiver, and through
 * the same media worker alone. Packets are matched by a number in their payload.
 */
export const forwardingBench: Bench = {
  name: 'forwarding',
  run: async () => {
    const seen = watchMedia();
    const gateway = await startTestGateway(gatewayPorts);
    const phone = await openBenchPhone(phonePort);
    const probe = new Worker(new URL('./rtp-probe.ts', import.meta.url));
    const asked = async (order: ProbeOrder): Promise<ProbeNews> => {
      probe.postMessage(order);
      return ((await once(probe, 'message')) as [ProbeNews])[0];
    };
    try {
      await asked({ type: 'bind', ports: receiverPorts });
      const ours = await throughGateway(gateway, phone, seen);
      const plain = await throughWorkerAlone(seen);
      const done = await asked({ type: 'run', targets: [ours, plain], packets });
      if (done.type !== 'done') throw new Error('the probe did not run');
      const [a = [], b = []] = done.delaysMs.map((delays) => delays.slice(warmUpPackets));
      const enough = (packets - warmUpPackets) * 0.95;
      if (a.length < enough || b.length < enough) throw new Error(`packets are missing: ${a.length} and ${b.length}`);
      return [...rowsOf(a, b), ...(await bufferBench())];
    } finally {
      await probe.terminate();
      await phone.close();
      await gateway.close();
    }
  },
};

function rowsOf(ours: readonly number[], plain: readonly number[]) {
  const at = (q: number): [number, number] => [percentile(ours, q), percentile(plain, q)];
  const added = ([a, b]: [number, number]): number => round(Math.max(0, a - b));
  const beside = ([a, b]: [number, number]) => ({ peer: 'plain mediasoup', ratio: round(a / b) });
  const [middle, worst] = [at(0.5), at(0.99)];
  return [
    ...both('forwarding delay, phone leg to consumer', ours, 'ms', undefined),
    ...both('forwarding delay, plain mediasoup', plain, 'ms', undefined),
    {
      name: 'gateway forwarding delay added over plain mediasoup, p50',
      value: added(middle),
      unit: 'ms',
      budget: 0.3,
      ...beside(middle),
    },
    {
      name: 'gateway forwarding delay added over plain mediasoup, p99',
      value: added(worst),
      unit: 'ms',
      budget: 2,
      ...beside(worst),
    },
  ];
}

type Seen = {
  worker: types.Worker | undefined;
  router: types.Router | undefined;
  producer: types.Producer | undefined;
};

/** The gateway runs in this process, so mediasoup's own observer shows what it makes. */
function watchMedia(): Seen {
  const seen: Seen = { worker: undefined, router: undefined, producer: undefined };
  observer.on('newworker', (worker) => {
    seen.worker = worker;
    worker.observer.on('newrouter', (router) => {
      router.observer.on('newtransport', (transport) =>
        transport.observer.on('newproducer', (producer) => {
          if (seen.producer !== undefined) return;
          seen.router = router;
          seen.producer = producer;
        }),
      );
    });
  });
  return seen;
}

/** A call that was taken; the port where the phone's voice goes in. */
async function throughGateway({ edge, gateway }: TestGateway, phone: BenchPhone, seen: Seen): Promise<number> {
  await until('the gateway at its edge', async () => (edge.gateways === 1 ? true : undefined));
  const call = phone.server.placeCall(`sip:1001@127.0.0.1:${gateway.sipPort}`);
  const picked = answered(call);
  await once(call, 'ringing');
  const page = await openPageClient(gateway.port, pageOrigin);
  const sid = edge.openings.at(-1)?.sessionId ?? '';
  const hello = await page.request('hello', { token: await edge.token({ sub: newId('par'), sid }) });
  if (!hello.ok) throw new Error(`the page was refused: ${hello.code}`);
  const leg = await picked;
  const { router, producer } = await until('the phone in the room', async () => {
    const { router, producer } = seen;
    return router === undefined || producer === undefined ? undefined : { router, producer };
  });
  await sendTo(router, producer, receiverPorts[0] ?? 0);
  const remote = leg.rtp.format?.remote;
  if (remote === null || remote === undefined) throw new Error('the gateway named no media port');
  return remote.port;
}

async function throughWorkerAlone({ worker }: Seen): Promise<number> {
  if (worker === undefined) throw new Error('no media worker was seen');
  const router = await worker.createRouter({
    mediaCodecs: [{ kind: 'audio', mimeType: 'audio/PCMU', clockRate: 8000, preferredPayloadType: 0 }],
  });
  const transport = await plainTransport(router, true);
  const producer = await transport.produce({
    kind: 'audio',
    rtpParameters: {
      codecs: [{ mimeType: 'audio/PCMU', payloadType: 0, clockRate: 8000, channels: 1 }],
      encodings: [{ ssrc: 0xbe5c4 }],
      rtcp: { cname: 'bench' },
    },
  });
  await sendTo(router, producer, receiverPorts[1] ?? 0);
  return transport.tuple.localPort;
}

function plainTransport(router: types.Router, comedia: boolean): Promise<types.PlainTransport> {
  return router.createPlainTransport({
    listenInfo: { protocol: 'udp', ip: '127.0.0.1', portRange: plainPorts },
    rtcpMux: true,
    comedia,
  });
}

async function sendTo(router: types.Router, producer: types.Producer, port: number): Promise<void> {
  const transport = await plainTransport(router, false);
  await transport.connect({ ip: '127.0.0.1', port });
  await transport.consume({ producerId: producer.id, rtpCapabilities: router.rtpCapabilities });
}
