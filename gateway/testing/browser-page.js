// A page of the smallest kind: joins a room, sends its fake microphone, plays what it hears, counts.
import { Device } from 'mediasoup-client';

const state = { socket: undefined, notices: [], waiting: new Map(), lastId: 0, consumers: new Map(), transports: [] };

function request(method, params = {}) {
  state.lastId += 1;
  const id = state.lastId;
  return new Promise((resolve, reject) => {
    state.waiting.set(id, (message) => (message.ok ? resolve(message.result) : reject(new Error(message.code))));
    state.socket.send(JSON.stringify({ id, method, ...params }));
  });
}

async function consume(notice) {
  const consumer = await state.receiving.consume({
    id: notice.consumerId,
    producerId: notice.producerId,
    kind: 'audio',
    rtpParameters: notice.rtpParameters,
    streamId: notice.participantId,
  });
  state.consumers.set(notice.participantId, consumer);
  const audio = document.createElement('audio');
  audio.srcObject = new MediaStream([consumer.track]);
  document.body.append(audio);
  await audio.play();
  await request('resume-consumer', { consumerId: notice.consumerId });
}

async function connect(params, done, failed) {
  try {
    await request('connect-transport', params);
    done();
  } catch (error) {
    failed(error);
  }
}

async function announce(params, done, failed) {
  try {
    const { producerId } = await request('produce', params);
    done({ id: producerId });
  } catch (error) {
    failed(error);
  }
}

async function openMedia(routerRtpCapabilities, sendCodec, corrupt) {
  for (const transport of state.transports) transport.close();
  state.transports = [];
  state.consumers.clear();
  const device = await Device.factory();
  await device.load({ routerRtpCapabilities });
  for (const direction of ['send', 'recv']) {
    const created = await request('create-transport', { direction });
    const transport = direction === 'send' ? device.createSendTransport(created) : device.createRecvTransport(created);
    transport.on('connect', ({ dtlsParameters }, done, failed) => {
      if (corrupt)
        for (const print of dtlsParameters.fingerprints)
          print.value = print.value.replace(/^../, (hex) => (hex === '00' ? '11' : '00'));
      void connect({ transportId: transport.id, dtlsParameters }, done, failed);
    });
    transport.on('produce', ({ rtpParameters }, done, failed) => {
      void announce({ transportId: transport.id, rtpParameters }, done, failed);
    });
    state.transports.push(transport);
    if (direction === 'recv') state.receiving = transport;
    else state.sending = transport;
  }
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: false, noiseSuppression: false },
  });
  const codec = device.sendRtpCapabilities.codecs.find(
    (known) => known.mimeType.toLowerCase() === sendCodec.toLowerCase(),
  );
  await state.sending.produce({ track: stream.getAudioTracks()[0], codec });
  await request('receive', { rtpCapabilities: device.recvRtpCapabilities });
}

window.join = (url, token, corrupt = false) =>
  new Promise((resolve, reject) => {
    state.socket = new WebSocket(url);
    state.socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(data);
      if (message.kind === 'response') {
        state.waiting.get(message.id)?.(message);
        return;
      }
      state.notices.push({ ...message, atMs: Date.now() });
      if (message.type === 'consumer') consume(message).catch((error) => reportError(error));
      if (message.type === 'media-reset') {
        openMedia(message.routerRtpCapabilities, state.hello.sendCodec, corrupt).catch((error) => reportError(error));
      }
    });
    state.socket.addEventListener('open', async () => {
      try {
        state.hello = await request('hello', { token });
        await openMedia(state.hello.routerRtpCapabilities, state.hello.sendCodec, corrupt);
        resolve(state.hello);
      } catch (error) {
        reject(error);
      }
    });
  });

/** Packets and energy heard from one participant so far. */
window.heard = async (participantId) => {
  const consumer = state.consumers.get(participantId);
  if (consumer === undefined) return { packets: 0, energy: 0, lost: 0, codec: '' };
  const report = { packets: 0, energy: 0, lost: 0, codec: '' };
  for (const entry of (await consumer.getStats()).values()) {
    if (entry.type === 'codec') report.codec = entry.mimeType;
    if (entry.type !== 'inbound-rtp') continue;
    report.packets += entry.packetsReceived;
    report.energy += entry.totalAudioEnergy ?? 0;
    report.lost += entry.packetsLost ?? 0;
  }
  return report;
};
window.noticesOf = (type) => state.notices.filter((notice) => notice.type === type);
window.request = request;
window.dtlsStates = () => state.transports.map((transport) => transport.connectionState);
