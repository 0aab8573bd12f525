import {
  audioRtpParameters,
  directSink,
  isRtcp,
  listenInfo,
  openSocket,
  rtpPacket,
  sendTone,
  udpSink,
} from './media.mjs';
import { until } from './report.mjs';
import { newKey, Srtp } from './srtp.mjs';

export const suites = [undefined, 'AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32', 'AEAD_AES_256_GCM'];

/** A port that takes RTP in, as a gateway's leg does. */
async function openLeg(router, suite) {
  const keyBase64 = suite && newKey(suite);
  // ffmpeg sends RTCP from a second socket and before the first RTP packet. With comedia the first packet decides
  // the remote port, so RTCP must not share the port of RTP.
  const secure = suite ? { enableSrtp: true, srtpCryptoSuite: suite } : {};
  const transport = await router.createPlainTransport({ listenInfo, rtcpMux: false, comedia: true, ...secure });
  if (suite) await transport.connect({ srtpParameters: { cryptoSuite: suite, keyBase64 } });
  return { transport, keyBase64 };
}

/** ffmpeg knows no GCM: it sends plain RTP to us, and we protect it. */
async function sendThroughGcm({ suite, keyBase64, port, ssrc, seconds }) {
  const srtp = new Srtp(suite, keyBase64);
  const relay = await openSocket();
  relay.on('message', (packet) => {
    if (!isRtcp(packet)) relay.send(srtp.protect(packet), port, '127.0.0.1');
  });
  const relayPort = relay.address().port;
  const sent = await sendTone({ url: `rtp://127.0.0.1:${relayPort}?rtcpport=${relayPort}`, ssrc, seconds });
  relay.close();
  return sent;
}

function send({ suite, leg, ssrc, seconds }) {
  const port = leg.transport.tuple.localPort;
  const target = `127.0.0.1:${port}?rtcpport=${leg.transport.rtcpTuple.localPort}`;
  if (!suite) return sendTone({ url: `rtp://${target}`, ssrc, seconds });
  if (suite.includes('GCM')) return sendThroughGcm({ suite, keyBase64: leg.keyBase64, port, ssrc, seconds });
  // ffmpeg's other name of the _32 suite makes short RTCP tags, against RFC 4568 §6.2.2.
  const name = suite.endsWith('_32') ? 'SRTP_AES128_CM_HMAC_SHA1_32' : suite;
  const extra = ['-srtp_out_suite', name, '-srtp_out_params', leg.keyBase64];
  return sendTone({ url: `srtp://${target}`, ssrc, seconds, extra });
}

/** RTP or SRTP in; out to Node, to plain RTP, to both kinds of SRTP, and through a second worker. */
export async function checkSuite({ report, near, far, suite, ssrc, seconds }) {
  const name = suite ?? 'plain RTP';
  const leg = await openLeg(near, suite);
  const producer = await leg.transport.produce({ kind: 'audio', rtpParameters: audioRtpParameters(ssrc) });
  const direct = await directSink(near, producer.id);
  const plain = await udpSink(near, producer.id);
  const cm = await udpSink(near, producer.id, 'AES_CM_128_HMAC_SHA1_80');
  const gcm = await udpSink(near, producer.id, 'AEAD_AES_256_GCM');
  const piped = await near.pipeToRouter({
    producerId: producer.id,
    router: far,
    enableSrtp: suite !== undefined,
    enableRtx: suite === 'AEAD_AES_256_GCM',
    listenInfo,
  });
  const remote = await directSink(far, piped.pipeProducer.id);
  const sent = await send({ suite, leg, ssrc, seconds });

  const expected = seconds * 50 * 0.9;
  const enough = (...counts) => counts.every((count) => count > expected);
  await until(() => enough(direct.packets, plain.rtp, cm.rtp, gcm.rtp, remote.packets));
  const [stream] = await producer.getStats();
  const [stats] = await leg.transport.getStats();

  const { check } = report;
  const counts = (sink) => `${sink.rtp} RTP, ${sink.rtcp} RTCP, ${sink.bad} bad`;
  check(`${name}: ffmpeg sender`, sent.code === 0, sent.words || 'ok');
  check(`${name}: producer stats`, enough(stream?.packetCount), `${stream?.packetCount} packets`);
  check(`${name}: direct consumer`, enough(direct.packets), `${direct.packets} packets, ${direct.octets} octets`);
  check(`${name}: plain RTP out`, enough(plain.rtp) && plain.bad === 0, counts(plain));
  check(`${name}: SRTP CM out, opened by node:crypto`, enough(cm.rtp) && cm.bad === 0, counts(cm));
  check(`${name}: SRTP GCM out, opened by node:crypto`, enough(gcm.rtp) && gcm.bad === 0, counts(gcm));
  check(
    `${name}: pipe to second worker${suite ? ' over SRTP' : ''}`,
    enough(remote.packets),
    `${remote.packets} packets`,
  );
  check(
    `${name}: transport stats`,
    stats.rtpBytesReceived > 0 && stats.tuple.remotePort > 0,
    `${stats.rtpBytesReceived} octets`,
  );
  // Its RTCP port is known only after RTCP came in and, with SRTP, was decrypted.
  const rtcpPort = stats.rtcpTuple?.remotePort;
  if (!suite?.includes('GCM')) check(`${name}: RTCP from ffmpeg`, rtcpPort > 0, `from port ${rtcpPort}`);

  for (const sink of [plain, cm, gcm]) sink.close();
  leg.transport.close();
}

/** Nothing may get through with a wrong key. */
export async function checkWrongKey({ report, router, ssrc }) {
  const suite = 'AES_CM_128_HMAC_SHA1_80';
  const { transport } = await openLeg(router, suite);
  const producer = await transport.produce({ kind: 'audio', rtpParameters: audioRtpParameters(ssrc) });
  const direct = await directSink(router, producer.id);
  const wrong = new Srtp(suite, newKey(suite));
  const socket = await openSocket();
  const count = 50;
  for (let index = 0; index < count; index += 1) {
    socket.send(wrong.protect(rtpPacket(ssrc, index)), transport.tuple.localPort, '127.0.0.1');
  }
  const arrived = async () => (await transport.getStats())[0].bytesReceived;
  await until(async () => (await arrived()) >= count * 82);
  const octets = await arrived();
  const detail = `${octets} octets in, ${direct.packets} packets out`;
  report.check('wrong SRTP key is refused', octets > 0 && direct.packets === 0, detail);
  socket.close();
  transport.close();
}
