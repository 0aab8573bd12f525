import { EventEmitter } from 'node:events';
import { type AuthenticatedRequest, sendAuthenticated } from './authenticated-request.ts';
import type { DialogOwner, SipCore } from './core.ts';
import { Dialog, uacDialog } from './dialog.ts';
import type { DigestCredentials } from './digest-client.ts';
import { SipError } from './errors.ts';
import type { Flow } from './flow.ts';
import { SipHeaders } from './headers.ts';
import { type LegEnd, SipLeg } from './leg.ts';
import type { MediaSession } from './media-session.ts';
import type { SipRequest, SipResponse } from './message.ts';
import { formatNameAddr } from './name-addr.ts';
import { acknowledge, inviteHeaders, sendBye } from './reinvite.ts';
import { tagOf } from './respond.ts';
import { readSdpBody } from './sdp-body.ts';
import { readSessionTimer } from './session-timer.ts';
import { formatSipUri } from './uri.ts';

export interface PlaceCallOptions {
  from?: { displayName?: string; user?: string; host?: string };
  headers?: readonly (readonly [name: string, value: string])[];
  credentials?: DigestCredentials;
  /** Send here instead of to the target's host: an outbound proxy, as a sip URI. */
  proxy?: string;
}

export interface OutgoingCallEvents {
  /** 180 or 183, may repeat. */
  ringing: [status: number];
  answered: [leg: SipLeg];
  /** A final error response; 408 without any answer, 503 when the peer cannot be reached. */
  failed: [status: number, reason: string];
  /** After `answered`: the call is over. */
  end: [reason: LegEnd];
}

/** A call we place. Made by `placeCall` of the server. */
export class OutgoingCall extends EventEmitter<OutgoingCallEvents> implements DialogOwner {
  readonly callId: string;
  readonly #core: SipCore;
  readonly #target: string;
  readonly #options: PlaceCallOptions;
  readonly #localTag: string;
  #sequence = 0;
  #state: 'calling' | 'cancelling' | 'answered' | 'over' = 'calling';
  #provisional = false;
  #cancelSent = false;
  #sent: AuthenticatedRequest | null = null;
  #flow: Flow | null = null;
  #media: MediaSession | null = null;
  #leg: SipLeg | null = null;

  constructor(core: SipCore, target: string, options: PlaceCallOptions) {
    super();
    this.#core = core;
    this.#target = target;
    this.#options = options;
    this.callId = `${core.random.token(16)}@${core.settings.announcedAddress}`;
    this.#localTag = core.random.token(8);
    core.calls.set(this, '');
  }

  /** Binds RTP and sends the INVITE. */
  async start(openFlow: () => Promise<Flow>): Promise<void> {
    try {
      this.#flow = await openFlow();
      this.#media = await this.#core.openMedia();
    } catch (error) {
      this.#fail(503, error instanceof Error ? error.message : 'unreachable');
      return;
    }
    if (this.#state === 'calling') this.#invite(this.#flow, this.#media);
    else this.#fail(487, 'cancelled');
  }

  /** Gives the call up: CANCEL before the answer (RFC 3261 §9.1), BYE after it. */
  cancel(): void {
    if (this.#leg !== null) this.#leg.hangup();
    if (this.#state !== 'calling') return;
    this.#state = 'cancelling';
    if (this.#provisional) this.#sendCancel();
  }

  onRequest(): void {}

  onAck(): void {}

  shutdown(): void {
    this.cancel();
    this.#fail(487, 'server closed');
  }

  #invite(flow: Flow, media: MediaSession): void {
    const body = new TextEncoder().encode(media.offer());
    this.#core.counters.placed++;
    this.#core.log('sip.call.placed', { callId: this.callId, remote: `${flow.remote.address}:${flow.remote.port}` });
    this.#sent = sendAuthenticated({
      transactions: this.#core.transactions,
      random: this.#core.random,
      flow,
      credentials: this.#options.credentials ?? null,
      build: (headers) => this.#build(flow, body, headers),
      onResponse: (response, request) => this.#onResponse(response, request, flow),
      onFailure: (status) => this.#fail(status, status === 408 ? 'no answer' : 'unreachable'),
    });
  }

  #build(flow: Flow, body: Uint8Array<ArrayBuffer>, extra: readonly (readonly [string, string])[]): SipRequest {
    const { from, headers: own = [] } = this.#options;
    const { announcedAddress } = this.#core.settings;
    const uri = formatSipUri({
      scheme: 'sip',
      user: from?.user ?? 'countersign',
      host: from?.host ?? announcedAddress,
      port: null,
    });
    const headers = new SipHeaders()
      .append('Max-Forwards', '70')
      .append(
        'From',
        formatNameAddr({ displayName: from?.displayName ?? '', uri, params: new Map([['tag', this.#localTag]]) }),
      )
      .append('To', `<${this.#target}>`)
      .append('Call-ID', this.callId)
      .append('CSeq', `${++this.#sequence} INVITE`);
    for (const [name, value] of [...inviteHeaders(this.#core, flow), ...own, ...extra]) headers.append(name, value);
    return { kind: 'request', method: 'INVITE', uri: this.#target, headers, body };
  }

  #onResponse(response: SipResponse, request: SipRequest, flow: Flow): void {
    if (response.status < 200) this.#onProvisional(response);
    else if (response.status >= 300) this.#fail(response.status, response.reason);
    else this.#onAnswer(response, request, flow);
  }

  #onProvisional(response: SipResponse): void {
    this.#provisional = true;
    if (this.#state === 'cancelling') this.#sendCancel();
    else if (response.status > 100) this.emit('ringing', response.status);
  }

  #onAnswer(response: SipResponse, request: SipRequest, flow: Flow): void {
    const state = uacDialog(request, response);
    const media = this.#media;
    if (state === null || media === null) return this.#fail(502, 'answer without Contact or tag');
    const credentials = this.#options.credentials ?? null;
    const dialog = new Dialog(state);
    const ports = { core: this.#core, dialog, flow, credentials };
    acknowledge(ports, request, this.#sent?.credentials() ?? []);
    if (this.#leg !== null || this.#state !== 'calling') {
      // A repeated 2xx only wants its ACK again. Another tag is another phone of a fork, or our CANCEL came too late.
      if (this.#leg?.remoteTag !== tagOf(response.headers.get('To'))) sendBye(ports, 'answered elsewhere');
      if (this.#leg === null) this.#fail(487, 'cancelled');
      return;
    }
    const body = readSdpBody(response);
    if (body.kind !== 'sdp' || !media.accept(body.session)) {
      sendBye(ports, 'unusable answer');
      this.#fail(488, 'answer without a codec we offered');
      return;
    }
    this.#state = 'answered';
    this.#core.calls.delete(this);
    const leg = new SipLeg({ core: this.#core, dialog, media, flow, credentials });
    this.#leg = leg;
    leg.superviseSession(readSessionTimer(response));
    leg.on('end', (reason) => this.emit('end', reason));
    this.emit('answered', leg);
  }

  #sendCancel(): void {
    const invite = this.#sent?.current().request;
    if (this.#cancelSent || invite === undefined || this.#flow === null) return;
    this.#cancelSent = true;
    this.#core.transactions.cancel(invite, this.#flow);
  }

  #fail(status: number, reason: string): void {
    if (this.#state === 'over' || this.#state === 'answered') return;
    this.#state = 'over';
    this.#media?.rtp.close();
    this.#core.calls.delete(this);
    this.#core.log('sip.call.failed', { callId: this.callId, status, reason });
    this.emit('failed', status, reason);
    this.removeAllListeners();
  }
}

/** Resolves when the call is answered, rejects with SipError `request-refused` when it fails. */
export function answered(call: OutgoingCall): Promise<SipLeg> {
  return new Promise((resolve, reject) => {
    call.once('answered', resolve);
    call.once('failed', (status, reason) => reject(new SipError('request-refused', `${status} ${reason}`, status)));
  });
}
