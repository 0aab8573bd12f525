import type { SipRequest } from './message.ts';
import { parseNameAddr } from './name-addr.ts';
import { allowedMethods, supportedExtensions } from './respond.ts';
import { isSipUri, isTelUri, parseUri } from './uri.ts';

export interface Refusal {
  status: number;
  reason?: string;
  headers?: [string, string][];
}

/** Methods of other RFCs that we know and do not take part in. */
const refusedMethods = new Set(['REGISTER', 'REFER', 'SUBSCRIBE', 'NOTIFY', 'MESSAGE', 'PUBLISH', 'PRACK']);

export const allowHeader: [string, string] = ['Allow', allowedMethods.join(', ')];

/** What RFC 3261 §8.2 has a server check before it looks at the method's meaning; `null` when all is well. */
export function checkRequest(request: SipRequest): Refusal | null {
  return (
    checkMethod(request) ?? checkUri(request) ?? checkParties(request) ?? checkHops(request) ?? checkRequire(request)
  );
}

function checkMethod(request: SipRequest): Refusal | null {
  const inDialog = parseNameAddr(request.headers.get('To') ?? '')?.params.has('tag') === true;
  // A transfer inside a call is declined, not unknown: the caller must not speak from somewhere else unnoticed.
  if (request.method === 'REFER' && inDialog) return { status: 603 };
  if (refusedMethods.has(request.method)) return { status: 405, headers: [allowHeader] };
  if ((allowedMethods as readonly string[]).includes(request.method)) return null;
  return { status: 501, headers: [allowHeader] };
}

function checkUri(request: SipRequest): Refusal | null {
  const uri = parseUri(request.uri);
  if (uri === null) return { status: 400, reason: 'Malformed Request-URI' };
  return isSipUri(uri) || isTelUri(uri) ? null : { status: 416 };
}

function checkParties(request: SipRequest): Refusal | null {
  if (parseNameAddr(request.headers.get('From') ?? '') === null) return { status: 400, reason: 'Malformed From' };
  if (parseNameAddr(request.headers.get('To') ?? '') === null) return { status: 400, reason: 'Malformed To' };
  if (request.method !== 'INVITE') return null;
  const contact = parseNameAddr(request.headers.list('Contact')[0] ?? '');
  // RFC 3261 §8.1.1.8: exactly one SIP URI, or we could never reach the caller again.
  return isSipUri(contact?.uri ?? null) ? null : { status: 400, reason: 'Missing or Malformed Contact' };
}

/** A call goes on from here to an employee, so a spent hop count ends it (RFC 3261 §16.3); OPTIONS asks only us. */
function checkHops(request: SipRequest): Refusal | null {
  const value = request.headers.get('Max-Forwards');
  if (value === undefined) return null;
  if (!/^\d{1,3}$/.test(value) || Number(value) > 255) return { status: 400, reason: 'Malformed Max-Forwards' };
  return Number(value) === 0 && request.method === 'INVITE' ? { status: 483 } : null;
}

/** RFC 3261 §8.2.2.3; CANCEL is never refused for it. */
function checkRequire(request: SipRequest): Refusal | null {
  if (request.method === 'CANCEL') return null;
  const supported: readonly string[] = supportedExtensions;
  const unknown = request.headers.list('Require').filter((option) => !supported.includes(option.toLowerCase()));
  return unknown.length === 0 ? null : { status: 420, headers: [['Unsupported', unknown.join(', ')]] };
}
