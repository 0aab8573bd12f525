import type { Clock, Timer } from '../rtp/clock.ts';
import { contactOn, type SipCore } from './core.ts';
import { parseCSeq, type SipRequest, type SipResponse } from './message.ts';
import { allowHeader } from './request-checks.ts';
import { makeResponse } from './respond.ts';
import { type Retransmitter, startRetransmitter } from './retransmitter.ts';
import type { ServerTransaction } from './server-transaction.ts';
import { type SipTimers, transactionLifeMs } from './sip-timers.ts';

/** How our 2xx to an INVITE is made. */
export interface OkParts {
  transaction: ServerTransaction;
  sdp: string;
  /** The SDP is an offer: the ACK brings the answer. */
  awaitsAnswer: boolean;
  headers: readonly (readonly [string, string])[];
}

export function okResponse(core: SipCore, toTag: string, { transaction, sdp, headers }: OkParts): SipResponse {
  return makeResponse(transaction.request, 200, {
    toTag,
    headers: [
      ['Contact', contactOn(core, transaction.flow.transport)],
      allowHeader,
      ['Supported', 'timer'],
      ['Server', core.settings.userAgent],
      ...headers,
    ],
    body: { type: 'application/sdp', bytes: new TextEncoder().encode(sdp) },
  });
}

/**
 * Repeats a 2xx until its ACK arrives, over TCP too, because a proxy behind it may use UDP (RFC 3261 §13.3.1.4).
 */
export class OkDelivery {
  readonly #sequence: number;
  readonly #repeat: Retransmitter;
  readonly #giveUp: Timer;

  constructor(
    clock: Clock,
    timers: SipTimers,
    transaction: ServerTransaction,
    response: SipResponse,
    onTimeout: () => void,
  ) {
    this.#sequence = parseCSeq(transaction.request.headers.get('CSeq'))?.number ?? 0;
    this.#repeat = startRetransmitter(clock, timers.t1Ms, timers.t2Ms, () => transaction.respond(response));
    this.#giveUp = clock.after(transactionLifeMs(timers), () => {
      this.stop();
      onTimeout();
    });
    transaction.respond(response);
  }

  /** True when this is the awaited ACK. */
  acknowledge(ack: SipRequest): boolean {
    if (parseCSeq(ack.headers.get('CSeq'))?.number !== this.#sequence) return false;
    this.stop();
    return true;
  }

  stop(): void {
    this.#repeat.stop();
    this.#giveUp.cancel();
  }
}
