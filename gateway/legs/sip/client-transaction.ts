import type { Clock, Timer } from '../rtp/clock.ts';
import { SipHeaders } from './headers.ts';
import { parseCSeq, type SipRequest, type SipResponse } from './message.ts';
import { type Retransmitter, startRetransmitter } from './retransmitter.ts';
import { type SipTimers, transactionLifeMs } from './sip-timers.ts';

export interface ClientTransactionPorts {
  clock: Clock;
  timers: SipTimers;
  reliable: boolean;
  send(request: SipRequest): void;
  /** Provisional responses, the final one, and every repeated 2xx of an INVITE. */
  onResponse(response: SipResponse): void;
  /** Timer B or F, or the transport failed: counts as 408 or 503 (RFC 3261 §8.1.3.1). */
  onFailure(status: 408 | 503): void;
  onEnd(): void;
}

export interface ClientTransaction {
  readonly request: SipRequest;
  receive(response: SipResponse): void;
  transportFailed(): void;
  stop(): void;
}

/** Non-INVITE client transaction, RFC 3261 §17.1.2: timers E, F, K. Starts at once. */
export function startPlainClientTransaction(request: SipRequest, ports: ClientTransactionPorts): ClientTransaction {
  const { clock, timers, reliable } = ports;
  let state: 'trying' | 'completed' | 'terminated' = 'trying';
  let repeat: Retransmitter | null = null;
  let timer: Timer = clock.after(transactionLifeMs(timers), () => fail(408));

  function stop(): void {
    state = 'terminated';
    repeat?.stop();
    timer.cancel();
  }

  function fail(status: 408 | 503): void {
    if (state !== 'trying') return;
    stop();
    ports.onFailure(status);
    ports.onEnd();
  }

  ports.send(request);
  if (!reliable) repeat = startRetransmitter(clock, timers.t1Ms, timers.t2Ms, () => ports.send(request));
  return {
    request,
    receive(response) {
      if (state !== 'trying') return;
      if (response.status >= 200) {
        stop();
        state = 'completed';
        timer = clock.after(reliable ? 0 : timers.t4Ms, () => ports.onEnd());
      }
      ports.onResponse(response);
    },
    transportFailed: () => fail(503),
    stop,
  };
}

/** INVITE client transaction, RFC 3261 §17.1.1 with the Accepted state of RFC 6026 §7.2: timers A, B, D, M. */
export function startInviteClientTransaction(request: SipRequest, ports: ClientTransactionPorts): ClientTransaction {
  const { clock, timers, reliable } = ports;
  let state: 'calling' | 'proceeding' | 'accepted' | 'completed' | 'terminated' = 'calling';
  let repeat: Retransmitter | null = null;
  let timer: Timer | null = clock.after(transactionLifeMs(timers), () => fail(408));

  function stop(): void {
    state = 'terminated';
    repeat?.stop();
    timer?.cancel();
  }

  function settle(next: 'accepted' | 'completed', lingerMs: number): void {
    stop();
    state = next;
    timer = clock.after(lingerMs, () => {
      state = 'terminated';
      ports.onEnd();
    });
  }

  function fail(status: 408 | 503): void {
    if (state !== 'calling' && state !== 'proceeding') return;
    stop();
    ports.onFailure(status);
    ports.onEnd();
  }

  function receive(response: SipResponse): void {
    const ringing = state === 'calling' || state === 'proceeding';
    if (response.status < 200) {
      if (!ringing) return;
      // Timer B ends with the first answer; how long it rings is the user's business.
      if (state === 'calling') stop();
      state = 'proceeding';
      ports.onResponse(response);
      return;
    }
    if (response.status < 300) {
      if (ringing) settle('accepted', transactionLifeMs(timers));
      if (state === 'accepted') ports.onResponse(response);
      return;
    }
    if (!ringing && state !== 'completed') return;
    ports.send(ackFor(request, response));
    if (!ringing) return;
    settle('completed', reliable ? 0 : timers.dMs);
    ports.onResponse(response);
  }

  ports.send(request);
  if (!reliable) repeat = startRetransmitter(clock, timers.t1Ms, 64 * timers.t1Ms, () => ports.send(request));
  return { request, receive, transportFailed: () => fail(503), stop };
}

/** The hop-by-hop ACK of an error response, RFC 3261 §17.1.1.3. */
function ackFor(invite: SipRequest, response: SipResponse): SipRequest {
  const ack = sameHop(invite, 'ACK');
  const to = response.headers.get('To');
  if (to !== undefined) ack.headers.set('To', to);
  return ack;
}

/** The CANCEL of an INVITE, RFC 3261 §9.1. */
export function cancelFor(invite: SipRequest): SipRequest {
  return sameHop(invite, 'CANCEL');
}

/** ACK and CANCEL share branch, route and CSeq number with the INVITE. */
function sameHop(invite: SipRequest, method: 'ACK' | 'CANCEL'): SipRequest {
  const headers = new SipHeaders();
  headers.append('Via', invite.headers.list('Via')[0] ?? '');
  for (const route of invite.headers.all('Route')) headers.append('Route', route);
  for (const name of ['From', 'To', 'Call-ID']) headers.append(name, invite.headers.get(name) ?? '');
  headers.append('CSeq', `${parseCSeq(invite.headers.get('CSeq'))?.number ?? 1} ${method}`);
  headers.append('Max-Forwards', '70');
  return { kind: 'request', method, uri: invite.uri, headers, body: new Uint8Array(0) };
}
