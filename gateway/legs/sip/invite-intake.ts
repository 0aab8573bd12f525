import { answerOffer } from '../rtp/offer-answer.ts';
import type { SdpSession } from '../rtp/sdp.ts';
import { respond, type SipCore } from './core.ts';
import type { DigestVerifier } from './digest-server.ts';
import { claimedIdentity } from './identity.ts';
import { IncomingCall } from './incoming-call.ts';
import { readSdpBody } from './sdp-body.ts';
import type { ServerTransaction } from './server-transaction.ts';
import { answerSessionTimer } from './session-timer.ts';
import { bareHost, isSipUri, isTelUri, parseUri } from './uri.ts';

export interface IntakePorts {
  core: SipCore;
  peerOf(address: string): string | null;
  verifier: DigestVerifier | null;
  /** Hands the call on; false when nobody wants it. */
  offerCall(call: IncomingCall): boolean;
}

/** Everything between a new INVITE and the `invite` event: capacity, trust, offer. */
export function receiveInvite(ports: IntakePorts, transaction: ServerTransaction): void {
  const { core } = ports;
  const { request, flow } = transaction;
  core.counters.invites++;
  if (!hasRoom(core, transaction)) return;
  const trust = authorise(ports, transaction);
  if (trust === null) return;
  const timer = answerSessionTimer(request);
  if (!timer.ok) return respond(core, transaction, 422, { headers: timer.headers });
  const body = readSdpBody(request);
  if (body.kind === 'fault') {
    const accept: [string, string][] =
      body.status === 415
        ? [
            ['Accept', 'application/sdp'],
            ['Accept-Encoding', 'identity'],
          ]
        : [];
    return respond(core, transaction, body.status, { reason: body.reason, headers: accept });
  }
  const offer = body.kind === 'sdp' ? body.session : null;
  const fault = offer === null ? null : unusable(core, offer);
  if (fault !== null) {
    return respond(core, transaction, 488, { headers: [['Warning', `305 countersign "${fault}"`]] });
  }
  // Stops the caller's retransmissions at once: what follows may ask the edge (RFC 3261 §17.2.1).
  respond(core, transaction, 100);
  const from = claimedIdentity(request, flow, { ...trust, defaultCountryCode: core.settings.defaultCountryCode });
  const call = new IncomingCall({ core, transaction, from, to: calledParty(request.uri), offer, session: timer });
  core.log('sip.invite', { callId: call.callId, id: call.id, remote: flow.remote.address, peer: trust.trustedPeer });
  try {
    if (!ports.offerCall(call)) call.reject(480);
  } catch (error) {
    // A listener failed: the caller is told now instead of ringing in vain.
    call.reject(500);
    throw error;
  }
}

function hasRoom(core: SipCore, transaction: ServerTransaction): boolean {
  const { limits } = core.settings;
  const source = transaction.flow.remote.address;
  if (core.calls.size >= limits.calls) {
    core.counters.overloaded++;
    respond(core, transaction, 503, { headers: [['Retry-After', '10']] });
    return false;
  }
  let fromThere = 0;
  for (const address of core.calls.values()) if (address === source) fromThere++;
  if (fromThere < limits.callsPerSource) return true;
  core.counters.overloaded++;
  respond(core, transaction, 486);
  return false;
}

/** A configured address needs no password; everybody else does when passwords are configured. */
function authorise(
  ports: IntakePorts,
  transaction: ServerTransaction,
): { trustedPeer: string | null; authenticatedUser: string | null } | null {
  const { core, verifier } = ports;
  const trustedPeer = ports.peerOf(transaction.flow.remote.address);
  if (trustedPeer !== null) return { trustedPeer, authenticatedUser: null };
  if (verifier === null) {
    if (core.settings.acceptStrangers) return { trustedPeer: null, authenticatedUser: null };
    core.counters.forbidden++;
    respond(core, transaction, 403);
    return null;
  }
  const verdict = verifier.verify(transaction.request);
  if (verdict.kind === 'ok') return { trustedPeer: null, authenticatedUser: verdict.username };
  if (verdict.kind === 'refused') {
    core.counters.authRefused++;
    core.log('sip.auth.refused', { remote: transaction.flow.remote.address });
    respond(core, transaction, 403);
  } else respond(core, transaction, 401, { headers: verifier.challenges(verdict.kind === 'stale') });
  return null;
}

function unusable(core: SipCore, offer: SdpSession): string | null {
  const probe = {
    address: '0.0.0.0',
    port: 9,
    codecs: core.settings.codecs,
    direction: 'sendrecv',
    sessionId: '0',
    version: 0,
  } as const;
  const result = answerOffer(offer, probe);
  return result.ok ? null : result.reason;
}

/** The extension or user that was dialled (RFC 3261 §8.2.2.1: the Request-URI, not To). */
function calledParty(requestUri: string): { user: string; host: string } {
  const uri = parseUri(requestUri);
  if (isSipUri(uri)) return { user: uri.user.split(';')[0] ?? '', host: bareHost(uri.host) };
  return { user: isTelUri(uri) ? uri.number : '', host: '' };
}
