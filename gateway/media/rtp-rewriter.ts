import { staticPayloadType, type Codec } from '../legs/rtp/codec.ts';
import { toLaw } from '../legs/rtp/g711.ts';
import type { AudioPacket } from '../legs/rtp/rtp-endpoint.ts';
import { buildRtpPacket } from '../legs/rtp/rtp-packet.ts';

/**
 * Puts a phone's packets onto a stream of our own (RFC 3550 §5.1): SSRC pinned, sequence and timestamp from a random
 * start. Gaps and order stay as the phone's network left them, so that the listener's own concealment works. Payload
 * bytes are not touched, except when the phone changed its law in the middle of the call.
 */
export class RtpRewriter {
  readonly ssrc: number;
  readonly #codec: Codec;
  readonly #start: { sequence: number; timestamp: number };

  constructor(codec: Codec, start: { ssrc: number; sequence: number; timestamp: number }) {
    this.ssrc = start.ssrc;
    this.#codec = codec;
    this.#start = start;
  }

  rewrite(packet: AudioPacket): Uint8Array {
    return buildRtpPacket({
      marker: packet.marker,
      payloadType: staticPayloadType[this.#codec],
      sequence: (this.#start.sequence + packet.sequence) & 0xffff,
      timestamp: (this.#start.timestamp + packet.timestamp) >>> 0,
      ssrc: this.ssrc,
      csrcs: [],
      extension: null,
      payload: toLaw(packet.codec, this.#codec, packet.payload),
    });
  }
}
