import { EventEmitter } from 'node:events';
import type { Codec } from '../rtp/codec.ts';
import { canReceive, canSend } from '../rtp/offer-answer.ts';
import type { RtpEndpoint } from '../rtp/rtp-endpoint.ts';
import type { Direction } from '../rtp/sdp.ts';
import type { DtmfDigit } from '../rtp/telephone-event.ts';
import { contactOn, type DialogOwner, respond, type SipCore } from './core.ts';
import type { Dialog } from './dialog.ts';
import type { DigestCredentials } from './digest-client.ts';
import { SipError } from './errors.ts';
import type { Flow } from './flow.ts';
import { readInfoDtmf } from './info-dtmf.ts';
import type { MediaSession } from './media-session.ts';
import { MediaWatch } from './media-watch.ts';
import type { SipRequest } from './message.ts';
import { OkDelivery, okResponse, type OkParts } from './ok-delivery.ts';
import { LegOffers } from './leg-offers.ts';
import { type DialogPorts, isDialogAlive, sendBye } from './reinvite.ts';
import { allowHeader } from './request-checks.ts';
import { acceptedTypes } from './respond.ts';
import { readSdpBody } from './sdp-body.ts';
import type { ServerTransaction } from './server-transaction.ts';
import { answerSessionTimer, readSessionTimer, type SessionInterval, SessionTimer } from './session-timer.ts';
import { transportBinding } from './transport-binding.ts';

export type LegEnd =
  | 'local-bye'
  | 'remote-bye'
  | 'ack-timeout'
  | 'bad-answer'
  | 'session-expired'
  | 'dialog-lost'
  | 'media-timeout'
  | 'server-closed';

export interface SipLegEvents {
  /** The call is over; the RTP endpoint is closed. Emitted once. */
  end: [reason: LegEnd];
  dtmf: [DtmfDigit & { source: 'rtp' | 'info' }];
  /** The peer put us on hold (true) or took us back (false). */
  hold: [held: boolean];
  /** The ACK arrived (calls we answered). */
  confirmed: [];
}

export interface SipLegParts {
  core: SipCore;
  dialog: Dialog;
  media: MediaSession;
  flow: Flow;
  credentials: DigestCredentials | null;
}

/** An answered call: one dialog and its media. */
export class SipLeg extends EventEmitter<SipLegEvents> implements DialogOwner {
  readonly #core: SipCore;
  readonly #dialog: Dialog;
  readonly #media: MediaSession;
  readonly #ports: DialogPorts;
  readonly #remote: Flow;
  readonly #sessionTimer: SessionTimer;
  readonly #offers: LegOffers;
  readonly #watch: MediaWatch;
  #ok: { delivery: OkDelivery; awaitsAnswer: boolean } | null = null;
  #byeAfterAck: string | null | undefined;
  #ended = false;
  #heldByPeer = false;

  constructor(parts: SipLegParts) {
    super();
    this.#core = parts.core;
    this.#dialog = parts.dialog;
    this.#media = parts.media;
    this.#remote = parts.flow;
    this.#ports = parts;
    this.#offers = new LegOffers(parts, parts.media);
    this.#sessionTimer = new SessionTimer(
      parts.core.clock,
      () => void this.#change(this.#media.wanted).catch(() => {}),
      () => this.#finish('session-expired', 'session expired'),
    );
    this.#watch = new MediaWatch({
      clock: parts.core.clock,
      silenceMs: parts.core.settings.limits.mediaSilenceMs,
      lastHeardAtMs: () => this.rtp.lastHeardAtMs,
      excused: () => !canReceive(this.#media.wanted),
      isAlive: () => isDialogAlive(parts),
      onDead: () => this.#finish('media-timeout', 'no media'),
    });
    this.rtp.on('dtmf', (digit) => this.emit('dtmf', { ...digit, source: 'rtp' }));
    parts.core.dialogs.set(parts.dialog.key, this);
    parts.core.calls.set(this, parts.flow.remote.address);
  }

  get rtp(): RtpEndpoint {
    return this.#media.rtp;
  }

  get codec(): Codec {
    return this.#media.agreed?.codec ?? this.#core.settings.codecs[0] ?? 'PCMU';
  }

  get callId(): string {
    return this.#dialog.callId;
  }

  get localTag(): string {
    return this.#dialog.localTag;
  }

  get remoteTag(): string {
    return this.#dialog.remoteTag;
  }

  get remote(): { transport: 'udp' | 'tcp'; address: string; port: number } {
    return { transport: this.#remote.transport, ...this.#remote.remote };
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Text that names this dialog and no other, the same for the whole call: what a challenge is bound to. */
  transportBinding(): string {
    return transportBinding(this.#dialog, this.#remote);
  }

  /** Says BYE. A call we answered gets it after its ACK, as RFC 3261 §15 demands; media stops at once. */
  hangup(reason: string | null = null): void {
    if (this.#ended) return;
    if (this.#ok !== null && this.#dialog.role === 'uas') {
      this.#byeAfterAck = reason;
      this.rtp.close();
      return;
    }
    this.#finish('local-bye', reason);
  }

  /** Puts the peer on hold (`sendonly`: he still hears what we send). Rejects with SipError when he refuses. */
  hold(): Promise<void> {
    return this.#change('sendonly');
  }

  resume(): Promise<void> {
    return this.#change('sendrecv');
  }

  /** Presses keys towards the peer. */
  sendDtmf(digits: string, durationMs?: number): boolean {
    return this.rtp.sendDtmf(digits, durationMs);
  }

  /** Sends the 2xx that answers the call or a re-INVITE, and repeats it until the ACK. */
  deliverOk(parts: OkParts): void {
    this.#ok?.delivery.stop();
    const { settings, clock } = this.#core;
    const response = okResponse(this.#core, this.localTag, parts);
    const delivery = new OkDelivery(clock, settings.timers, parts.transaction, response, () => this.#ackTimeout());
    this.#ok = { delivery, awaitsAnswer: parts.awaitsAnswer };
  }

  superviseSession(interval: SessionInterval | null): void {
    this.#sessionTimer.restart(interval);
  }

  onAck(ack: SipRequest): void {
    const ok = this.#ok;
    if (ok === null || !ok.delivery.acknowledge(ack)) return;
    this.#ok = null;
    if (ok.awaitsAnswer && !this.#readDelayedAnswer(ack)) {
      this.#finish('bad-answer', 'no usable answer');
      return;
    }
    this.emit('confirmed');
    if (this.#byeAfterAck !== undefined) this.#finish('local-bye', this.#byeAfterAck);
  }

  onRequest(transaction: ServerTransaction): void {
    const { request } = transaction;
    // RFC 3261 §12.2.2: an old number is a late copy of something that was overtaken.
    if (this.#ended || !this.#dialog.acceptSequence(request)) {
      respond(this.#core, transaction, this.#ended ? 481 : 500, this.#ended ? {} : { reason: 'CSeq Out of Order' });
      return;
    }
    if (request.method === 'INVITE') this.#onOffer(transaction, true);
    else if (request.method === 'UPDATE') this.#onOffer(transaction, false);
    else if (request.method === 'INFO') this.#onInfo(transaction);
    else if (request.method === 'BYE') {
      respond(this.#core, transaction, 200);
      this.#finish('remote-bye', null);
    } else if (request.method === 'OPTIONS') {
      respond(this.#core, transaction, 200, { headers: [allowHeader, ['Accept', acceptedTypes]] });
    } else respond(this.#core, transaction, 405, { headers: [allowHeader] });
  }

  shutdown(): void {
    this.#finish('server-closed', 'shutdown');
  }

  /** re-INVITE (RFC 3261 §14.2) and UPDATE (RFC 3311 §5.2). */
  #onOffer(transaction: ServerTransaction, isInvite: boolean): void {
    const core = this.#core;
    const { request } = transaction;
    const body = readSdpBody(request);
    const timer = answerSessionTimer(request);
    if (!timer.ok) return respond(core, transaction, 422, { headers: timer.headers });
    if (body.kind === 'fault') return respond(core, transaction, body.status, { reason: body.reason });
    // Glare: only one offer may be under way (RFC 3261 §14.2, RFC 3311 §5.2).
    const offers = isInvite || body.kind === 'sdp';
    if (offers && (this.#offers.onWire || this.#ok?.awaitsAnswer === true)) return respond(core, transaction, 491);
    const answered = body.kind === 'sdp' ? this.#media.answer(body.session) : null;
    if (answered?.ok === false) {
      return respond(core, transaction, 488, { headers: [['Warning', `305 countersign "${answered.reason}"`]] });
    }
    this.#dialog.refreshTarget(request);
    if (timer.interval !== null) this.superviseSession(timer.interval);
    this.#noteHold();
    const { headers } = timer;
    if (isInvite) {
      const sdp = answered?.sdp ?? this.#media.offer();
      this.deliverOk({ transaction, sdp, awaitsAnswer: answered === null, headers });
      return;
    }
    const contact: [string, string] = ['Contact', contactOn(core, transaction.flow.transport)];
    const sdp = answered === null ? {} : { body: { type: 'application/sdp', bytes: Buffer.from(answered.sdp) } };
    respond(core, transaction, 200, { headers: [contact, allowHeader, ...headers], ...sdp });
  }

  #onInfo(transaction: ServerTransaction): void {
    const { request } = transaction;
    const digit = readInfoDtmf(request);
    if (digit === null && request.body.length > 0) {
      respond(this.#core, transaction, 415, { headers: [['Accept', 'application/dtmf-relay, application/dtmf']] });
      return;
    }
    respond(this.#core, transaction, 200);
    if (digit !== null) this.emit('dtmf', { ...digit, source: 'info' });
  }

  async #change(direction: Direction): Promise<void> {
    if (this.#ok?.awaitsAnswer === true) throw new SipError('request-pending', 'an offer is pending');
    try {
      const response = await this.#offers.change(direction);
      if (!this.#ended) this.superviseSession(readSessionTimer(response));
    } catch (error) {
      // RFC 3261 §12.2.1.2: the other side does not know the dialog any more.
      if (error instanceof SipError && (error.status === 481 || error.status === 408))
        this.#finish('dialog-lost', null);
      throw error;
    }
  }

  #readDelayedAnswer(ack: SipRequest): boolean {
    const body = readSdpBody(ack);
    const ok = body.kind === 'sdp' && this.#media.accept(body.session);
    if (ok) this.#noteHold();
    return ok;
  }

  #noteHold(): void {
    const agreed = this.#media.agreed;
    if (agreed === null) return;
    const held = !canSend(agreed.direction) && canSend(this.#media.wanted);
    if (held === this.#heldByPeer) return;
    this.#heldByPeer = held;
    this.emit('hold', held);
  }

  #ackTimeout(): void {
    this.#ok = null;
    this.#core.counters.ackTimeouts++;
    this.#finish('ack-timeout', 'no ACK');
  }

  #finish(reason: LegEnd, text: string | null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#offers.stop();
    this.#sessionTimer.stop();
    this.#watch.stop();
    this.#ok?.delivery.stop();
    if (reason !== 'remote-bye' && reason !== 'dialog-lost') sendBye(this.#ports, text);
    this.rtp.close();
    this.#core.dialogs.delete(this.#dialog.key);
    this.#core.calls.delete(this);
    this.#core.counters.ended++;
    this.#core.log('sip.call.ended', { callId: this.callId, reason });
    this.emit('end', reason);
    this.removeAllListeners();
  }
}
