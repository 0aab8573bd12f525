import { isToken } from './grammar.ts';
import { SipHeaders } from './headers.ts';

export interface SipRequest {
  kind: 'request';
  method: string;
  uri: string;
  headers: SipHeaders;
  body: Uint8Array;
}

export interface SipResponse {
  kind: 'response';
  status: number;
  reason: string;
  headers: SipHeaders;
  body: Uint8Array;
}

export type SipMessage = SipRequest | SipResponse;

/** `request` is what could be read of a bad request, enough perhaps to address a `status` response. */
export type ParseResult =
  | { ok: true; message: SipMessage }
  | { ok: false; reason: string; status: 400 | 413 | 505; request: SipRequest | null };

export const messageLimits = { messageBytes: 65_535, headerFields: 256, headerBytes: 32_768 } as const;

/** Header fields that may stand only once (RFC 3261 §7.3.1, §20). */
const single = ['From', 'To', 'Call-ID', 'CSeq', 'Max-Forwards', 'Content-Type'];
const required = ['Via', 'From', 'To', 'Call-ID', 'CSeq'];
const noBytes = new Uint8Array(0);

/** Parses one datagram or one framed message. Never throws. */
export function parseMessage(bytes: Uint8Array): ParseResult {
  const start = skipLineBreaks(bytes);
  const split = findBody(bytes, start);
  if (bytes.length > messageLimits.messageBytes || split.headerEnd - start > messageLimits.headerBytes) {
    return { ok: false, reason: 'Message Too Large', status: 413, request: null };
  }
  const [startLine = '', ...lines] = unfold(new TextDecoder().decode(bytes.subarray(start, split.headerEnd)));
  const first = parseStartLine(startLine);
  if (first === null) return { ok: false, reason: 'Malformed Start Line', status: 400, request: null };
  const headers = new SipHeaders();
  const headerFault = readHeaders(lines, headers);
  const message: SipMessage = { ...first.message, headers, body: noBytes };
  const request = message.kind === 'request' ? message : null;
  const fault = first.fault ?? headerFault ?? missingOrRepeated(headers) ?? faultyCSeq(message);
  if (fault !== null) return { ok: false, reason: fault, status: fault === badVersion ? 505 : 400, request };
  const body = readBody(headers, bytes.subarray(split.bodyStart));
  if (body === null) return { ok: false, reason: 'Bad Content-Length', status: 400, request };
  headers.delete('Content-Length');
  message.body = body;
  return { ok: true, message };
}

/** Serialises with a Content-Length in bytes; always CRLF. */
export function serialiseMessage(message: SipMessage): Uint8Array {
  const first =
    message.kind === 'request'
      ? `${message.method} ${message.uri} SIP/2.0`
      : `SIP/2.0 ${message.status} ${message.reason.replace(/[\r\n]+/g, ' ')}`;
  let text = `${first}\r\n`;
  for (const [name, value] of message.headers) text += `${name}: ${value}\r\n`;
  text += `Content-Length: ${message.body.length}\r\n\r\n`;
  const head = new TextEncoder().encode(text);
  const bytes = new Uint8Array(head.length + message.body.length);
  bytes.set(head);
  bytes.set(message.body, head.length);
  return bytes;
}

export function parseCSeq(value: string | undefined): { number: number; method: string } | null {
  const match = /^(\d{1,10})\s+(\S+)$/.exec(value ?? '');
  const [, digits, method] = match ?? [];
  if (digits === undefined || method === undefined) return null;
  const number = Number(digits);
  // RFC 3261 §8.1.1.5: less than 2^31.
  return number < 0x8000_0000 && isToken(method) ? { number, method } : null;
}

/** Keep-alive line breaks may precede a start line (RFC 3261 §7.5). */
function skipLineBreaks(bytes: Uint8Array): number {
  let at = 0;
  while (bytes[at] === 13 || bytes[at] === 10) at++;
  return at;
}

function findBody(bytes: Uint8Array, start: number): { headerEnd: number; bodyStart: number } {
  for (let i = start; i < bytes.length; i++) {
    if (bytes[i] !== 10) continue;
    const headerEnd = bytes[i - 1] === 13 ? i - 1 : i;
    if (bytes[i + 1] === 10) return { headerEnd, bodyStart: i + 2 };
    if (bytes[i + 1] === 13 && bytes[i + 2] === 10) return { headerEnd, bodyStart: i + 3 };
  }
  return { headerEnd: bytes.length, bodyStart: bytes.length };
}

/** A line that starts with a blank continues the one before (RFC 3261 §7.3.1). */
function unfold(text: string): string[] {
  return text.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
}

const badVersion = 'Version Not Supported';

type StartLine =
  | { kind: 'request'; method: string; uri: string }
  | { kind: 'response'; status: number; reason: string };

function parseStartLine(line: string): { message: StartLine; fault: string | null } | null {
  const text = line.replace(/\r$/, '');
  const status = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/i.exec(text);
  if (status !== null) {
    return { message: { kind: 'response', status: Number(status[1]), reason: status[2] ?? '' }, fault: null };
  }
  // By position, not by one pattern with several `+`: a line of blanks must not cost cubic time.
  const trimmed = text.trimEnd();
  const firstBlank = trimmed.indexOf(' ');
  const lastBlank = trimmed.lastIndexOf(' ');
  const method = trimmed.slice(0, Math.max(0, firstBlank));
  const version = trimmed.slice(lastBlank + 1);
  const uri = trimmed.slice(firstBlank + 1, Math.max(firstBlank + 1, lastBlank));
  if (!isToken(method) || !/^SIP\/\d{1,3}\.\d{1,3}$/i.test(version)) return null;
  const exact = trimmed === text && uri !== '' && !uri.includes(' ');
  const fault = version.toUpperCase() === 'SIP/2.0' ? (exact ? null : 'Malformed Request Line') : badVersion;
  return { message: { kind: 'request', method, uri }, fault };
}

function readHeaders(lines: readonly string[], headers: SipHeaders): string | null {
  if (lines.length > messageLimits.headerFields) return 'Too Many Header Fields';
  let fault: string | null = null;
  for (const line of lines) {
    if (line === '') continue;
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trimEnd();
    if (!isToken(name) || line.includes('\r') || line.includes('\0')) fault = 'Malformed Header Field';
    else headers.append(name, line.slice(colon + 1));
  }
  return fault;
}

function missingOrRepeated(headers: SipHeaders): string | null {
  for (const name of required) if (headers.get(name) === undefined) return `Missing ${name} Header Field`;
  for (const name of single) if (headers.all(name).length > 1) return `Repeated ${name} Header Field`;
  return headers.get('Call-ID') === '' ? 'Empty Call-ID' : null;
}

function faultyCSeq(message: SipMessage): string | null {
  const cseq = parseCSeq(message.headers.get('CSeq'));
  if (cseq === null) return 'Malformed CSeq Header Field';
  if (message.kind === 'request' && cseq.method !== message.method) return 'CSeq Method Does Not Match';
  return null;
}

/** RFC 3261 §18.3: extra bytes are dropped, missing ones are an error; without the header the rest is the body. */
function readBody(headers: SipHeaders, rest: Uint8Array): Uint8Array | null {
  const values = new Set(headers.all('Content-Length'));
  const [value] = values;
  if (value === undefined) return rest.slice();
  if (values.size > 1 || !/^\d{1,9}$/.test(value) || Number(value) > rest.length) return null;
  return rest.slice(0, Number(value));
}
