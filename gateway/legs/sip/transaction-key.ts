import { parseCSeq, type SipRequest } from './message.ts';
import { tagOf } from './respond.ts';
import { magicCookie } from './via.ts';
import { topVia } from './via-routing.ts';

/** What makes two requests the same transaction, RFC 3261 §17.2.3. `method` is INVITE for an ACK or CANCEL's target. */
export function serverKey(request: SipRequest, method: string): string {
  const via = topVia(request);
  const branch = via?.params.get('branch') ?? '';
  const sentBy = `${via?.host.toLowerCase() ?? ''}:${via?.port ?? 5060}`;
  if (branch.startsWith(magicCookie) && branch.length > magicCookie.length) return `${branch}|${sentBy}|${method}`;
  // RFC 2543 peers choose branches freely: compare what identifies the request instead.
  const from = tagOf(request.headers.get('From')) ?? '';
  const cseq = parseCSeq(request.headers.get('CSeq'))?.number ?? 0;
  return `2543|${request.uri}|${from}|${request.headers.get('Call-ID') ?? ''}|${cseq}|${branch}|${sentBy}|${method}`;
}

/** Equal for copies of one request that took different paths, RFC 3261 §8.2.2.2. */
export function mergeKey(request: SipRequest): string {
  const from = tagOf(request.headers.get('From')) ?? '';
  return `${from}|${request.headers.get('Call-ID') ?? ''}|${request.headers.get('CSeq') ?? ''}`;
}
