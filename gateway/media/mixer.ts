import type { Codec } from '../legs/rtp/codec.ts';
import { encodeG711 } from '../legs/rtp/g711.ts';
import type { RtpPacket } from '../legs/rtp/rtp-packet.ts';
import { type Announcer, createAnnouncer } from './announcer.ts';
import type { AudioCodec } from './codecs.ts';
import { mixPcm } from './mix.ts';
import { openOpusDecoding } from './opus.ts';
import { pcmOf, TalkerQueue } from './talker-queue.ts';

/** Voices under an announcement: -12 dB. */
const duckedGain = 0.25;

/**
 * What one phone leg hears: everybody else's voice, never its own, in the leg's own codec. One talker whose codec is
 * the leg's passes byte for byte; several are summed. Pull one frame every 20 ms.
 */
export class Mixer {
  readonly selfId: string;
  readonly codec: Codec;
  readonly announcer: Announcer = createAnnouncer();
  readonly #talkers = new Map<string, TalkerQueue>();
  passed = 0;
  mixed = 0;

  constructor(selfId: string, codec: Codec) {
    this.selfId = selfId;
    this.codec = codec;
  }

  /** Opens a talker's lane; his own leg is never mixed back into it. */
  addTalker(talkerId: string, codec: AudioCodec): void {
    if (talkerId === this.selfId) return;
    this.removeTalker(talkerId);
    const opus = codec === 'opus' ? openOpusDecoding(8000) : undefined;
    this.#talkers.set(talkerId, new TalkerQueue(codec, opus));
  }

  removeTalker(talkerId: string): void {
    this.#talkers.get(talkerId)?.close();
    this.#talkers.delete(talkerId);
  }

  push(talkerId: string, packet: RtpPacket): void {
    this.#talkers.get(talkerId)?.push(packet);
  }

  silence(talkerId: string): void {
    this.#talkers.get(talkerId)?.clear();
  }

  /** 160 bytes in the leg's codec, or null when nobody speaks. */
  nextFrame(): Uint8Array | null {
    const frames = [...this.#talkers.values()].flatMap((talker) => talker.pull() ?? []);
    const announced = this.announcer.next();
    const [only] = frames;
    if (announced === undefined && frames.length === 1 && only !== undefined && only.codec === this.codec) {
      this.passed += 1;
      return only.bytes;
    }
    if (announced === undefined && only === undefined) return null;
    this.mixed += 1;
    const gain = announced === undefined ? 1 : duckedGain;
    const voices = frames.map((frame) => ({ pcm: pcmOf(frame), gain }));
    return encodeG711(this.codec, mixPcm(announced === undefined ? voices : [...voices, { pcm: announced, gain: 1 }]));
  }

  close(): void {
    for (const talkerId of this.#talkers.keys()) this.removeTalker(talkerId);
    this.announcer.stop();
  }
}
