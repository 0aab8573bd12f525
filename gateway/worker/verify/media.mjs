import { spawn } from 'node:child_process';
import { once } from 'node:events';
import dgram from 'node:dgram';
import { newKey, Srtp } from './srtp.mjs';

export const listenInfo = { protocol: 'udp', ip: '127.0.0.1', portRange: { min: 21_000, max: 21_399 } };

export const mediaCodecs = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2, preferredPayloadType: 101 },
];

export function audioRtpParameters(ssrc, extra = {}) {
  const parameters = { 'sprop-stereo': 1 };
  return {
    codecs: [{ mimeType: 'audio/opus', payloadType: 101, clockRate: 48_000, channels: 2, parameters }],
    encodings: [{ ssrc }],
    rtcp: { cname: `cname-${ssrc}` },
    ...extra,
  };
}

/** An Opus packet as far as an SFU looks: 20 ms after the one before. */
export function rtpPacket(ssrc, index, extension = Buffer.alloc(0)) {
  const packet = Buffer.alloc(12 + extension.length + 60);
  packet[0] = extension.length > 0 ? 0x90 : 0x80;
  packet[1] = 101;
  packet.writeUInt16BE(index + 1, 2);
  packet.writeUInt32BE(index * 960, 4);
  packet.writeUInt32BE(ssrc, 8);
  extension.copy(packet, 12);
  return packet;
}

/** RFC 5761 §4: RTCP packet types on a port shared with RTP. */
export function isRtcp(packet) {
  return packet[1] >= 192 && packet[1] <= 223;
}

/** Sends a tone by RTP in real time. Resolves when ffmpeg has ended. */
export function sendTone({ url, ssrc, seconds, extra = [] }) {
  const source = ['-re', '-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000', '-t', String(seconds)];
  const coding = ['-ac', '2', '-c:a', 'libopus', '-b:a', '48k', '-payload_type', '101', '-ssrc', String(ssrc)];
  // The sequence numbers start low, since the rollover counter of srtp.mjs stays 0.
  const args = ['-hide_banner', '-loglevel', 'error', ...source, ...coding, '-seq', '100', ...extra, '-f', 'rtp', url];
  const child = spawn('ffmpeg', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let words = '';
  child.stderr.on('data', (chunk) => {
    words += chunk;
  });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: -1, words: error.message }));
    child.on('close', (code) => resolve({ code, words: words.trim() }));
  });
}

export async function openSocket() {
  const socket = dgram.createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

/** Counts what a consumer brings into Node. */
export async function directSink(router, producerId) {
  const transport = await router.createDirectTransport();
  const consumer = await transport.consume({ producerId, rtpCapabilities: router.rtpCapabilities });
  const sink = { packets: 0, octets: 0 };
  consumer.on('rtp', (packet) => {
    sink.packets += 1;
    sink.octets += packet.length;
  });
  return sink;
}

/** Sends the producer to a UDP socket, with or without SRTP, and opens and counts each packet. */
export async function udpSink(router, producerId, suite) {
  const socket = await openSocket();
  const secure = suite ? { enableSrtp: true, srtpCryptoSuite: suite } : {};
  const transport = await router.createPlainTransport({ listenInfo, rtcpMux: true, ...secure });
  const srtp = suite ? new Srtp(suite, transport.srtpParameters.keyBase64) : undefined;
  const sink = { rtp: 0, rtcp: 0, bad: 0, payloadType: undefined };
  socket.on('message', (packet) => {
    if (isRtcp(packet)) sink.rtcp += 1;
    else if (opens(packet, srtp, sink.payloadType)) sink.rtp += 1;
    else sink.bad += 1;
  });
  const srtpParameters = suite ? { srtpParameters: { cryptoSuite: suite, keyBase64: newKey(suite) } } : {};
  await transport.connect({ ip: '127.0.0.1', port: socket.address().port, ...srtpParameters });
  const consumer = await transport.consume({ producerId, rtpCapabilities: router.rtpCapabilities, paused: true });
  sink.payloadType = consumer.rtpParameters.codecs[0].payloadType;
  await consumer.resume();
  const close = () => {
    transport.close();
    socket.close();
  };
  return Object.assign(sink, { close });
}

function opens(packet, srtp, payloadType) {
  try {
    const rtp = srtp ? srtp.unprotect(packet) : packet;
    return (rtp[1] & 0x7f) === payloadType && rtp.length > 12;
  } catch {
    return false;
  }
}
