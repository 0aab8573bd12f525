import type { types } from 'mediasoup';
import { type AudioCodec, codecOf } from './codecs.ts';

export type Direction = 'send' | 'recv';

export type TransportFacts = Pick<types.WebRtcTransport, 'id' | 'iceParameters' | 'iceCandidates' | 'dtlsParameters'>;

/** Speech needs far less; a page that floods is throttled by RTCP and by the worker (ASVS 17.3). */
const mostIncomingBitsPerSecond = 256_000;

/** What a page asked for cannot be done; mediasoup's words are kept for the log only. */
export class MediaRefused extends Error {
  override name = 'MediaRefused';
}

/** A page's transports and its microphone on one router. Thrown away as a whole when the router is gone. */
export class PagePort {
  readonly #router: types.Router;
  readonly #server: types.WebRtcServer;
  readonly #onDtlsFailed: () => void;
  #transports: Partial<Record<Direction, types.WebRtcTransport>> = {};
  #capabilities: types.RtpCapabilities | undefined;
  #producer: types.Producer | undefined;
  codec: AudioCodec = 'opus';

  /** `onDtlsFailed`: the handshake went wrong, for instance with another fingerprint than the page had named. */
  constructor(router: types.Router, server: types.WebRtcServer, onDtlsFailed: () => void) {
    this.#router = router;
    this.#server = server;
    this.#onDtlsFailed = onDtlsFailed;
  }

  get producer(): types.Producer | undefined {
    return this.#producer?.closed === false ? this.#producer : undefined;
  }

  /** A second transport of a direction replaces the first. */
  async createTransport(direction: Direction): Promise<TransportFacts> {
    this.#transports[direction]?.close();
    const transport = await this.#router.createWebRtcTransport({
      webRtcServer: this.#server,
      enableUdp: true,
      enableTcp: true,
      preferUdp: true,
      iceConsentTimeout: 30,
    });
    transport.on('dtlsstatechange', (state) => {
      if (state === 'failed') this.#onDtlsFailed();
    });
    this.#transports[direction]?.close();
    this.#transports[direction] = transport;
    if (direction === 'send') await transport.setMaxIncomingBitrate(mostIncomingBitsPerSecond);
    if (direction === 'recv') this.#capabilities = undefined;
    const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
    return { id, iceParameters, iceCandidates, dtlsParameters };
  }

  /** Connects a transport and says which one it was. */
  async connect(transportId: string, dtlsParameters: types.DtlsParameters): Promise<Direction> {
    const transport = this.#transport(transportId);
    await transport.connect({ dtlsParameters });
    return transport === this.#transports.send ? 'send' : 'recv';
  }

  restartIce(transportId: string): Promise<types.IceParameters> {
    return this.#transport(transportId).restartIce();
  }

  async produce(transportId: string, rtpParameters: types.RtpParameters): Promise<types.Producer> {
    const transport = this.#transport(transportId);
    if (transport !== this.#transports.send) throw new MediaRefused('not the sending transport');
    this.#producer?.close();
    const producer = await transport.produce({ kind: 'audio', rtpParameters });
    const codec = codecOf(producer.rtpParameters);
    if (codec === undefined) {
      producer.close();
      throw new MediaRefused('codec not taken');
    }
    this.#producer = producer;
    this.codec = codec;
    return producer;
  }

  receive(rtpCapabilities: types.RtpCapabilities): void {
    if (this.#transports.recv === undefined) throw new MediaRefused('no receiving transport');
    if (!Array.isArray(rtpCapabilities.codecs)) throw new MediaRefused('capabilities without codecs');
    this.#capabilities = rtpCapabilities;
  }

  get receiving(): boolean {
    return this.#capabilities !== undefined && this.#transports.recv?.closed === false;
  }

  canConsume(producer: types.Producer): boolean {
    return (
      this.#capabilities !== undefined &&
      this.#router.canConsume({ producerId: producer.id, rtpCapabilities: this.#capabilities })
    );
  }

  /** A paused copy of the producer's audio. */
  async consume(producer: types.Producer): Promise<types.Consumer | undefined> {
    const transport = this.#transports.recv;
    if (transport === undefined || transport.closed || this.#capabilities === undefined) return undefined;
    return transport.consume({ producerId: producer.id, rtpCapabilities: this.#capabilities, paused: true });
  }

  close(): void {
    this.#transports.send?.close();
    this.#transports.recv?.close();
    this.#transports = {};
    this.#capabilities = undefined;
  }

  #transport(transportId: string): types.WebRtcTransport {
    const found = Object.values(this.#transports).find((transport) => transport.id === transportId);
    if (found === undefined || found.closed) throw new MediaRefused('no such transport');
    return found;
  }
}
