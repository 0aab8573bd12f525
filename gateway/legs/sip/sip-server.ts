import { lookup } from 'node:dns/promises';
import { EventEmitter } from 'node:events';
import { createSystemClock } from '../rtp/clock.ts';
import { createPortPool } from '../rtp/port-pool.ts';
import { createSecureRandom } from '../rtp/random.ts';
import { type SipServerConfig, type SipServerDeps, settingsOf } from './config.ts';
import { localVia, openMedia, type SipCore } from './core.ts';
import { createCounters, type SipCounters } from './counters.ts';
import { DigestVerifier } from './digest-server.ts';
import { SipError } from './errors.ts';
import type { Flow } from './flow.ts';
import type { IncomingCall } from './incoming-call.ts';
import { targetFlow } from './next-hop.ts';
import { OutgoingCall, type PlaceCallOptions } from './outgoing-call.ts';
import { createPeerTable } from './peers.ts';
import { RateLimit } from './rate-limit.ts';
import { createReception } from './reception.ts';
import { Registration, type RegistrationOptions, registrarUri } from './registration.ts';
import { TransactionLayer } from './transaction-layer.ts';
import { openTransports, sendMessage } from './transports.ts';
import { createUas } from './uas.ts';
import { isSipUri, parseUri } from './uri.ts';
import { responseAddress } from './via-routing.ts';

export interface SipServerEvents {
  /** A call rings. Answer or reject it; unheard calls get 480. */
  invite: [call: IncomingCall];
}

export interface SipServerStats extends SipCounters {
  calls: number;
  dialogs: number;
  transactions: number;
  /** Retransmissions that were answered from memory. */
  absorbed: number;
  tcpConnections: number;
  rtpPortsInUse: number;
}

/** Opens the SIP sockets. Rejects when the port is taken. The caller closes the server. */
export async function createSipServer(config: SipServerConfig, deps: SipServerDeps): Promise<SipServer> {
  const settings = settingsOf(config);
  const clock = deps.clock ?? createSystemClock();
  const random = deps.random ?? createSecureRandom();
  const ports = createPortPool(config.rtp.minPort, config.rtp.maxPort, random);
  const peerOf = createPeerTable(config.trustedPeers ?? []);
  const verifier = config.auth === undefined ? null : new DigestVerifier(config.auth, clock, random);
  const { invitesPerSecond, inviteBurst } = settings.limits;
  const held: { core: SipCore | null; server: SipServer | null } = { core: null, server: null };

  function core(): SipCore {
    if (held.core === null) throw new SipError('server-closed', 'the server is not open yet');
    return held.core;
  }

  const transports = await openTransports(
    config,
    createReception(() => held.core, new RateLimit(20, 40)),
  );
  const intake = {
    get core() {
      return core();
    },
    peerOf,
    verifier,
    offerCall: (call: IncomingCall) => held.server?.emit('invite', call) ?? false,
  };
  const transactions = new TransactionLayer(
    {
      clock,
      random,
      timers: settings.timers,
      localVia: (flow) => localVia(settings, transports.port, flow),
      sendRequest: (request, flow, onError) => sendMessage(flow, request, onError),
      sendResponse(response, request, flow) {
        const direct = flow.reliable && flow.open;
        sendMessage(direct ? flow : transports.flowTo(flow.transport, responseAddress(request, flow)), response);
      },
    },
    createUas(core, intake, new RateLimit(invitesPerSecond, inviteBurst)),
  );
  held.core = {
    settings,
    clock,
    random,
    counters: createCounters(),
    transports,
    transactions,
    dialogs: new Map(),
    calls: new Map(),
    log: (event, fields) => deps.log(event, fields),
    openMedia: () => openMedia(config, settings, { clock, random, ports }),
  };
  const resolve = async (host: string): Promise<string> =>
    deps.lookup === undefined ? (await lookup(host)).address : deps.lookup(host);
  held.server = new SipServer(held.core, resolve, () => ports.inUse());
  return held.server;
}

/** A SIP user agent: takes calls and places them. Made by `createSipServer`. */
export class SipServer extends EventEmitter<SipServerEvents> {
  readonly #core: SipCore;
  readonly #lookup: (host: string) => Promise<string>;
  readonly #rtpPortsInUse: () => number;
  readonly #registrations = new Set<Registration>();
  #closing: Promise<void> | null = null;

  constructor(core: SipCore, resolve: (host: string) => Promise<string>, rtpPortsInUse: () => number) {
    super();
    this.#core = core;
    this.#lookup = resolve;
    this.#rtpPortsInUse = rtpPortsInUse;
  }

  /** UDP and TCP port in use. */
  get port(): number {
    return this.#core.transports.port;
  }

  get address(): string {
    return this.#core.settings.announcedAddress;
  }

  /** Calls a sip URI, `sip:200@pbx.example:5060;transport=tcp`. Throws SipError `bad-target` when it is none. */
  placeCall(target: string, options: PlaceCallOptions = {}): OutgoingCall {
    this.#assertOpen();
    const call = new OutgoingCall(this.#core, target, options);
    const openFlow = this.#flowOpener(options.proxy ?? target, target);
    // The INVITE leaves after this turn: listeners can be added first.
    queueMicrotask(() => void call.start(openFlow));
    return call;
  }

  /** Registers at a PBX and keeps the binding until the registration or the server is closed. */
  register(options: RegistrationOptions): Registration {
    this.#assertOpen();
    const registration = new Registration(this.#core, options, this.#flowOpener(registrarUri(options), options.aor));
    this.#registrations.add(registration);
    queueMicrotask(() => registration.refresh());
    return registration;
  }

  stats(): SipServerStats {
    const { counters, calls, dialogs, transactions, transports } = this.#core;
    return {
      ...counters,
      calls: calls.size,
      dialogs: dialogs.size,
      transactions: transactions.open,
      absorbed: transactions.absorbed,
      tcpConnections: transports.tcpConnections(),
      rtpPortsInUse: this.#rtpPortsInUse(),
    };
  }

  /** BYE, CANCEL or 487 to every call, then the sockets close. Takes well under a second. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { calls, transactions, transports, clock } = this.#core;
    const busy = calls.size > 0 || this.#registrations.size > 0;
    for (const registration of this.#registrations) registration.close();
    for (const call of Array.from(calls.keys())) call.shutdown();
    // The last datagrams leave and their answers come back; nobody is waited for longer.
    if (busy) await new Promise<void>((resolve) => clock.after(150, resolve));
    transactions.close();
    await transports.close();
    this.removeAllListeners();
  }

  #assertOpen(): void {
    if (this.#closing !== null) throw new SipError('server-closed', 'the server is closed');
  }

  #flowOpener(hop: string, target: string): () => Promise<Flow> {
    const uri = parseUri(hop);
    const dialled = parseUri(target);
    if (!isSipUri(uri) || !isSipUri(dialled) || /\s/.test(target))
      throw new SipError('bad-target', `not a sip URI: ${hop}`);
    return () => targetFlow(this.#core, uri, this.#lookup);
  }
}
