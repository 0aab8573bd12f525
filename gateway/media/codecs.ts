import type { types } from 'mediasoup';

/** Codecs of every room: Opus between pages, G.711 so that phone legs pass without transcoding (RFC 7874 §3). */
export const roomCodecs: types.RouterRtpCodecCapability[] = [
  {
    kind: 'audio',
    mimeType: 'audio/opus',
    clockRate: 48_000,
    channels: 2,
    preferredPayloadType: 111,
    parameters: { useinbandfec: 1, usedtx: 0 },
  },
  { kind: 'audio', mimeType: 'audio/PCMU', clockRate: 8000, preferredPayloadType: 0 },
  { kind: 'audio', mimeType: 'audio/PCMA', clockRate: 8000, preferredPayloadType: 8 },
];

const audioCodecs = ['PCMU', 'PCMA', 'opus'] as const;
export type AudioCodec = (typeof audioCodecs)[number];

/** The codec of RTP parameters, or undefined for one that no room has. */
export function codecOf(parameters: types.RtpParameters): AudioCodec | undefined {
  const name = parameters.codecs[0]?.mimeType.toLowerCase().replace('audio/', '');
  return audioCodecs.find((codec) => codec.toLowerCase() === name);
}
