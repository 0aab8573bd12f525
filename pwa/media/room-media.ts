import type { Device, types } from 'mediasoup-client';
import type { RtcNotice } from '#core/wire';
import type { RtcSocket } from './rtc-socket.ts';
import { readInbound, readOutbound, type StreamSample } from './stats.ts';

export type ConsumerNotice = Extract<RtcNotice, { type: 'consumer' }>;

/** Transports, producer and consumers of one router: thrown away and built anew when the gateway's media worker dies. */
export type RoomMedia = {
  /** The track of an announced consumer, already resumed at the gateway. */
  consume(notice: ConsumerNotice): Promise<MediaStreamTrack>;
  closeConsumer(consumerId: string): void;
  hasConsumer(consumerId: string): boolean;
  sampleIncoming(consumerId: string): Promise<StreamSample | undefined>;
  sampleOutgoing(): Promise<StreamSample | undefined>;
  close(): void;
};

export type RoomMediaOptions = {
  socket: RtcSocket;
  routerRtpCapabilities: Record<string, unknown>;
  sendCodec: string;
  microphone: MediaStreamTrack;
  onIceFailed: () => void;
};

/** Sends the microphone and makes ready to receive. Consumers are announced from then on. */
export async function openRoomMedia(options: RoomMediaOptions): Promise<RoomMedia> {
  const { socket, microphone } = options;
  // Loaded on joining only: pages that never take a call do not carry the WebRTC library.
  const { Device } = await import('mediasoup-client');
  const device = await Device.factory();
  await device.load({ routerRtpCapabilities: options.routerRtpCapabilities });
  const sending = await openTransport(device, 'send', options);
  const receiving = await openTransport(device, 'recv', options);
  const producer = await sending.produce({
    track: microphone,
    stopTracks: false,
    ...codecChoice(device, options.sendCodec),
  });
  await socket.request('receive', { rtpCapabilities: device.recvRtpCapabilities });
  const consumers = new Map<string, types.Consumer>();

  return {
    async consume(notice) {
      const consumer = await receiving.consume({
        id: notice.consumerId,
        producerId: notice.producerId,
        kind: 'audio',
        rtpParameters: notice.rtpParameters as types.RtpParameters,
        // A stream of its own for each voice: one late voice must not delay the others (no lip-sync group).
        streamId: notice.participantId,
      });
      consumers.set(notice.consumerId, consumer);
      await socket.request('resume-consumer', { consumerId: notice.consumerId });
      return consumer.track;
    },
    closeConsumer(consumerId) {
      consumers.get(consumerId)?.close();
      consumers.delete(consumerId);
    },
    hasConsumer: (consumerId) => consumers.has(consumerId),
    async sampleIncoming(consumerId) {
      const consumer = consumers.get(consumerId);
      return consumer === undefined || consumer.closed ? undefined : readInbound((await consumer.getStats()).values());
    },
    async sampleOutgoing() {
      return producer.closed ? undefined : readOutbound((await producer.getStats()).values());
    },
    close() {
      sending.close();
      receiving.close();
      consumers.clear();
    },
  };
}

async function openTransport(
  device: Device,
  direction: 'send' | 'recv',
  { socket, onIceFailed }: RoomMediaOptions,
): Promise<types.Transport> {
  const created = (await socket.request('create-transport', { direction })) as unknown as types.TransportOptions;
  const transport = direction === 'send' ? device.createSendTransport(created) : device.createRecvTransport(created);
  const transportId = transport.id;
  transport.on('connect', ({ dtlsParameters }, done, failed) => {
    void answer(socket.request('connect-transport', { transportId, dtlsParameters }), done, failed);
  });
  transport.on('produce', ({ rtpParameters }, done, failed) => {
    const made = socket.request('produce', { transportId, rtpParameters });
    void answer(made, ({ producerId }) => done({ id: producerId }), failed);
  });
  transport.on('connectionstatechange', (state) => {
    if (state !== 'failed' && state !== 'disconnected') return;
    void restartIce(transport, socket).catch(onIceFailed);
  });
  return transport;
}

/** mediasoup-client waits for one of two callbacks. */
async function answer<T>(work: Promise<T>, done: (result: T) => void, failed: (error: Error) => void): Promise<void> {
  try {
    done(await work);
  } catch (error) {
    failed(error instanceof Error ? error : new Error(String(error)));
  }
}

async function restartIce(transport: types.Transport, socket: RtcSocket): Promise<void> {
  if (transport.closed) return;
  const { iceParameters } = await socket.request('restart-ice', { transportId: transport.id });
  await transport.restartIce({ iceParameters: iceParameters as unknown as types.IceParameters });
}

/** The phone leg's own codec where the browser has it, so that nothing is transcoded; mono speech without DTX otherwise. */
function codecChoice(device: Device, sendCodec: string): Pick<types.ProducerOptions, 'codec' | 'codecOptions'> {
  const codec = device.sendRtpCapabilities.codecs?.find(
    ({ mimeType }) => mimeType.toLowerCase() === sendCodec.toLowerCase(),
  );
  const isOpus = codec === undefined || codec.mimeType.toLowerCase() === 'audio/opus';
  return {
    ...(codec === undefined ? {} : { codec }),
    // No DTX: gaps would starve the scorers of the listeners.
    ...(isOpus ? { codecOptions: { opusStereo: false, opusDtx: false, opusFec: true } } : {}),
  };
}
