import type { Clock } from '../rtp/clock.ts';
import type { Random } from '../rtp/random.ts';
import {
  type ClientTransaction,
  cancelFor,
  startInviteClientTransaction,
  startPlainClientTransaction,
} from './client-transaction.ts';
import type { Flow } from './flow.ts';
import { parseCSeq, type SipRequest, type SipResponse } from './message.ts';
import { tagOf } from './respond.ts';
import {
  createInviteServerTransaction,
  createPlainServerTransaction,
  type ServerTransaction,
  type ServerTransactionPorts,
} from './server-transaction.ts';
import type { SipTimers } from './sip-timers.ts';
import { mergeKey, serverKey } from './transaction-key.ts';
import { magicCookie } from './via.ts';
import { topVia } from './via-routing.ts';

/** The user of the transaction layer: everything that is not a repetition arrives here. */
export interface TransactionUser {
  onRequest(transaction: ServerTransaction): void;
  /** ACK of a 2xx: belongs to a dialog, not to a transaction. */
  onAck(ack: SipRequest, flow: Flow): void;
  onStrayResponse(response: SipResponse): void;
  /** Asked before a transaction is opened; false when the request was dropped or answered without keeping state. */
  admit(request: SipRequest, flow: Flow, openTransactions: number): boolean;
}

export interface TransactionDeps {
  clock: Clock;
  random: Random;
  timers: SipTimers;
  sendRequest(request: SipRequest, flow: Flow, onError: () => void): void;
  sendResponse(response: SipResponse, request: SipRequest, flow: Flow): void;
  /** Our Via without branch: `SIP/2.0/UDP host:port`. */
  localVia(flow: Flow): string;
}

export interface ResponseListener {
  onResponse(response: SipResponse): void;
  onFailure(status: 408 | 503): void;
}

/** Server and client transactions by key, RFC 3261 §17. */
export class TransactionLayer {
  readonly #deps: TransactionDeps;
  readonly #user: TransactionUser;
  readonly #servers = new Map<string, ServerTransaction>();
  readonly #clients = new Map<string, ClientTransaction>();
  readonly #merges = new Map<string, string>();
  absorbed = 0;

  constructor(deps: TransactionDeps, user: TransactionUser) {
    this.#deps = deps;
    this.#user = user;
  }

  get open(): number {
    return this.#servers.size + this.#clients.size;
  }

  receiveRequest(request: SipRequest, flow: Flow): void {
    const key = serverKey(request, request.method === 'ACK' ? 'INVITE' : request.method);
    const known = this.#servers.get(key);
    if (known !== undefined) {
      if (request.method !== 'ACK') this.absorbed++;
      known.receive(request);
      return;
    }
    if (request.method === 'ACK') {
      this.#user.onAck(request, flow);
      return;
    }
    if (!this.#user.admit(request, flow, this.#servers.size)) return;
    this.#user.onRequest(this.#openServer(key, request, flow));
  }

  receiveResponse(response: SipResponse): void {
    const branch = topVia(response)?.params.get('branch') ?? '';
    const method = parseCSeq(response.headers.get('CSeq'))?.method ?? '';
    const client = this.#clients.get(`${branch}|${method}`);
    if (client === undefined) this.#user.onStrayResponse(response);
    else client.receive(response);
  }

  /** The INVITE that a CANCEL means (RFC 3261 §9.2). */
  inviteOf(cancel: SipRequest): ServerTransaction | undefined {
    return this.#servers.get(serverKey(cancel, 'INVITE'));
  }

  /** The same request arrived over another path before (RFC 3261 §8.2.2.2). */
  isMerged(transaction: ServerTransaction): boolean {
    const key = mergeKey(transaction.request);
    const first = this.#merges.get(key);
    return first !== undefined && first !== transaction.key;
  }

  /** Sends a request in a new transaction and adds our Via. */
  request(request: SipRequest, flow: Flow, listener: ResponseListener): ClientTransaction {
    return this.#startClient(this.#withVia(request, flow), flow, listener);
  }

  /** Asks the other side to give up a ringing INVITE; the caller waits for its 487. */
  cancel(invite: SipRequest, flow: Flow): void {
    this.#startClient(cancelFor(invite), flow, { onResponse() {}, onFailure() {} });
  }

  /** Sends the ACK of a 2xx: it has no transaction. Returns it for repetition. */
  sendAck(ack: SipRequest, flow: Flow): SipRequest {
    const complete = this.#withVia(ack, flow);
    this.#deps.sendRequest(complete, flow, () => {});
    return complete;
  }

  close(): void {
    for (const server of this.#servers.values()) server.stop();
    for (const client of this.#clients.values()) client.stop();
    this.#servers.clear();
    this.#clients.clear();
    this.#merges.clear();
  }

  #withVia(request: SipRequest, flow: Flow): SipRequest {
    const headers = request.headers.clone();
    const branch = `${magicCookie}${this.#deps.random.token(12)}`;
    headers.prepend('Via', `${this.#deps.localVia(flow)};branch=${branch};rport`);
    return { ...request, headers };
  }

  #openServer(key: string, request: SipRequest, flow: Flow): ServerTransaction {
    const merge = tagOf(request.headers.get('To')) === null ? mergeKey(request) : null;
    const ports: ServerTransactionPorts = {
      clock: this.#deps.clock,
      timers: this.#deps.timers,
      send: (response) => this.#deps.sendResponse(response, request, flow),
      onAck: (ack) => this.#user.onAck(ack, flow),
      onTimeout: () => {},
      onEnd: () => {
        this.#servers.delete(key);
        if (merge !== null && this.#merges.get(merge) === key) this.#merges.delete(merge);
      },
    };
    const identity = { key, request, flow, toTag: this.#deps.random.token(8) };
    const create = request.method === 'INVITE' ? createInviteServerTransaction : createPlainServerTransaction;
    const transaction = create(identity, ports);
    this.#servers.set(key, transaction);
    if (merge !== null && request.method !== 'CANCEL' && !this.#merges.has(merge)) this.#merges.set(merge, key);
    return transaction;
  }

  #startClient(request: SipRequest, flow: Flow, listener: ResponseListener): ClientTransaction {
    const key = `${topVia(request)?.params.get('branch') ?? ''}|${request.method}`;
    const holder: { client: ClientTransaction | null } = { client: null };
    const start = request.method === 'INVITE' ? startInviteClientTransaction : startPlainClientTransaction;
    const client = start(request, {
      clock: this.#deps.clock,
      timers: this.#deps.timers,
      reliable: flow.reliable,
      send: (message) =>
        this.#deps.sendRequest(message, flow, () => {
          // Reported later, so that no listener is called while its request is still being set up.
          queueMicrotask(() => holder.client?.transportFailed());
        }),
      onResponse: (response) => listener.onResponse(response),
      onFailure: (status) => listener.onFailure(status),
      onEnd: () => void this.#clients.delete(key),
    });
    holder.client = client;
    this.#clients.set(key, client);
    return client;
  }
}
