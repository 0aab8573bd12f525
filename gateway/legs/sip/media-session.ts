import type { Codec } from '../rtp/codec.ts';
import {
  type AgreedAudio,
  answerOffer,
  canReceive,
  canSend,
  createOffer,
  type LocalMedia,
  readAnswer,
} from '../rtp/offer-answer.ts';
import type { RtpEndpoint } from '../rtp/rtp-endpoint.ts';
import type { Direction, SdpSession } from '../rtp/sdp.ts';

/** Offer/answer state of one leg (RFC 3264) and the RTP endpoint that follows it. */
export class MediaSession {
  readonly rtp: RtpEndpoint;
  readonly #codecs: readonly Codec[];
  readonly #sessionId: string;
  #version = 0;
  #lastSdp = '';
  #agreed: AgreedAudio | null = null;
  #wanted: Direction = 'sendrecv';

  constructor(rtp: RtpEndpoint, codecs: readonly Codec[], sessionId: string) {
    this.rtp = rtp;
    this.#codecs = codecs;
    this.#sessionId = sessionId;
  }

  get agreed(): AgreedAudio | null {
    return this.#agreed;
  }

  /** What the next offer or answer asks for; `sendonly` holds the peer. */
  want(direction: Direction): void {
    this.#wanted = direction;
  }

  get wanted(): Direction {
    return this.#wanted;
  }

  /** Answers and applies an offer; the SDP goes into our 2xx. */
  answer(offer: SdpSession): { ok: true; sdp: string } | { ok: false; reason: string } {
    const result = answerOffer(offer, this.#local(this.#version + 1));
    if (!result.ok) return result;
    this.#apply(result.agreed);
    return { ok: true, sdp: this.#remember(result.sdp) };
  }

  /** An offer of ours. Nothing changes until `accept`. */
  offer(): string {
    return this.#remember(createOffer(this.#local(this.#version + 1)));
  }

  /** Applies the answer to our last offer. */
  accept(answer: SdpSession): boolean {
    const result = readAnswer(answer, this.#local(this.#version));
    if (result.ok) this.#apply(result.agreed);
    return result.ok;
  }

  #apply(agreed: AgreedAudio): void {
    this.#agreed = agreed;
    this.rtp.configure({
      codec: agreed.codec,
      payloadType: agreed.payloadType,
      telephoneEventType: agreed.telephoneEventType,
      remote: agreed.remote,
      sending: canSend(agreed.direction),
      receiving: canReceive(agreed.direction),
    });
  }

  /** RFC 3264 §8: the version grows only when the description differs. */
  #remember(sdp: string): string {
    const previous = this.#lastSdp.replace(/^o=.*$/m, '');
    if (previous !== '' && previous === sdp.replace(/^o=.*$/m, '')) return this.#lastSdp;
    this.#version++;
    this.#lastSdp = sdp;
    return sdp;
  }

  #local(version: number): LocalMedia {
    return {
      address: this.rtp.localAddress,
      port: this.rtp.localPort,
      codecs: this.#codecs,
      direction: this.#wanted,
      sessionId: this.#sessionId,
      version,
    };
  }
}
