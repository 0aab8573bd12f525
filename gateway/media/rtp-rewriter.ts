import { frameSamples, staticPayloadType, type Codec } from '../legs/rtp/codec.ts';
import { buildRtpPacket } from '../legs/rtp/rtp-packet.ts';
import { timestampDelta } from '../legs/rtp/wrap.ts';

/** A jump of the phone's clock beyond this is a new stream, not silence. */
const longestGapSamples = 8000 * 10;

export type PhoneFrame = { payload: Uint8Array; rtpTimestamp: number; lost: boolean };

/**
 * Gives a phone's frames one continuous RTP stream of our own: SSRC pinned, sequence and timestamp running on whatever
 * the phone does (RFC 3550 §5.1). Payload bytes are not touched. A lost frame leaves its gap, so that the listener's
 * own concealment works.
 */
export class RtpRewriter {
  readonly ssrc: number;
  readonly #payloadType: number;
  #sequence: number;
  #timestamp: number;
  #previous: { rtpTimestamp: number } | undefined;
  #quiet = true;

  constructor(codec: Codec, start: { ssrc: number; sequence: number; timestamp: number }) {
    this.ssrc = start.ssrc;
    this.#payloadType = staticPayloadType[codec];
    this.#sequence = start.sequence & 0xffff;
    this.#timestamp = start.timestamp >>> 0;
  }

  next(frame: PhoneFrame): Uint8Array | undefined {
    this.#advance(frame.rtpTimestamp);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    if (frame.lost || frame.payload.length === 0) return undefined;
    const packet = buildRtpPacket({
      marker: this.#quiet,
      payloadType: this.#payloadType,
      sequence: this.#sequence,
      timestamp: this.#timestamp,
      ssrc: this.ssrc,
      csrcs: [],
      extension: null,
      payload: frame.payload,
    });
    this.#quiet = false;
    return packet;
  }

  #advance(rtpTimestamp: number): void {
    const step = this.#previous === undefined ? 0 : timestampDelta(rtpTimestamp, this.#previous.rtpTimestamp);
    const isJump = this.#previous !== undefined && (step <= 0 || step > longestGapSamples);
    if (isJump) this.#quiet = true;
    this.#timestamp = (this.#timestamp + (isJump ? frameSamples : step)) >>> 0;
    this.#previous = { rtpTimestamp };
  }
}
