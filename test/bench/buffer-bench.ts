import { createSocket } from 'node:dgram';
import { createSystemClock } from '../../gateway/legs/rtp/clock.ts';
import { createPortPool } from '../../gateway/legs/rtp/port-pool.ts';
import { createSecureRandom } from '../../gateway/legs/rtp/random.ts';
import { createRtpEndpoint } from '../../gateway/legs/rtp/rtp-endpoint.ts';
import { rtpEndpointDefaults } from '../../gateway/legs/rtp/rtp-options.ts';
import { buildRtpPacket } from '../../gateway/legs/rtp/rtp-packet.ts';
import { pause } from './interleaved.ts';
import { type BenchResult, both } from './result.ts';

const packets = 120;
const packetMs = 20;

/** How long a phone leg's jitter buffer keeps a packet that came in time: what the scorer's tap waits for. */
export async function bufferBench(): Promise<BenchResult[]> {
  const random = createSecureRandom();
  const clock = createSystemClock();
  const ports = createPortPool(20_700, 20_709, random);
  const options = { ...rtpEndpointDefaults, bindAddress: '127.0.0.1', announcedAddress: '127.0.0.1' };
  const endpoint = await createRtpEndpoint(options, { clock, random, ports });
  const remote = { address: '127.0.0.1', port: 20_710, rtcpPort: 20_711 };
  const format = { codec: 'PCMU', payloadType: 0, telephoneEventType: null, remote } as const;
  endpoint.configure({ ...format, sending: false, receiving: true });
  const sentAtMs = new Map<number, number>();
  const waitsMs: number[] = [];
  endpoint.on('frame', ({ payload, lost }) => {
    const sent = lost ? undefined : sentAtMs.get(Buffer.from(payload).readUInt32BE());
    if (sent !== undefined) waitsMs.push(performance.now() - sent);
  });
  const socket = createSocket('udp4');
  for (let n = 0; n < packets; n += 1) {
    const payload = Buffer.alloc(160, 0xff);
    payload.writeUInt32BE(n);
    const header = { marker: n === 0, payloadType: 0, sequence: n, timestamp: n * 160, ssrc: 1 };
    sentAtMs.set(n, performance.now());
    socket.send(buildRtpPacket({ ...header, csrcs: [], extension: null, payload }), endpoint.localPort, '127.0.0.1');
    await pause(packetMs);
  }
  await pause(150);
  socket.close();
  endpoint.close();
  return both('jitter buffer of a phone leg, arrival to playout', waitsMs, 'ms', undefined);
}
