import { parseSdp, type SdpSession } from '../rtp/sdp.ts';
import { parseParams } from './grammar.ts';
import type { SipMessage } from './message.ts';

export type SdpBody =
  | { kind: 'none' }
  | { kind: 'sdp'; session: SdpSession }
  | { kind: 'fault'; status: 400 | 415; reason: string };

/** The session description of a message, alone or as a part of multipart/mixed (RFC 5621). */
export function readSdpBody(message: SipMessage): SdpBody {
  if (message.body.length === 0) return { kind: 'none' };
  const encoding = message.headers.get('Content-Encoding');
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return { kind: 'fault', status: 415, reason: 'Unsupported Content-Encoding' };
  }
  const contentType = message.headers.get('Content-Type') ?? '';
  const [type = ''] = contentType.toLowerCase().split(';');
  const text = new TextDecoder().decode(message.body);
  if (type.trim() === 'application/sdp') return parsed(text);
  if (type.trim() === 'multipart/mixed') return fromMultipart(text, contentType);
  const disposition = message.headers.get('Content-Disposition') ?? '';
  // RFC 3261 §8.2.3: a body that may be ignored is ignored.
  if (/handling\s*=\s*optional/i.test(disposition)) return { kind: 'none' };
  return { kind: 'fault', status: 415, reason: 'Unsupported Media Type' };
}

function parsed(text: string): SdpBody {
  const result = parseSdp(text);
  return result.ok ? { kind: 'sdp', session: result.session } : { kind: 'fault', status: 400, reason: result.reason };
}

function fromMultipart(text: string, contentType: string): SdpBody {
  const boundary = parseParams(contentType.slice(contentType.indexOf(';')))?.get('boundary');
  if (!boundary) return { kind: 'fault', status: 400, reason: 'Multipart Without Boundary' };
  for (const part of text.split(`--${boundary}`).slice(1)) {
    const [head, ...rest] = part.replace(/^\r?\n/, '').split(/\r?\n\r?\n/);
    if (/^content-type\s*:\s*application\/sdp\b/im.test(head ?? '')) return parsed(rest.join('\r\n\r\n'));
  }
  return { kind: 'fault', status: 415, reason: 'Multipart Without Session Description' };
}
