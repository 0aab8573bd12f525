import { formatParams, isToken, type Params, parseParams } from './grammar.ts';
import { parseHostPort, uriHost } from './uri.ts';

/** One Via value, RFC 3261 §20.42. */
export interface Via {
  /** Upper case: UDP, TCP, TLS. */
  transport: string;
  host: string;
  port: number | null;
  params: Params;
}

/** Branches of RFC 3261 elements start with this (§8.1.1.7); others are matched the RFC 2543 way. */
export const magicCookie = 'z9hG4bK';

export function parseVia(value: string): Via | null {
  const match = /^SIP\s*\/\s*2\.0\s*\/\s*(\S+)\s+([^;]+)(;.*)?$/is.exec(value.trim());
  const [, transport, sentBy, rest] = match ?? [];
  if (transport === undefined || sentBy === undefined || !isToken(transport)) return null;
  const place = parseHostPort(sentBy);
  const params = parseParams(rest ?? '');
  return place === null || params === null ? null : { transport: transport.toUpperCase(), ...place, params };
}

export function formatVia(via: Via): string {
  const port = via.port === null ? '' : `:${via.port}`;
  return `SIP/2.0/${via.transport} ${uriHost(via.host)}${port}${formatParams(via.params)}`;
}
