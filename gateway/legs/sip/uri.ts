import { formatParams, type Params, parseParams, unescapePercent } from './grammar.ts';

/** A `sip:` or `sips:` URI, RFC 3261 §19.1. */
export interface SipUri {
  scheme: 'sip' | 'sips';
  /** User part with its escapes undone; empty when there is none. */
  user: string;
  /** Host as written, IPv6 in brackets. */
  host: string;
  port: number | null;
  params: Params;
  /** The text it was read from. */
  text: string;
}

export interface TelUri {
  scheme: 'tel';
  number: string;
  params: Params;
  text: string;
}

/** A URI of another scheme: kept, but never dialled. */
export interface OtherUri {
  scheme: string;
  text: string;
}

export type Uri = SipUri | TelUri | OtherUri;

const hostPattern = /^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9.])?)$/;
const userPattern = /^[A-Za-z0-9\-_.!~*'()%&=+$,;?/#\u0080-\uffff]*$/;

export function isSipUri(uri: Uri | null): uri is SipUri {
  return uri !== null && (uri.scheme === 'sip' || uri.scheme === 'sips') && 'host' in uri;
}

export function isTelUri(uri: Uri | null): uri is TelUri {
  return uri !== null && uri.scheme === 'tel' && 'number' in uri;
}

/** `null` when the text is no URI at all, or a malformed sip, sips or tel URI. */
export function parseUri(text: string): Uri | null {
  if (/[\s\p{Cc}<>"]/u.test(text)) return null;
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):(.+)$/s.exec(text);
  const [, schemeText, rest] = match ?? [];
  if (schemeText === undefined || rest === undefined) return null;
  const scheme = schemeText.toLowerCase();
  if (scheme === 'sip' || scheme === 'sips') return parseSip(scheme, rest, text);
  if (scheme === 'tel') return parseTel(rest, text);
  return { scheme, text };
}

function parseTel(rest: string, text: string): TelUri | null {
  const semicolon = rest.indexOf(';');
  const number = semicolon < 0 ? rest : rest.slice(0, semicolon);
  const params = semicolon < 0 ? new Map<string, string | null>() : parseParams(rest.slice(semicolon));
  if (params === null || !/^\+?[0-9A-Fa-f*#\-.()]+$/.test(number)) return null;
  return { scheme: 'tel', number, params, text };
}

function parseSip(scheme: 'sip' | 'sips', rest: string, text: string): SipUri | null {
  // The user part may hold `;` and `?`, never `@` (it is escaped there).
  const at = rest.indexOf('@');
  const userInfo = at < 0 ? '' : rest.slice(0, at);
  const colon = userInfo.indexOf(':');
  const rawUser = colon < 0 ? userInfo : userInfo.slice(0, colon);
  const user = unescapePercent(rawUser);
  if (at === 0 || user === null || !userPattern.test(rawUser)) return null;
  const [beforeHeaders = ''] = rest.slice(at + 1).split('?');
  const semicolon = beforeHeaders.indexOf(';');
  const hostPort = semicolon < 0 ? beforeHeaders : beforeHeaders.slice(0, semicolon);
  const params = semicolon < 0 ? new Map<string, string | null>() : parseParams(beforeHeaders.slice(semicolon));
  const place = parseHostPort(hostPort);
  if (params === null || place === null) return null;
  return { scheme, user, host: place.host, port: place.port, params, text };
}

/** `host`, `host:port` or `[v6]:port`; blanks around the colon are allowed as in Via (RFC 3261 §25.1). */
export function parseHostPort(text: string): { host: string; port: number | null } | null {
  const match = /^(\[[^\]]*\]|[^:\s]+)(?:\s*:\s*(\d{1,5}))?$/.exec(text.trim());
  const [, host, portText] = match ?? [];
  if (host === undefined || !hostPattern.test(host)) return null;
  const port = portText === undefined ? null : Number(portText);
  return port !== null && port > 65_535 ? null : { host, port };
}

/** The host without the brackets of IPv6, as sockets want it. */
export function bareHost(host: string): string {
  return host.startsWith('[') ? host.slice(1, -1) : host;
}

/** An address as it is written into a URI or Via. */
export function uriHost(address: string): string {
  return address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
}

function escapeUser(user: string): string {
  return user.replace(/[^A-Za-z0-9\-_.!~*'()&=+$,;?/]/gu, (char) => encodeURIComponent(char));
}

/** Writes a sip URI from its parts. */
export function formatSipUri(parts: Pick<SipUri, 'scheme' | 'user' | 'host' | 'port'> & { params?: Params }): string {
  const user = parts.user === '' ? '' : `${escapeUser(parts.user)}@`;
  const port = parts.port === null ? '' : `:${parts.port}`;
  return `${parts.scheme}:${user}${uriHost(parts.host)}${port}${parts.params === undefined ? '' : formatParams(parts.params)}`;
}
