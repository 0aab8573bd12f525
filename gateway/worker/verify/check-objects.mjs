import { setTimeout as delay } from 'node:timers/promises';
import { audioRtpParameters, directSink, listenInfo, rtpPacket } from './media.mjs';
import { until } from './report.mjs';

const levelExtension = { uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 10, encrypt: false, parameters: {} };
/** RFC 6464 §3 in a one-octet header (RFC 8285 §4.2): voice at -20 dBov, id 10. */
const levelOctets = Buffer.from([0xbe, 0xde, 0x00, 0x01, 10 << 4, 0x80 | 20, 0x00, 0x00]);

/** A producer fed from Node, and the two observers on it. */
export async function checkObservers({ report, router, ssrc }) {
  const direct = await router.createDirectTransport();
  const rtpParameters = audioRtpParameters(ssrc, { headerExtensions: [levelExtension] });
  const producer = await direct.produce({ kind: 'audio', rtpParameters });
  const sink = await directSink(router, producer.id);
  const levels = await router.createAudioLevelObserver({ maxEntries: 1, threshold: -80, interval: 300 });
  const speakers = await router.createActiveSpeakerObserver();
  const seen = { loudest: undefined, silences: 0, speakers: 0 };
  levels.on('volumes', ([loudest]) => {
    seen.loudest = loudest;
  });
  levels.on('silence', () => {
    seen.silences += 1;
  });
  speakers.on('dominantspeaker', () => {
    seen.speakers += 1;
  });
  await levels.addProducer({ producerId: producer.id });
  await speakers.addProducer({ producerId: producer.id });

  const count = 75;
  for (let index = 0; index < count; index += 1) {
    producer.send(rtpPacket(ssrc, index, levelOctets));
    await delay(20);
  }
  await until(() => sink.packets === count && seen.loudest && seen.speakers > 0);
  const { check } = report;
  const { loudest } = seen;
  check('DirectTransport producer to direct consumer', sink.packets === count, `${sink.packets} of ${count}`);
  check(
    'AudioLevelObserver volumes',
    loudest?.producer === producer && Math.abs(loudest.volume + 20) <= 1,
    `volume ${loudest?.volume}`,
  );
  check('ActiveSpeakerObserver dominantspeaker', seen.speakers > 0, `${seen.speakers} events`);
  await until(() => seen.silences > 0);
  check('AudioLevelObserver silence', seen.silences > 0, `${seen.silences} events`);
  direct.close();
}

/** Messages over SCTP between two workers. */
export async function checkData({ report, near, far }) {
  const source = await near.createDirectTransport();
  const producer = await source.produceData({ label: 'chat' });
  const piped = await near.pipeToRouter({ dataProducerId: producer.id, router: far, listenInfo });
  const target = await far.createDirectTransport();
  const consumer = await target.consumeData({ dataProducerId: piped.pipeDataProducer.id });
  const got = [];
  consumer.on('message', (message) => got.push(message.toString()));

  const big = 'x'.repeat(50_000);
  // What is sent before the association is up is dropped: knock until it is.
  await until(() => {
    if (got.length === 0) producer.send('knock');
    return got.length > 0;
  }, 10_000);
  producer.send('hello');
  producer.send(big);
  await until(() => got.at(-1) === big);
  const [hello, last] = got.slice(-2);
  check(report, hello === 'hello' && last === big, got);
}

function check(report, passed, got) {
  report.check(
    'data: direct -> SCTP pipe -> direct',
    passed,
    `${got.length} messages, last of ${got.at(-1)?.length} characters`,
  );
}

/** The two objects that browsers connect to. */
export async function checkWebRtc({ report, worker, router }) {
  const transport = await router.createWebRtcTransport({
    listenInfos: [listenInfo, { ...listenInfo, protocol: 'tcp' }],
    enableSctp: true,
  });
  const portRange = { min: 21_400, max: 21_449 };
  const server = await worker.createWebRtcServer({ listenInfos: [{ ...listenInfo, portRange }] });
  const viaServer = await router.createWebRtcTransport({ webRtcServer: server });
  const protocols = transport.iceCandidates.map((candidate) => candidate.protocol);
  const { fingerprints } = transport.dtlsParameters;
  const [{ port }] = viaServer.iceCandidates;
  report.check(
    'WebRtcTransport',
    protocols.join() === 'udp,tcp' && fingerprints.length > 0,
    `${fingerprints.length} fingerprints`,
  );
  report.check('WebRtcServer in a port range', port >= portRange.min && port <= portRange.max, `port ${port}`);
  await transport.dump();
  await viaServer.getStats();
}
