import { SipHeaders } from './headers.ts';
import type { SipRequest, SipResponse } from './message.ts';
import { parseNameAddr } from './name-addr.ts';

/** Methods we take part in. */
export const allowedMethods = ['INVITE', 'ACK', 'CANCEL', 'BYE', 'OPTIONS', 'INFO', 'UPDATE'] as const;
export const acceptedTypes = 'application/sdp, application/dtmf-relay, application/dtmf';
export const supportedExtensions = ['timer'] as const;

const reasons: Readonly<Record<number, string>> = {
  100: 'Trying',
  180: 'Ringing',
  183: 'Session Progress',
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
  416: 'Unsupported URI Scheme',
  420: 'Bad Extension',
  422: 'Session Interval Too Small',
  480: 'Temporarily Unavailable',
  481: 'Call/Transaction Does Not Exist',
  482: 'Loop Detected',
  483: 'Too Many Hops',
  486: 'Busy Here',
  487: 'Request Terminated',
  488: 'Not Acceptable Here',
  491: 'Request Pending',
  500: 'Server Internal Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
  505: 'Version Not Supported',
  600: 'Busy Everywhere',
  603: 'Decline',
};

export function reasonOf(status: number): string {
  return reasons[status] ?? 'Unknown';
}

export interface ResponseParts {
  reason?: string;
  /** Added to To when the request had none (RFC 3261 §8.2.6.2); not for 100. */
  toTag?: string;
  headers?: readonly (readonly [string, string])[];
  body?: { type: string; bytes: Uint8Array };
}

/** A response with the headers RFC 3261 §8.2.6.2 copies from the request. */
export function makeResponse(request: SipRequest, status: number, parts: ResponseParts = {}): SipResponse {
  const headers = new SipHeaders();
  for (const via of request.headers.all('Via')) headers.append('Via', via);
  for (const name of ['From', 'To', 'Call-ID', 'CSeq']) {
    const value = request.headers.get(name);
    if (value !== undefined) headers.append(name, value);
  }
  const to = request.headers.get('To');
  if (status > 100 && parts.toTag !== undefined && to !== undefined && !hasTag(to)) {
    headers.set('To', `${to};tag=${parts.toTag}`);
  }
  // A dialog is made of these (RFC 3261 §12.1.1).
  if (status > 100 && status < 300)
    for (const route of request.headers.all('Record-Route')) headers.append('Record-Route', route);
  for (const [name, value] of parts.headers ?? []) headers.append(name, value);
  if (parts.body !== undefined) headers.append('Content-Type', parts.body.type);
  return {
    kind: 'response',
    status,
    reason: parts.reason ?? reasonOf(status),
    headers,
    body: parts.body?.bytes ?? new Uint8Array(0),
  };
}

function hasTag(value: string): boolean {
  return parseNameAddr(value)?.params.has('tag') ?? /;\s*tag\s*=/i.test(value);
}

export function tagOf(value: string | undefined): string | null {
  return value === undefined ? null : (parseNameAddr(value)?.params.get('tag') ?? null);
}
