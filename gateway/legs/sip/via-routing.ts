import type { Flow, SocketAddress } from './flow.ts';
import type { SipRequest } from './message.ts';
import { bareHost } from './uri.ts';
import { formatVia, parseVia, type Via } from './via.ts';

export function topVia(message: { headers: SipRequest['headers'] }): Via | null {
  return parseVia(message.headers.list('Via')[0] ?? '');
}

/**
 * Notes where a request really came from in its top Via: `received` when it differs from what the sender wrote
 * (RFC 3261 §18.2.1), `rport` when the sender asked (RFC 3581 §4). False when the Via is unusable.
 */
export function annotateVia(request: SipRequest, remote: SocketAddress): boolean {
  const via = topVia(request);
  if (via === null) return false;
  const asked = via.params.has('rport');
  if (asked || bareHost(via.host) !== remote.address) via.params.set('received', remote.address);
  else via.params.delete('received');
  if (asked) via.params.set('rport', String(remote.port));
  request.headers.replaceFirst('Via', formatVia(via));
  return true;
}

/** Where the response to an (annotated) request goes when its connection cannot be used (RFC 3261 §18.2.2). */
export function responseAddress(request: SipRequest, flow: Flow): SocketAddress {
  const via = topVia(request);
  if (via === null) return flow.remote;
  if (!flow.reliable && via.params.has('rport')) return flow.remote;
  // The written port is the sender's choice; the address is always the one we saw, so nobody else can be flooded.
  return { address: flow.remote.address, port: via.port ?? 5060 };
}
