import { isIP } from 'node:net';
import { parse } from 'sdp-transform';

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

export interface SdpCodec {
  payloadType: number;
  name: string;
  clockRateHz: number;
  channels: number;
}

export interface SdpMedia {
  type: string;
  port: number;
  protocol: string;
  payloadTypes: number[];
  /** The payload types as written; other protocols have words here. */
  formats: string;
  codecs: SdpCodec[];
  direction: Direction;
  /** Connection address, from the media or the session level. */
  address: string | null;
  rtcpPort: number;
  ptimeMs: number | null;
  label: string | null;
}

export interface SdpSession {
  origin: { username: string; sessionId: string; version: string; address: string } | null;
  userAgentName: string;
  media: SdpMedia[];
}

export type SdpResult = { ok: true; session: SdpSession } | { ok: false; reason: string };

const longestBytes = 32_768;
const mostMedia = 16;

/** Static types of RFC 3551 §6 that need no rtpmap. */
const staticCodecs: readonly SdpCodec[] = [
  { payloadType: 0, name: 'PCMU', clockRateHz: 8000, channels: 1 },
  { payloadType: 8, name: 'PCMA', clockRateHz: 8000, channels: 1 },
];

/** Parses SDP (RFC 8866) as far as a phone call needs it. Never throws; `reason` is fit for a 400 response. */
export function parseSdp(text: string): SdpResult {
  if (text.length > longestBytes) return { ok: false, reason: 'SDP too long' };
  if (!/^v=0\s*$/m.test(text)) return { ok: false, reason: 'SDP without v=0' };
  const mediaLines = text.match(/^m=.*$/gm) ?? [];
  if (mediaLines.length > mostMedia) return { ok: false, reason: 'SDP with too many media lines' };
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(text);
  } catch {
    return { ok: false, reason: 'Malformed SDP' };
  }
  const media: SdpMedia[] = [];
  for (const [index, section] of parsed.media.entries()) {
    const read = readMedia(section, mediaLines[index] ?? '', parsed.connection?.ip, sessionDirection(parsed.direction));
    if (read === null) return { ok: false, reason: 'Malformed SDP media line' };
    media.push(read);
  }
  const origin = parsed.origin as (typeof parsed)['origin'] | undefined;
  return {
    ok: true,
    session: {
      origin:
        origin === undefined
          ? null
          : {
              username: origin.username,
              sessionId: String(origin.sessionId),
              version: String(origin.sessionVersion),
              address: origin.address,
            },
      userAgentName: textOf(parsed.name).slice(0, 128),
      media,
    },
  };
}

function sessionDirection(value: string | undefined): Direction {
  return value === 'sendonly' || value === 'recvonly' || value === 'inactive' ? value : 'sendrecv';
}

type ParsedMedia = ReturnType<typeof parse>['media'][number];

function readMedia(
  section: ParsedMedia,
  line: string,
  sessionAddress: string | undefined,
  inherited: Direction,
): SdpMedia | null {
  const match = /^m=([!-~]+) (\d{1,5})(?:\/\d+)? ([!-~]+) (.+?)\s*$/.exec(line);
  const [, type, portText, protocol, formats] = match ?? [];
  if (type === undefined || portText === undefined || protocol === undefined || formats === undefined) return null;
  const port = Number(portText);
  if (port > 65_535) return null;
  const payloadTypes = formats
    .split(/\s+/)
    .filter((item) => /^\d{1,3}$/.test(item))
    .map(Number)
    .filter((item) => item < 128);
  const address = section.connection?.ip ?? sessionAddress ?? null;
  const rtcpPort = section.rtcp?.port ?? port + 1;
  return {
    type,
    port,
    protocol,
    formats,
    payloadTypes,
    codecs: payloadTypes.flatMap((payloadType) => codecOf(section, payloadType)),
    direction: section.direction === undefined ? inherited : sessionDirection(section.direction),
    address: address === null || isIP(address) === 0 ? null : address,
    rtcpPort: rtcpPort > 0 && rtcpPort <= 65_535 ? rtcpPort : port,
    ptimeMs: typeof section.ptime === 'number' ? section.ptime : null,
    label: section.label === undefined ? null : textOf(section.label),
  };
}

function codecOf(section: ParsedMedia, payloadType: number): SdpCodec[] {
  const map = section.rtp.find((item) => item.payload === payloadType);
  if (map !== undefined) {
    return [
      {
        payloadType,
        name: textOf(map.codec).toUpperCase(),
        clockRateHz: map.rate ?? 8000,
        channels: map.encoding ?? 1,
      },
    ];
  }
  return staticCodecs.filter((codec) => codec.payloadType === payloadType);
}

/** The parser turns digits into numbers, whatever its types say. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
