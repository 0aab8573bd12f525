import { EventEmitter } from 'node:events';
import type { Timer } from '../rtp/clock.ts';
import { sendAuthenticated } from './authenticated-request.ts';
import { contactOn, type SipCore } from './core.ts';
import type { DigestCredentials } from './digest-client.ts';
import type { Flow } from './flow.ts';
import { SipHeaders } from './headers.ts';
import type { SipRequest, SipResponse } from './message.ts';
import { parseNameAddr } from './name-addr.ts';
import { isSipUri, parseUri } from './uri.ts';

export interface RegistrationOptions {
  /** Address of record, `sip:6001@pbx.example`. */
  aor: string;
  /** Registrar as a sip URI; the host of the address of record by default. */
  registrar?: string;
  credentials?: DigestCredentials;
  expiresS?: number;
}

export interface RegistrationEvents {
  registered: [expiresS: number];
  /** Tried again after a pause. */
  failed: [status: number, reason: string];
}

const retryMs = 30_000;

/** Keeps a binding at a registrar alive (RFC 3261 §10.2), for PBXs that only send calls to registered phones. */
export class Registration extends EventEmitter<RegistrationEvents> {
  readonly #core: SipCore;
  readonly #options: RegistrationOptions;
  readonly #openFlow: () => Promise<Flow>;
  readonly #callId: string;
  readonly #tag: string;
  #sequence = 0;
  #expiresS: number;
  #timer: Timer | null = null;
  #closed = false;
  #bound = false;

  constructor(core: SipCore, options: RegistrationOptions, openFlow: () => Promise<Flow>) {
    super();
    this.#core = core;
    this.#options = options;
    this.#openFlow = openFlow;
    this.#callId = core.random.token(16);
    this.#tag = core.random.token(8);
    this.#expiresS = options.expiresS ?? 300;
  }

  refresh(): void {
    void this.#openFlow().then(
      (flow) => this.#send(flow, this.#expiresS),
      () => this.#fail(503, 'registrar unreachable'),
    );
  }

  /** Takes the binding back. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#timer?.cancel();
    if (this.#bound)
      void this.#openFlow().then(
        (flow) => this.#send(flow, 0),
        () => {},
      );
    this.removeAllListeners();
  }

  #send(flow: Flow, expiresS: number): void {
    sendAuthenticated({
      transactions: this.#core.transactions,
      random: this.#core.random,
      flow,
      credentials: this.#options.credentials ?? null,
      build: (headers) => this.#build(flow, expiresS, headers),
      onFailure: (status) => this.#fail(status, 'no answer'),
      onResponse: (response) => {
        if (response.status >= 200) this.#onFinal(response, flow);
      },
    });
  }

  #onFinal(response: SipResponse, flow: Flow): void {
    if (this.#closed) return;
    const least = Number(response.headers.get('Min-Expires'));
    // RFC 3261 §10.2.8: 423 names the shortest interval.
    if (response.status === 423 && least > this.#expiresS && least <= 86_400) {
      this.#expiresS = least;
      this.#send(flow, least);
    } else if (response.status >= 300) this.#fail(response.status, response.reason);
    else {
      this.#bound = true;
      const granted = this.#granted(response);
      this.emit('registered', granted);
      this.#again(Math.max(5, granted / 2) * 1000);
    }
  }

  #granted(response: SipResponse): number {
    const { port } = this.#core.transports;
    const ours = response.headers
      .list('Contact')
      .map(parseNameAddr)
      .find((contact) => contact !== null && isSipUri(contact.uri) && contact.uri.port === port);
    const seconds = Number(ours?.params.get('expires') ?? response.headers.get('Expires') ?? this.#expiresS);
    return Number.isFinite(seconds) && seconds > 0 ? seconds : this.#expiresS;
  }

  #fail(status: number, reason: string): void {
    if (this.#closed) return;
    this.#core.log('sip.register.failed', { aor: this.#options.aor, status, reason });
    this.emit('failed', status, reason);
    this.#again(retryMs);
  }

  #again(afterMs: number): void {
    this.#timer?.cancel();
    this.#timer = this.#core.clock.after(afterMs, () => this.refresh());
  }

  #build(flow: Flow, expiresS: number, extra: readonly (readonly [string, string])[]): SipRequest {
    const { aor } = this.#options;
    const headers = new SipHeaders()
      .append('Max-Forwards', '70')
      .append('From', `<${aor}>;tag=${this.#tag}`)
      .append('To', `<${aor}>`)
      .append('Call-ID', this.#callId)
      .append('CSeq', `${++this.#sequence} REGISTER`)
      .append('Contact', contactOn(this.#core, flow.transport))
      .append('Expires', String(expiresS))
      .append('User-Agent', this.#core.settings.userAgent);
    for (const [name, value] of extra) headers.append(name, value);
    return { kind: 'request', method: 'REGISTER', uri: registrarUri(this.#options), headers, body: new Uint8Array(0) };
  }
}

/** The Request-URI of REGISTER names the domain only (RFC 3261 §10.2). */
export function registrarUri(options: RegistrationOptions): string {
  if (options.registrar !== undefined) return options.registrar;
  const uri = parseUri(options.aor);
  return isSipUri(uri) ? `${uri.scheme}:${uri.host}${uri.port === null ? '' : `:${uri.port}`}` : options.aor;
}
