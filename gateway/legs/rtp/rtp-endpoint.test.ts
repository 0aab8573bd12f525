import { createSocket } from 'node:dgram';
import { afterEach, expect, test } from 'vitest';
import { createSystemClock } from './clock.ts';
import { createPortPool } from './port-pool.ts';
import { createSecureRandom } from './random.ts';
import { type AudioFrame, createRtpEndpoint, type MediaFormat, type RtpEndpoint } from './rtp-endpoint.ts';
import { rtpEndpointDefaults } from './rtp-options.ts';
import { buildRtpPacket } from './rtp-packet.ts';

const random = createSecureRandom();
const ports = createPortPool(22_600, 22_798, random);
const opened: RtpEndpoint[] = [];

afterEach(() => {
  for (const endpoint of opened.splice(0)) endpoint.close();
});

async function open(overrides: Partial<typeof rtpEndpointDefaults> = {}): Promise<RtpEndpoint> {
  const address = '127.0.0.1';
  const options = { ...rtpEndpointDefaults, bindAddress: address, announcedAddress: address, ...overrides };
  const endpoint = await createRtpEndpoint(options, { clock: createSystemClock(), random, ports });
  opened.push(endpoint);
  return endpoint;
}

function towards(port: number): MediaFormat {
  const remote = { address: '127.0.0.1', port, rtcpPort: port + 1 };
  return { codec: 'PCMU', payloadType: 0, telephoneEventType: 101, remote, sending: true, receiving: true };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test('two endpoints hear each other, press keys and report', async () => {
  const [one, two] = [await open({ reportEveryMs: 200 }), await open({ reportEveryMs: 200 })];
  one.configure(towards(two.localPort));
  two.configure(towards(one.localPort));
  const frames: AudioFrame[] = [];
  const digits: string[] = [];
  two.on('frame', (frame) => frames.push(frame));
  two.on('dtmf', (press) => digits.push(press.digit));
  one.send(new Uint8Array(1600).fill(0x55));
  await until(() => frames.filter((frame) => frame.payload[0] === 0x55).length === 10);
  expect(one.sendDtmf('4#')).toBe(true);
  await until(() => digits.join('') === '4#');
  expect(two.stats()).toMatchObject({ lost: 0, malformed: 0, strangers: 0 });
  expect(one.localPort % 2).toBe(0);
});

test('packets of strangers, garbage and floods are counted and not heard', async () => {
  const endpoint = await open({ mostPacketsPerSecond: 20 });
  const peer = createSocket('udp4');
  await new Promise<void>((resolve) => peer.bind(0, '127.0.0.1', resolve));
  const stranger = createSocket('udp4');
  await new Promise<void>((resolve) => stranger.bind(0, '127.0.0.1', resolve));
  endpoint.configure(towards(peer.address().port));
  const packet = (sequence: number) =>
    buildRtpPacket({
      marker: false,
      payloadType: 0,
      sequence,
      timestamp: sequence * 160,
      ssrc: 1,
      csrcs: [],
      extension: null,
      payload: new Uint8Array(160),
    });
  peer.send(packet(0), endpoint.localPort, '127.0.0.1');
  await until(() => endpoint.stats().received === 1);
  stranger.send(packet(1), endpoint.localPort, '127.0.0.1');
  stranger.send(Buffer.from('hello'), endpoint.localPort, '127.0.0.1');
  for (let i = 2; i < 52; i++) peer.send(packet(i), endpoint.localPort, '127.0.0.1');
  await until(() => endpoint.stats().flooded > 0 && endpoint.stats().strangers === 1);
  expect(endpoint.stats().malformed).toBe(1);
  expect(endpoint.stats().received).toBeLessThanOrEqual(21);
  peer.close();
  stranger.close();
});

test('closing says goodbye by RTCP and gives the ports back', async () => {
  const endpoint = await open();
  const rtcp = createSocket('udp4');
  await new Promise<void>((resolve) => rtcp.bind(0, '127.0.0.1', resolve));
  const heard = new Promise<Buffer>((resolve) => rtcp.once('message', resolve));
  const { port } = rtcp.address();
  endpoint.configure({ ...towards(port - 1) });
  const before = ports.inUse();
  endpoint.close();
  endpoint.close();
  expect((await heard).includes(Buffer.from([0x81, 203]))).toBe(true);
  await until(() => ports.inUse() === before - 1);
  rtcp.close();
});

test('a range without a free pair is an error', async () => {
  const small = createPortPool(22_990, 22_991, random);
  const pair = await small.bindPair('127.0.0.1');
  await expect(small.bindPair('127.0.0.1')).rejects.toThrow('no free RTP port');
  pair.rtp.close();
  pair.rtcp.close();
  pair.release();
  expect(() => createPortPool(5, 5, random)).toThrow(RangeError);
});
