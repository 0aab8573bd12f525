// Runs in the page, bundled by browser-check.mjs, which exposes `signal` to it.
import { Device } from 'mediasoup-client';

const openLimitMs = 20_000;

/** Asks the other side, and tells mediasoup-client what came of it; it wants callbacks. */
async function settle(done, fail, method, request) {
  try {
    const id = await window.signal(method, request);
    done({ id });
  } catch (error) {
    fail(error);
  }
}

async function openTransport(kind) {
  const device = await Device.factory();
  await device.load({ routerRtpCapabilities: await window.signal('routerCapabilities') });
  const options = await window.signal('createTransport');
  const transport = kind === 'send' ? device.createSendTransport(options) : device.createRecvTransport(options);
  const { id } = transport;
  transport.on('connect', ({ dtlsParameters }, done, fail) => {
    void settle(done, fail, 'connectTransport', { id, dtlsParameters });
  });
  transport.on('produce', ({ kind: media, rtpParameters }, done, fail) => {
    void settle(done, fail, 'produce', { id, kind: media, rtpParameters });
  });
  transport.on('producedata', ({ sctpStreamParameters, label, protocol }, done, fail) => {
    void settle(done, fail, 'produceData', { id, sctpStreamParameters, label, protocol });
  });
  return { device, transport };
}

function opened(dataProducer) {
  return new Promise((resolve, reject) => {
    if (dataProducer.readyState === 'open') resolve();
    dataProducer.on('open', resolve);
    setTimeout(() => reject(new Error('the data channel did not open')), openLimitMs);
  });
}

window.startSender = async () => {
  const { device, transport } = await openTransport('send');
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const producer = await transport.produce({ track: stream.getAudioTracks()[0] });
  const dataProducer = await transport.produceData({ ordered: true, label: 'chat' });
  await opened(dataProducer);
  window.state = { transport, dataProducer };
  return { handler: device.handlerName, producerId: producer.id, dataProducerId: dataProducer.id };
};

window.sendMessages = (count, size) => {
  for (let index = 0; index < count; index += 1) window.state.dataProducer.send(`${index}:${'x'.repeat(size)}`);
};

window.startReceiver = async ({ producerId, dataProducerId }) => {
  const { device, transport } = await openTransport('receive');
  const messages = [];
  window.state = { transport, messages };
  const request = { id: transport.id, producerId, rtpCapabilities: device.recvRtpCapabilities };
  const consumer = await transport.consume(await window.signal('consume', request));
  const dataConsumer = await transport.consumeData(
    await window.signal('consumeData', { id: transport.id, dataProducerId }),
  );
  const open = opened(dataConsumer);
  dataConsumer.on('message', (message) => messages.push(message.length));

  // Chromium decodes only what is played.
  const audio = document.createElement('audio');
  audio.srcObject = new MediaStream([consumer.track]);
  audio.autoplay = true;
  document.body.append(audio);
  await window.signal('resume', { consumerId: consumer.id });
  await open;
};

/** The last report of each type that the checks look at. */
window.stats = async () => {
  const reports = [...(await window.state.transport.getStats()).values()];
  const wanted = new Set(['inbound-rtp', 'outbound-rtp', 'remote-inbound-rtp', 'transport']);
  return Object.fromEntries(reports.filter(({ type }) => wanted.has(type)).map((entry) => [entry.type, entry]));
};
