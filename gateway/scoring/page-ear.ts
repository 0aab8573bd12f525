import { decodeG711 } from '../legs/rtp/g711.ts';
import { parseRtpPacket } from '../legs/rtp/rtp-packet.ts';
import type { AudioCodec } from '../media/codecs.ts';
import { openOpusDecoding } from '../media/opus.ts';
import { createByteBuffer, createPcmBuffer } from './frame-buffer.ts';

export type PageEar = {
  /** A packet of the tap; `chunk` is what the scorer takes, once enough has come together. */
  hear(rtp: Buffer): { pcm?: Int16Array; chunk?: Uint8Array | Float32Array };
  close(): void;
};

/** Turns a page's packets into what the scorer takes: G.711 as it is, Opus decoded at 16 kHz. */
export function openPageEar(codec: AudioCodec): PageEar {
  const opus = codec === 'opus' ? openOpusDecoding(16_000) : undefined;
  const pcmBuffer = createPcmBuffer();
  const byteBuffer = createByteBuffer();
  return {
    hear(rtp) {
      const payload = parseRtpPacket(rtp)?.payload;
      if (payload === undefined || payload.length === 0) return {};
      if (codec !== 'opus') {
        const chunk = byteBuffer.push(payload.slice());
        return { pcm: decodeG711(codec, payload), ...(chunk && { chunk }) };
      }
      const pcm = opus?.decode(payload);
      if (pcm === undefined) return {};
      const chunk = pcmBuffer.push(pcm);
      return { pcm, ...(chunk && { chunk }) };
    },
    close: () => opus?.close(),
  };
}
