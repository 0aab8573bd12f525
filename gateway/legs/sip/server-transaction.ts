import type { Clock, Timer } from '../rtp/clock.ts';
import type { Flow } from './flow.ts';
import type { SipRequest, SipResponse } from './message.ts';
import { type Retransmitter, startRetransmitter } from './retransmitter.ts';
import { type SipTimers, transactionLifeMs } from './sip-timers.ts';

export interface ServerTransactionPorts {
  clock: Clock;
  timers: SipTimers;
  send(response: SipResponse): void;
  /** ACK for a 2xx that matched this transaction. */
  onAck(ack: SipRequest): void;
  /** A final error response was never acknowledged (timer H). */
  onTimeout(): void;
  onEnd(): void;
}

/** The server's side of one request. */
export interface ServerTransaction {
  readonly key: string;
  readonly request: SipRequest;
  readonly flow: Flow;
  /** Our tag for every response of this transaction. */
  readonly toTag: string;
  /** True once a final response was given. */
  readonly answered: boolean;
  respond(response: SipResponse): void;
  /** A retransmission, or the ACK of an INVITE. */
  receive(request: SipRequest): void;
  stop(): void;
}

interface Identity {
  key: string;
  request: SipRequest;
  flow: Flow;
  toTag: string;
}

/** Non-INVITE server transaction, RFC 3261 §17.2.2: timer J. */
export function createPlainServerTransaction(identity: Identity, ports: ServerTransactionPorts): ServerTransaction {
  let last: SipResponse | null = null;
  let answered = false;
  let linger: Timer | null = null;
  return {
    ...identity,
    get answered() {
      return answered;
    },
    respond(response) {
      if (answered) return;
      last = response;
      ports.send(response);
      if (response.status < 200) return;
      answered = true;
      linger = ports.clock.after(identity.flow.reliable ? 0 : transactionLifeMs(ports.timers), () => ports.onEnd());
    },
    receive() {
      if (last !== null) ports.send(last);
    },
    stop: () => linger?.cancel(),
  };
}

type InviteState = 'proceeding' | 'accepted' | 'completed' | 'confirmed' | 'terminated';

/** INVITE server transaction, RFC 3261 §17.2.1 with the Accepted state of RFC 6026 §7.1: timers G, H, I, L. */
export function createInviteServerTransaction(identity: Identity, ports: ServerTransactionPorts): ServerTransaction {
  const { clock, timers } = ports;
  const { reliable } = identity.flow;
  let state: InviteState = 'proceeding';
  let last: SipResponse | null = null;
  let timer: Timer | null = null;
  let repeat: Retransmitter | null = null;

  function end(): void {
    state = 'terminated';
    stop();
    ports.onEnd();
  }

  function stop(): void {
    timer?.cancel();
    repeat?.stop();
  }

  function complete(response: SipResponse): void {
    state = 'completed';
    if (!reliable) repeat = startRetransmitter(clock, timers.t1Ms, timers.t2Ms, () => ports.send(response));
    timer = clock.after(transactionLifeMs(timers), () => {
      ports.onTimeout();
      end();
    });
  }

  function receiveAck(ack: SipRequest): void {
    // A 2xx is acknowledged end to end, normally with another branch; some clients keep the branch.
    if (state === 'accepted') ports.onAck(ack);
    if (state !== 'completed') return;
    state = 'confirmed';
    stop();
    timer = clock.after(reliable ? 0 : timers.t4Ms, end);
  }

  return {
    ...identity,
    get answered() {
      return state !== 'proceeding';
    },
    respond(response) {
      const success = response.status >= 200 && response.status < 300;
      // RFC 6026 §7.1: the 2xx is repeated by the user, through this transaction.
      if (state !== 'proceeding' && !(state === 'accepted' && success)) return;
      last = response;
      ports.send(response);
      if (response.status < 200 || state === 'accepted') return;
      if (!success) complete(response);
      else {
        state = 'accepted';
        timer = clock.after(transactionLifeMs(timers), end);
      }
    },
    receive(request) {
      if (request.method === 'ACK') receiveAck(request);
      else if ((state === 'proceeding' || state === 'completed') && last !== null) ports.send(last);
    },
    stop,
  };
}
