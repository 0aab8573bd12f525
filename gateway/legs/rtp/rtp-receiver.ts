import { ArrivalOrder, type ArrivalPlace } from './arrival-order.ts';
import type { Codec } from './codec.ts';
import { JitterBuffer, type PlayedFrame } from './jitter-buffer.ts';
import { Reception } from './reception.ts';
import type { RtpPacket } from './rtp-packet.ts';
import { type DtmfDigit, DtmfReceiver } from './telephone-event.ts';

export interface ReceiveFormat {
  codec: Codec;
  payloadType: number;
  telephoneEventType: number | null;
}

export interface Received {
  digits: DtmfDigit[];
  /** Where the packet belongs for who does not wait for the jitter buffer; `null` when it is not to be forwarded. */
  place: ArrivalPlace | null;
}

const nothing: Received = { digits: [], place: null };
/** 120 ms. What is longer does not come from a telephone, and a browser's packet budget ends soon after. */
const longestPayloadBytes = 960;
/** A source silent for this long may come back with another SSRC even without a re-INVITE (PBX media restarts). */
const abandonedMs = 2000;

/** One incoming stream: SSRC pin, payload types, order, losses, digits. No sockets, no timers. */
export class RtpReceiver {
  readonly #buffer: JitterBuffer;
  readonly #order = new ArrivalOrder();
  readonly #dtmf = new DtmfReceiver();
  #format: ReceiveFormat | null = null;
  #reception: Reception | null = null;
  #changeAllowed = false;
  #lastAtMs = 0;
  wrongSsrc = 0;
  wrongPayload = 0;
  ssrcChanges = 0;

  constructor(jitterMs: number) {
    this.#buffer = new JitterBuffer(jitterMs);
  }

  get reception(): Reception | null {
    return this.#reception;
  }

  get late(): number {
    return this.#buffer.late;
  }

  get duplicate(): number {
    return this.#buffer.duplicate;
  }

  get lost(): number {
    return this.#buffer.lost;
  }

  /** After an offer/answer exchange the peer may start another stream. */
  setFormat(format: ReceiveFormat): void {
    this.#format = format;
    this.#changeAllowed = true;
  }

  receive(packet: RtpPacket, nowMs: number): Received {
    const format = this.#format;
    if (format === null) return nothing;
    const isEvent = packet.payloadType === format.telephoneEventType;
    const isAudio = packet.payloadType === format.payloadType && packet.payload.length <= longestPayloadBytes;
    if (!isEvent && !isAudio) {
      this.wrongPayload++;
      return nothing;
    }
    const reception = this.#sourceOf(packet, nowMs);
    if (reception === null) {
      this.wrongSsrc++;
      return nothing;
    }
    this.#lastAtMs = nowMs;
    reception.note(packet.sequence, packet.timestamp, nowMs);
    this.#buffer.push(
      {
        sequence: packet.sequence,
        timestamp: packet.timestamp,
        payloadType: packet.payloadType,
        // Socket buffers may be reused: the jitter buffer keeps its own copy.
        payload: isEvent ? null : packet.payload.slice(),
      },
      nowMs,
    );
    if (!isEvent && packet.payload.length > 0) return { digits: [], place: this.#order.place(packet, nowMs) };
    this.#order.skip(packet);
    return { digits: isEvent ? this.#dtmf.receive(packet.timestamp, packet.payload, nowMs) : [], place: null };
  }

  play(nowMs: number): { frames: PlayedFrame[]; digits: DtmfDigit[] } {
    return { frames: this.#buffer.pop(nowMs), digits: this.#dtmf.poll(nowMs) };
  }

  #sourceOf(packet: RtpPacket, nowMs: number): Reception | null {
    const current = this.#reception;
    if (current !== null && current.ssrc === packet.ssrc) return current;
    const allowed = current === null || this.#changeAllowed || nowMs - this.#lastAtMs >= abandonedMs;
    if (!allowed) return null;
    if (current !== null) this.ssrcChanges++;
    this.#changeAllowed = false;
    this.#buffer.reset();
    this.#order.restart();
    this.#reception = new Reception(packet.ssrc, packet.sequence);
    return this.#reception;
  }
}
