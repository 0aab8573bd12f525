import { type Codec, frameSamples, silenceByte } from './codec.ts';
import { buildRtpPacket } from './rtp-packet.ts';
import type { SenderCounts } from './rtcp-packet.ts';
import { eventOf, telephoneEventPayloads } from './telephone-event.ts';

export interface RtpSenderOptions {
  ssrc: number;
  sequence: number;
  timestamp: number;
  /** Queued audio beyond this is dropped, oldest first: a phone call prefers a gap to a growing delay. */
  mostQueuedFrames: number;
  /** What to send when there is nothing to say: silence keeps NAT bindings and PBX media timeouts content. */
  idle: 'silence' | 'quiet';
}

export interface SendFormat {
  codec: Codec;
  payloadType: number;
  telephoneEventType: number | null;
}

/** Pulls one 20 ms frame (160 bytes of the leg's codec), or `null` when there is none. */
export type FrameSource = () => Uint8Array | null;

const gapTicks = 3;

/** Makes one packet a tick. No sockets, no time: the endpoint ticks it every 20 ms. */
export class RtpSender {
  readonly ssrc: number;
  readonly #options: RtpSenderOptions;
  #sequence: number;
  #timestamp: number;
  #format: SendFormat | null = null;
  #queue: Uint8Array[] = [];
  #partial: Uint8Array = new Uint8Array(0);
  #events: { payloads: Uint8Array[]; event: number; started: boolean }[] = [];
  #gap = 0;
  #talking = false;
  source: FrameSource | null = null;
  packets = 0;
  octets = 0;
  dropped = 0;

  constructor(options: RtpSenderOptions) {
    this.#options = options;
    this.ssrc = options.ssrc;
    this.#sequence = options.sequence;
    this.#timestamp = options.timestamp;
  }

  setFormat(format: SendFormat): void {
    if (this.#format !== null && this.#format.codec !== format.codec) this.clear();
    this.#format = format;
  }

  get queuedFrames(): number {
    return this.#queue.length;
  }

  /** Queues G.711 bytes of any length; they leave 160 at a time. */
  queue(bytes: Uint8Array): void {
    const joined = new Uint8Array(this.#partial.length + bytes.length);
    joined.set(this.#partial);
    joined.set(bytes, this.#partial.length);
    let at = 0;
    for (; at + frameSamples <= joined.length; at += frameSamples)
      this.#queue.push(joined.subarray(at, at + frameSamples));
    this.#partial = joined.slice(at);
    const excess = this.#queue.length - this.#options.mostQueuedFrames;
    if (excess > 0) {
      this.#queue.splice(0, excess);
      this.dropped += excess;
    }
  }

  /** Queues key presses; false when the other side has no telephone-event or a character is not a digit. */
  queueDigits(digits: string, durationMs: number): boolean {
    const events = digits.split('').map(eventOf);
    if (this.#format?.telephoneEventType == null || events.length === 0) return false;
    const known = events.filter((event) => event !== null);
    if (known.length !== events.length) return false;
    for (const event of known) {
      this.#events.push({ payloads: telephoneEventPayloads(event, durationMs), event, started: false });
    }
    return true;
  }

  clear(): void {
    this.#queue = [];
    this.#partial = new Uint8Array(0);
  }

  /** The packet of this tick, or `null`. The timestamp runs on either way (RFC 3550 §5.1). */
  tick(sending: boolean): Uint8Array | null {
    const format = this.#format;
    if (format === null) return null;
    if (!sending) return this.#skip();
    const event = this.#nextEvent(format);
    if (event !== null) return event;
    const frame = this.#gap > 0 ? null : this.#nextFrame(format.codec);
    if (this.#gap > 0) this.#gap--;
    if (frame === null) return this.#skip();
    const packet = this.#packet(format.payloadType, this.#timestamp, !this.#talking, frame);
    this.#talking = true;
    this.#advance(frameSamples);
    return packet;
  }

  counts(): SenderCounts {
    return { packets: this.packets, octets: this.octets, rtpTimestamp: this.#timestamp };
  }

  #nextFrame(codec: Codec): Uint8Array | null {
    const frame = this.#queue.shift() ?? this.source?.() ?? null;
    if (frame !== null) return frame;
    return this.#options.idle === 'silence' ? new Uint8Array(frameSamples).fill(silenceByte[codec]) : null;
  }

  #nextEvent(format: SendFormat): Uint8Array | null {
    const press = this.#events[0];
    if (press === undefined || this.#gap > 0 || format.telephoneEventType === null) return null;
    const payload = press.payloads.shift();
    if (payload === undefined) return null;
    // All packets of a press carry its start time; the marker is on the first (RFC 4733 §2.5.1.2).
    const packet = this.#packet(format.telephoneEventType, this.#timestamp, !press.started, payload);
    press.started = true;
    if (press.payloads.length === 0) {
      this.#events.shift();
      this.#gap = gapTicks;
      const durationSamples = ((payload[2] ?? 0) << 8) | (payload[3] ?? 0);
      this.#advance(durationSamples + 3 * frameSamples);
      this.#talking = false;
    }
    return packet;
  }

  #skip(): null {
    this.#talking = false;
    this.#advance(frameSamples);
    return null;
  }

  #advance(samples: number): void {
    this.#timestamp = (this.#timestamp + samples) >>> 0;
  }

  #packet(payloadType: number, timestamp: number, marker: boolean, payload: Uint8Array): Uint8Array {
    const sequence = this.#sequence;
    this.#sequence = (sequence + 1) & 0xffff;
    this.packets++;
    this.octets += payload.length;
    return buildRtpPacket({
      marker,
      payloadType,
      sequence,
      timestamp,
      ssrc: this.ssrc,
      csrcs: [],
      extension: null,
      payload,
    });
  }
}
