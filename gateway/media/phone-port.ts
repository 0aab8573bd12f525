import type { types } from 'mediasoup';
import type { Codec } from '../legs/rtp/codec.ts';
import { staticPayloadType } from '../legs/rtp/codec.ts';
import type { Random } from '../legs/rtp/random.ts';
import type { AudioPacket } from '../legs/rtp/rtp-endpoint.ts';
import { parseRtpPacket } from '../legs/rtp/rtp-packet.ts';
import { codecOf } from './codecs.ts';
import type { Mixer } from './mixer.ts';
import { RtpRewriter } from './rtp-rewriter.ts';

/** A phone leg's place on one router: its voice goes in as it came, the others' go to its mixer. */
export class PhonePort {
  readonly codec: Codec;
  readonly producer: types.Producer;
  readonly #transport: types.DirectTransport;
  readonly #router: types.Router;
  readonly #mixer: Mixer;
  readonly #rewriter: RtpRewriter;

  private constructor(
    router: types.Router,
    transport: types.DirectTransport,
    producer: types.Producer,
    mixer: Mixer,
    rewriter: RtpRewriter,
  ) {
    this.codec = mixer.codec;
    this.#router = router;
    this.#transport = transport;
    this.producer = producer;
    this.#mixer = mixer;
    this.#rewriter = rewriter;
  }

  static async open(router: types.Router, mixer: Mixer, random: Random): Promise<PhonePort> {
    const transport = await router.createDirectTransport();
    const { codec } = mixer;
    const rewriter = new RtpRewriter(codec, {
      ssrc: random.uint32(),
      sequence: random.uint32(),
      timestamp: random.uint32(),
    });
    const producer = await transport.produce({
      kind: 'audio',
      rtpParameters: {
        codecs: [{ mimeType: `audio/${codec}`, payloadType: staticPayloadType[codec], clockRate: 8000, channels: 1 }],
        encodings: [{ ssrc: rewriter.ssrc }],
        rtcp: { cname: random.token(8) },
      },
    });
    return new PhonePort(router, transport, producer, mixer, rewriter);
  }

  /** A packet as it arrived; it goes on at once, for every page has a jitter buffer of its own. */
  speak(packet: AudioPacket): void {
    if (!this.producer.closed) this.producer.send(Buffer.from(this.#rewriter.rewrite(packet).buffer));
  }

  readonly receiving = true;

  canConsume(): boolean {
    return true;
  }

  /** A paused copy of another's voice that feeds the mixer. */
  async consume(producer: types.Producer, speakerId: string): Promise<types.Consumer | undefined> {
    if (this.#transport.closed) return undefined;
    const consumer = await this.#transport.consume({
      producerId: producer.id,
      rtpCapabilities: this.#router.rtpCapabilities,
      paused: true,
    });
    const codec = codecOf(consumer.rtpParameters);
    if (codec === undefined) {
      consumer.close();
      return undefined;
    }
    this.#mixer.addTalker(speakerId, codec);
    consumer.on('rtp', (bytes) => {
      const packet = parseRtpPacket(bytes);
      if (packet !== null) this.#mixer.push(speakerId, packet);
    });
    consumer.observer.on('pause', () => this.#mixer.silence(speakerId));
    consumer.observer.on('close', () => this.#mixer.removeTalker(speakerId));
    return consumer;
  }

  close(): void {
    this.#transport.close();
  }
}
