import type { IncomingCall } from './sip/incoming-call.ts';

/** Seconds after which a PBX may try here again (RFC 3261 §20.33): the edge is usually back within these. */
const retryAfterSeconds = 10;

/** Refuses a call; a 503 says when to come back, and a PBX takes its bypass route meanwhile. */
export function refuseCall(call: Pick<IncomingCall, 'reject'>, status: number): void {
  call.reject(status, status === 503 ? { headers: [['Retry-After', String(retryAfterSeconds)]] } : {});
}
