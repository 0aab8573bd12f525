import { type DialogOwner, respond, type SipCore } from './core.ts';
import { dialogKeyOf } from './dialog.ts';
import type { Flow } from './flow.ts';
import { IncomingCall } from './incoming-call.ts';
import { type IntakePorts, receiveInvite } from './invite-intake.ts';
import type { SipRequest } from './message.ts';
import { allowHeader, checkRequest } from './request-checks.ts';
import { acceptedTypes, makeResponse, tagOf } from './respond.ts';
import type { RateLimit } from './rate-limit.ts';
import type { ServerTransaction } from './server-transaction.ts';
import type { TransactionUser } from './transaction-layer.ts';
import { sendMessage } from './transports.ts';

/** Answers requests by RFC 3261 §8.2 and hands calls and dialogs what is theirs. */
export function createUas(core: () => SipCore, intake: IntakePorts, inviteRate: RateLimit): TransactionUser {
  function dispatch(transaction: ServerTransaction): void {
    const { request } = transaction;
    const refusal = checkRequest(request);
    if (refusal !== null) {
      const { status, reason, headers = [] } = refusal;
      return respond(core(), transaction, status, reason === undefined ? { headers } : { reason, headers });
    }
    if (request.method === 'CANCEL') return receiveCancel(core(), transaction);
    if (tagOf(request.headers.get('To')) !== null) return receiveInDialog(core(), transaction);
    if (core().transactions.isMerged(transaction)) return respond(core(), transaction, 482);
    if (request.method === 'INVITE') return receiveInvite(intake, transaction);
    if (request.method === 'OPTIONS') return receiveOptions(core(), transaction);
    return respond(core(), transaction, 481);
  }

  return {
    admit(request, flow, openTransactions) {
      const { settings, counters, clock } = core();
      if (openTransactions >= settings.limits.transactions) {
        counters.overloaded++;
        refuseStateless(core(), request, flow);
        return false;
      }
      const isNewCall = request.method === 'INVITE' && tagOf(request.headers.get('To')) === null;
      if (!isNewCall || inviteRate.take(flow.remote.address, clock.nowMs())) return true;
      counters.rateLimited++;
      refuseStateless(core(), request, flow);
      return false;
    },
    onRequest(transaction) {
      try {
        dispatch(transaction);
      } catch (error) {
        core().counters.internalErrors++;
        core().log('sip.internal-error', { error: String(error), method: transaction.request.method });
        respond(core(), transaction, 500);
      }
    },
    onAck(ack) {
      const owner = ownerOf(core(), ack);
      if (owner === undefined) core().counters.strayAcks++;
      else owner.onAck(ack);
    },
    onStrayResponse() {
      core().counters.strayResponses++;
    },
  };
}

function ownerOf(core: SipCore, request: SipRequest): DialogOwner | undefined {
  const key = dialogKeyOf(request);
  return key === null ? undefined : core.dialogs.get(key);
}

function receiveInDialog(core: SipCore, transaction: ServerTransaction): void {
  const owner = ownerOf(core, transaction.request);
  if (owner === undefined) respond(core, transaction, 481);
  else owner.onRequest(transaction);
}

/** RFC 3261 §9.2: 200 when the INVITE is known, whatever became of it; only a ringing one is ended. */
function receiveCancel(core: SipCore, cancel: ServerTransaction): void {
  const invite = core.transactions.inviteOf(cancel.request);
  if (invite === undefined) return respond(core, cancel, 481);
  respond(core, { ...cancel, toTag: invite.toTag, respond: (response) => cancel.respond(response) }, 200);
  for (const call of core.calls.keys()) if (call instanceof IncomingCall && call.isOf(invite)) call.cancelled();
}

function receiveOptions(core: SipCore, transaction: ServerTransaction): void {
  respond(core, transaction, 200, {
    headers: [
      allowHeader,
      ['Accept', acceptedTypes],
      ['Accept-Encoding', 'identity'],
      ['Accept-Language', 'en'],
      ['Supported', 'timer'],
    ],
  });
}

/** 503 without a transaction: a flood must not fill memory (RFC 3261 §8.2.7). */
function refuseStateless(core: SipCore, request: SipRequest, flow: Flow): void {
  const response = makeResponse(request, 503, {
    toTag: 'busy',
    headers: [
      ['Retry-After', '5'],
      ['Server', core.settings.userAgent],
    ],
  });
  sendMessage(flow, response);
}
