import type { SipCore } from './core.ts';
import type { Flow, Inbound } from './flow.ts';
import { type ParseResult, parseMessage } from './message.ts';
import type { RateLimit } from './rate-limit.ts';
import { makeResponse } from './respond.ts';
import { sendMessage } from './transports.ts';
import { annotateVia, responseAddress } from './via-routing.ts';

/** Bytes from the sockets to transactions. Nothing that arrives makes it throw. */
export function createReception(current: () => SipCore | null, faultRate: RateLimit): Inbound {
  return {
    message(bytes, flow) {
      // Sockets open one after the other: what comes before the server is whole is repeated by its sender.
      const core = current();
      if (core === null) return;
      try {
        receive(core, bytes, flow, faultRate);
      } catch (error) {
        core.counters.internalErrors++;
        core.log('sip.internal-error', { error: String(error), remote: flow.remote.address });
      }
    },
    garbage(reason, remote) {
      const core = current();
      if (core === null) return;
      core.counters.garbage++;
      core.log('sip.garbage', { reason, remote: remote.address });
    },
  };
}

function receive(core: SipCore, bytes: Uint8Array, flow: Flow, faultRate: RateLimit): void {
  const parsed = parseMessage(bytes);
  if (!parsed.ok) return refuse(core, parsed, flow, faultRate);
  const { message } = parsed;
  if (message.kind === 'request') {
    core.counters.requests++;
    if (annotateVia(message, flow.remote)) core.transactions.receiveRequest(message, flow);
    else core.counters.malformed++;
    return;
  }
  core.counters.responses++;
  // RFC 3261 §8.1.3.3: a second Via means that it was meant for somebody else.
  if (message.headers.list('Via').length === 1) core.transactions.receiveResponse(message);
  else core.counters.strayResponses++;
}

/** A bad request is told so where that can be addressed; ACKs and responses never are. */
function refuse(core: SipCore, fault: Extract<ParseResult, { ok: false }>, flow: Flow, rate: RateLimit): void {
  core.counters.malformed++;
  core.log('sip.malformed', { reason: fault.reason, remote: flow.remote.address });
  const { request } = fault;
  if (request === null || request.method === 'ACK' || !annotateVia(request, flow.remote)) return;
  const addressable = ['From', 'To', 'Call-ID', 'CSeq'].every((name) => Boolean(request.headers.get(name)));
  if (!addressable || !rate.take(flow.remote.address, core.clock.nowMs())) return;
  const target = flow.reliable ? flow : core.transports.flowTo('udp', responseAddress(request, flow));
  sendMessage(target, makeResponse(request, fault.status, { reason: fault.reason, toTag: core.random.token(8) }));
}
