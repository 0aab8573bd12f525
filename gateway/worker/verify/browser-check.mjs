// Checks a mediasoup worker with a real WebRTC session: two Chromium pages through it. Needs Chromium.
//   MEDIASOUP_WORKER_BIN=… node browser-check.mjs       (ICE_PROTOCOL=tcp for ICE over TCP)
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createWorker } from 'mediasoup';
import { chromium } from 'playwright-core';
import { openRoom } from './browser-room.mjs';
import { openPageServer } from './browser-server.mjs';
import { openReport, until } from './report.mjs';

/** 100 packets are two seconds of audio. */
const enough = 100;
const limitMs = 20_000;

function launch(profile) {
  return chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM_BIN ?? '/usr/bin/chromium',
    headless: true,
    args: [
      // Chromium refuses to start its sandbox as root.
      ...(process.getuid() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
}

async function openPage(context, url, name) {
  const page = await context.newPage();
  page.on('console', (message) => console.log(`[${name}] ${message.text()}`));
  page.on('pageerror', (error) => console.log(`[${name}] ${error}`));
  await page.goto(url);
  return page;
}

async function checkMedia({ report, sender, receiver, room }) {
  const { check } = report;
  const seen = {};
  await until(async () => {
    seen.sender = await sender.evaluate(() => window.stats());
    seen.receiver = await receiver.evaluate(() => window.stats());
    const inbound = seen.receiver['inbound-rtp'];
    const heard = inbound?.packetsReceived > enough && inbound.totalAudioEnergy > 0;
    const reported = seen.sender['remote-inbound-rtp']?.roundTripTime >= 0;
    return heard && reported && room.seen.packets > enough && room.seen.volumes > 0;
  }, limitMs);
  const sent = seen.sender;
  const inbound = seen.receiver['inbound-rtp'];
  const isConnected = (stats) => stats.transport?.dtlsState === 'connected';
  check(
    'DTLS-SRTP connected, sender',
    isConnected(sent),
    `${sent.transport?.srtpCipher}, ${sent.transport?.dtlsCipher}`,
  );
  check('DTLS-SRTP connected, receiver', isConnected(seen.receiver), seen.receiver.transport?.srtpCipher);
  const packetsSent = sent['outbound-rtp']?.packetsSent;
  check('audio packets sent', packetsSent > enough, packetsSent);
  const lost = inbound?.packetsLost;
  check('audio packets received back', inbound?.packetsReceived > enough, `${inbound?.packetsReceived}, lost ${lost}`);
  check('totalAudioEnergy grows', inbound?.totalAudioEnergy > 0, inbound?.totalAudioEnergy);
  const roundTrip = sent['remote-inbound-rtp']?.roundTripTime;
  check('RTCP receiver report reached the sender', roundTrip >= 0, `round trip ${roundTrip} s`);
  check('direct consumer in Node', room.seen.packets > enough, `${room.seen.packets} packets`);
  check('AudioLevelObserver', room.seen.volumes > 0, `${room.seen.volumes} events, last ${room.seen.lastVolume} dBov`);
}

async function checkMessages({ report, sender, receiver }) {
  await sender.evaluate(() => window.sendMessages(20, 1_000));
  await sender.evaluate(() => window.sendMessages(1, 60_000));
  let lengths = [];
  await until(async () => {
    lengths = await receiver.evaluate(() => window.state.messages);
    return lengths.length >= 21;
  }, limitMs);
  const passed = lengths.length === 21 && lengths[20] > 60_000;
  report.check('data channel (SCTP), 20 small and 1 big message', passed, `${lengths.length} messages`);
}

async function checkIce({ report, sender, room, protocol }) {
  const [transport] = room.transports.values();
  const [stats] = await transport.getStats();
  const used = stats.iceSelectedTuple?.protocol;
  const isUp = stats.iceState === 'completed' && stats.dtlsState === 'connected' && used === protocol;
  report.check('worker view of the transport', isUp, `ICE ${stats.iceState} over ${used}, DTLS ${stats.dtlsState}`);

  const iceParameters = await transport.restartIce();
  await sender.evaluate(
    (parameters) => window.state.transport.restartIce({ iceParameters: parameters }),
    iceParameters,
  );
  const before = room.seen.packets;
  await until(() => room.seen.packets - before > enough, limitMs);
  const packets = room.seen.packets - before;
  report.check('audio goes on after an ICE restart', packets > enough, `${packets} packets`);
}

const protocol = process.env.ICE_PROTOCOL ?? 'udp';
const report = openReport();
const deaths = [];
const pages = await openPageServer();
const worker = await createWorker({
  logLevel: process.env.LOG_LEVEL ?? 'error',
  logTags: ['ice', 'dtls', 'srtp', 'sctp'],
});
worker.on('died', (error) => deaths.push(error.message));
const profile = mkdtempSync(join(tmpdir(), 'countersign-chromium-'));
const context = await launch(profile);
try {
  const room = await openRoom(worker, protocol);
  await context.exposeFunction('signal', room.signal);
  const sender = await openPage(context, pages.url, 'sender');
  const receiver = await openPage(context, pages.url, 'receiver');
  const ids = await sender.evaluate(() => window.startSender());
  await receiver.evaluate((sent) => window.startReceiver(sent), ids);
  await checkMessages({ report, sender, receiver });
  await checkMedia({ report, sender, receiver, room });
  await checkIce({ report, sender, room, protocol });
} catch (error) {
  report.check('session', false, error.message);
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  report.check('no worker died', deaths.length === 0, deaths.join());
  worker.close();
  pages.close();
}
process.exit(report.close());
