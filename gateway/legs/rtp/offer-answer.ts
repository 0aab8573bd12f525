import { type Codec, staticPayloadType } from './codec.ts';
import type { RemoteMedia } from './source-lock.ts';
import type { Direction, SdpCodec, SdpMedia, SdpSession } from './sdp.ts';

/** Our side of a session description. */
export interface LocalMedia {
  address: string;
  port: number;
  /** Laws we accept, most wanted first (used in offers; an answer follows the offerer's order, RFC 3264 §6.1). */
  codecs: readonly Codec[];
  /** What we want: `sendonly` or `inactive` when we hold the peer. */
  direction: Direction;
  sessionId: string;
  /** Grows by one with every changed description (RFC 3264 §8). */
  version: number;
}

export interface AgreedAudio {
  codec: Codec;
  payloadType: number;
  telephoneEventType: number | null;
  /** `null` when the peer announced no address to send to. */
  remote: RemoteMedia | null;
  /** Seen from us. */
  direction: Direction;
}

export type AnswerResult = { ok: true; agreed: AgreedAudio; sdp: string } | { ok: false; reason: string };

const offeredEventType = 101;
const plainProtocols = new Set(['RTP/AVP', 'RTP/AVPF']);

/** Answers an offer: the first usable audio line, every other line refused with port 0 (RFC 3264 §6). */
export function answerOffer(offer: SdpSession, local: LocalMedia): AnswerResult {
  const index = offer.media.findIndex((media) => chooseCodec(media, local.codecs) !== null);
  const media = offer.media[index];
  const chosen = media === undefined ? null : chooseCodec(media, local.codecs);
  if (media === undefined || chosen === null) return { ok: false, reason: 'No common audio codec' };
  const agreed = agree(media, chosen, local.direction);
  const lines = offer.media.map((item, at) =>
    at === index
      ? audioLines(local, item.protocol, [agreed], agreed.telephoneEventType, agreed.direction)
      : refused(item),
  );
  return { ok: true, agreed, sdp: describe(local, lines) };
}

/** An offer of every codec in `local.codecs` and telephone-event. */
export function createOffer(local: LocalMedia): string {
  const codecs = local.codecs.map((codec) => ({ codec, payloadType: staticPayloadType[codec] }));
  return describe(local, [audioLines(local, 'RTP/AVP', codecs, offeredEventType, local.direction)]);
}

/** Reads the answer to `createOffer`. */
export function readAnswer(
  answer: SdpSession,
  local: LocalMedia,
): { ok: true; agreed: AgreedAudio } | { ok: false; reason: string } {
  const media = answer.media[0];
  const chosen = media === undefined ? null : chooseCodec(media, local.codecs);
  if (media === undefined || chosen === null) return { ok: false, reason: 'Answer without a codec we offered' };
  return { ok: true, agreed: agree(media, chosen, local.direction) };
}

function chooseCodec(media: SdpMedia, accepted: readonly Codec[]): { codec: Codec; payloadType: number } | null {
  if (media.type !== 'audio' || media.port === 0 || !plainProtocols.has(media.protocol)) return null;
  for (const offered of media.codecs) {
    const codec = accepted.find((name) => isLaw(offered, name));
    if (codec !== undefined) return { codec, payloadType: offered.payloadType };
  }
  return null;
}

function isLaw(offered: SdpCodec, law: Codec): boolean {
  return offered.name === law && offered.clockRateHz === 8000 && offered.channels === 1;
}

function agree(media: SdpMedia, chosen: { codec: Codec; payloadType: number }, wanted: Direction): AgreedAudio {
  const event = media.codecs.find((codec) => codec.name === 'TELEPHONE-EVENT' && codec.clockRateHz === 8000);
  // RFC 3264 §8.4: c=0.0.0.0 is how RFC 2543 said "hold"; there is nowhere to send to.
  const nowhere = media.address === null || media.address === '0.0.0.0' || media.address === '::';
  const offered = nowhere && media.direction === 'sendrecv' ? 'sendonly' : media.direction;
  return {
    ...chosen,
    telephoneEventType: event?.payloadType ?? null,
    remote:
      nowhere || media.address === null ? null : { address: media.address, port: media.port, rtcpPort: media.rtcpPort },
    direction: answerDirection(offered, wanted),
  };
}

/** Our direction for theirs, limited to what we want (RFC 3264 §6.1). */
export function answerDirection(offered: Direction, wanted: Direction): Direction {
  const send = canReceive(offered) && canSend(wanted);
  const receive = canSend(offered) && canReceive(wanted);
  if (send && receive) return 'sendrecv';
  if (send) return 'sendonly';
  return receive ? 'recvonly' : 'inactive';
}

export function canSend(direction: Direction): boolean {
  return direction === 'sendrecv' || direction === 'sendonly';
}

export function canReceive(direction: Direction): boolean {
  return direction === 'sendrecv' || direction === 'recvonly';
}

function audioLines(
  local: LocalMedia,
  protocol: string,
  codecs: readonly { codec: Codec; payloadType: number }[],
  eventType: number | null,
  direction: Direction,
): string[] {
  const types = [...codecs.map((item) => item.payloadType), ...(eventType === null ? [] : [eventType])];
  const lines = [`m=audio ${local.port} ${protocol} ${types.join(' ')}`];
  for (const item of codecs) lines.push(`a=rtpmap:${item.payloadType} ${item.codec}/8000`);
  if (eventType !== null) lines.push(`a=rtpmap:${eventType} telephone-event/8000`, `a=fmtp:${eventType} 0-15`);
  lines.push('a=ptime:20', `a=${direction}`);
  return lines;
}

function refused(media: SdpMedia): string[] {
  return [`m=${media.type} 0 ${media.protocol} ${media.formats}`];
}

function describe(local: LocalMedia, media: readonly string[][]): string {
  const family = local.address.includes(':') ? 'IP6' : 'IP4';
  const lines = [
    'v=0',
    `o=- ${local.sessionId} ${local.version} IN ${family} ${local.address}`,
    's=-',
    `c=IN ${family} ${local.address}`,
    't=0 0',
    ...media.flat(),
  ];
  return `${lines.join('\r\n')}\r\n`;
}
