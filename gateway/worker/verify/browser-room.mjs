const portRange = { min: 21_450, max: 21_499 };

const opusCodec = {
  kind: 'audio',
  mimeType: 'audio/opus',
  clockRate: 48_000,
  channels: 2,
  parameters: { useinbandfec: 1 },
};

/** The worker's side of the two pages: one router, and what each page may ask of it. */
export async function openRoom(worker, protocol) {
  const router = await worker.createRouter({ mediaCodecs: [opusCodec] });
  const observer = await router.createAudioLevelObserver({ maxEntries: 1, threshold: -90, interval: 300 });
  const transports = new Map();
  const consumers = new Map();
  const seen = { packets: 0, volumes: 0, lastVolume: undefined };
  observer.on('volumes', ([{ volume }]) => {
    seen.volumes += 1;
    seen.lastVolume = volume;
  });

  async function tap(producerId) {
    const direct = await router.createDirectTransport();
    const consumer = await direct.consume({ producerId, rtpCapabilities: router.rtpCapabilities });
    consumer.on('rtp', () => {
      seen.packets += 1;
    });
  }

  const answers = {
    routerCapabilities: () => router.rtpCapabilities,
    async createTransport() {
      const listenInfos = [{ protocol, ip: '127.0.0.1', portRange }];
      const transport = await router.createWebRtcTransport({ listenInfos, enableSctp: true });
      transports.set(transport.id, transport);
      const { id, iceParameters, iceCandidates, dtlsParameters, sctpParameters } = transport;
      return { id, iceParameters, iceCandidates, dtlsParameters, sctpParameters };
    },
    connectTransport: ({ id, dtlsParameters }) => transports.get(id).connect({ dtlsParameters }),
    async produce({ id, kind, rtpParameters }) {
      const producer = await transports.get(id).produce({ kind, rtpParameters });
      await observer.addProducer({ producerId: producer.id });
      await tap(producer.id);
      return producer.id;
    },
    produceData: async ({ id, ...options }) => (await transports.get(id).produceData(options)).id,
    async consume({ id, producerId, rtpCapabilities }) {
      const consumer = await transports.get(id).consume({ producerId, rtpCapabilities, paused: true });
      consumers.set(consumer.id, consumer);
      return { id: consumer.id, producerId, kind: consumer.kind, rtpParameters: consumer.rtpParameters };
    },
    async consumeData({ id, dataProducerId }) {
      const consumer = await transports.get(id).consumeData({ dataProducerId });
      const { sctpStreamParameters, label } = consumer;
      return { id: consumer.id, dataProducerId, sctpStreamParameters, label, protocol: consumer.protocol };
    },
    resume: ({ consumerId }) => consumers.get(consumerId).resume(),
  };

  return { seen, transports, signal: (method, request = {}) => answers[method](request) };
}
