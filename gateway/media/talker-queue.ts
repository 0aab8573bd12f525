import { decodeG711 } from '../legs/rtp/g711.ts';
import type { RtpPacket } from '../legs/rtp/rtp-packet.ts';
import { sequenceDelta } from '../legs/rtp/wrap.ts';
import type { AudioCodec } from './codecs.ts';
import { mixFrameSamples } from './mix.ts';
import type { OpusDecoding } from './opus.ts';

/** 20 ms of one talker: G.711 bytes as they came where possible, PCM otherwise. */
export type TalkerFrame = { codec: 'PCMU' | 'PCMA'; bytes: Uint8Array } | { codec: 'pcm'; pcm: Int16Array };

/** 40 ms are gathered before playing, and again after running dry: browsers send in small bursts. */
const gatherFrames = 2;
const mostFrames = 8;
const keptFrames = 3;
/** How many pulls (1 s) the queue must have been too long before a frame is dropped to shorten it. */
const watchedPulls = 50;

export function pcmOf(frame: TalkerFrame): Int16Array {
  return frame.codec === 'pcm' ? frame.pcm : decodeG711(frame.codec, frame.bytes);
}

/** Packets of one talker, evened out to one frame a tick. Late and repeated packets are dropped, gaps stay silent. */
export class TalkerQueue {
  readonly #codec: AudioCodec;
  readonly #opus: OpusDecoding | undefined;
  #frames: TalkerFrame[] = [];
  #rest: Uint8Array | Int16Array = new Uint8Array(0);
  #gathering = true;
  #sequence: number | undefined;
  #watch = { pulls: 0, least: Infinity };
  dropped = 0;

  constructor(codec: AudioCodec, opus: OpusDecoding | undefined) {
    this.#codec = codec;
    this.#opus = opus;
  }

  push(packet: RtpPacket): void {
    const step = this.#sequence === undefined ? 1 : sequenceDelta(packet.sequence, this.#sequence);
    if (step <= 0 && step > -1000) {
      this.dropped += 1;
      return;
    }
    this.#sequence = packet.sequence;
    if (packet.payload.length === 0) return;
    if (this.#codec === 'opus') this.#pushPcm(this.#opus?.decode(packet.payload));
    else this.#pushBytes(this.#codec, packet.payload);
    if (this.#frames.length > mostFrames) {
      this.dropped += this.#frames.length - keptFrames;
      this.#frames.splice(0, this.#frames.length - keptFrames);
    }
  }

  pull(): TalkerFrame | undefined {
    if (this.#gathering && this.#frames.length < gatherFrames) return undefined;
    const frame = this.#frames.shift();
    this.#gathering = frame === undefined;
    this.#shorten();
    return frame;
  }

  /** A burst, or a sender whose clock is fast, must not stay as delay for the rest of the call. */
  #shorten(): void {
    const least = Math.min(this.#watch.least, this.#frames.length);
    this.#watch = { pulls: this.#watch.pulls + 1, least };
    if (this.#watch.pulls < watchedPulls) return;
    this.#watch = { pulls: 0, least: Infinity };
    if (least < gatherFrames) return;
    this.#frames.shift();
    this.dropped += 1;
  }

  /** Forgets what waits: the talker was just held, and not a word more of him may pass. */
  clear(): void {
    this.#frames = [];
    this.#rest = new Uint8Array(0);
    this.#gathering = true;
    this.#watch = { pulls: 0, least: Infinity };
  }

  close(): void {
    this.clear();
    this.#opus?.close();
  }

  #pushBytes(codec: 'PCMU' | 'PCMA', payload: Uint8Array): void {
    const joined = new Uint8Array(this.#rest.length + payload.length);
    joined.set(this.#rest);
    joined.set(payload, this.#rest.length);
    const whole = joined.length - (joined.length % mixFrameSamples);
    for (let at = 0; at < whole; at += mixFrameSamples) {
      this.#frames.push({ codec, bytes: joined.subarray(at, at + mixFrameSamples) });
    }
    this.#rest = joined.subarray(whole);
  }

  #pushPcm(decoded: Int16Array | undefined): void {
    if (decoded === undefined) return;
    const joined = new Int16Array(this.#rest.length + decoded.length);
    joined.set(this.#rest);
    joined.set(decoded, this.#rest.length);
    const whole = joined.length - (joined.length % mixFrameSamples);
    for (let at = 0; at < whole; at += mixFrameSamples) {
      this.#frames.push({ codec: 'pcm', pcm: joined.subarray(at, at + mixFrameSamples) });
    }
    this.#rest = joined.subarray(whole);
  }
}
