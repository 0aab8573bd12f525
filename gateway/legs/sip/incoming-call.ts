import { EventEmitter } from 'node:events';
import type { SdpSession } from '../rtp/sdp.ts';
import { contactOn, type DialogOwner, respond, type SipCore } from './core.ts';
import { Dialog, dialogKey, uasDialog } from './dialog.ts';
import { SipError } from './errors.ts';
import type { TransportName } from './flow.ts';
import type { ClaimedIdentity } from './identity.ts';
import { SipLeg } from './leg.ts';
import type { MediaSession } from './media-session.ts';
import type { SipRequest } from './message.ts';
import { allowHeader } from './request-checks.ts';
import type { ResponseParts } from './respond.ts';
import type { ServerTransaction } from './server-transaction.ts';
import type { SessionInterval } from './session-timer.ts';

export interface IncomingCallParts {
  core: SipCore;
  transaction: ServerTransaction;
  from: ClaimedIdentity;
  to: { user: string; host: string };
  /** `null` when the caller wants us to make the offer. */
  offer: SdpSession | null;
  session: { interval: SessionInterval | null; headers: [string, string][] };
}

export interface IncomingCallEvents {
  /** The caller gave up before an answer, or nobody answered in time. Emitted once; nothing more can be done. */
  cancel: [reason: 'cancelled' | 'remote-bye' | 'ring-timeout' | 'server-closed'];
}

/** A ringing call: answer it or reject it. */
export class IncomingCall extends EventEmitter<IncomingCallEvents> implements DialogOwner {
  readonly id: string;
  readonly from: ClaimedIdentity;
  readonly to: { readonly user: string; readonly host: string };
  readonly remote: { readonly address: string; readonly port: number; readonly transport: TransportName };
  readonly userAgent: string;
  readonly offer: SdpSession | null;
  readonly callId: string;
  readonly receivedAtMs: number;
  readonly #core: SipCore;
  readonly #transaction: ServerTransaction;
  readonly #session: IncomingCallParts['session'];
  readonly #dialog: Dialog | null;
  readonly #key: string;
  readonly #ringTimer: { cancel(): void };
  #state: 'ringing' | 'answering' | 'done' = 'ringing';

  constructor(parts: IncomingCallParts) {
    super();
    const { core, transaction } = parts;
    const { request, flow } = transaction;
    this.id = core.random.token(16);
    this.from = parts.from;
    this.to = parts.to;
    this.offer = parts.offer;
    this.remote = { transport: flow.transport, ...flow.remote };
    this.userAgent = parts.from.userAgent;
    this.callId = request.headers.get('Call-ID') ?? '';
    this.receivedAtMs = core.clock.nowMs();
    this.#core = core;
    this.#transaction = transaction;
    this.#session = parts.session;
    const state = uasDialog(request, transaction.toTag, core.random.uint32() >>> 4);
    this.#dialog = state === null ? null : new Dialog(state);
    this.#key = this.#dialog?.key ?? dialogKey(this.callId, transaction.toTag, '');
    core.calls.set(this, flow.remote.address);
    core.dialogs.set(this.#key, this);
    this.#ringTimer = core.clock.after(core.settings.limits.ringMs, () => this.#abandon('ring-timeout', 480));
  }

  /** False once it was answered, rejected or cancelled. */
  get open(): boolean {
    return this.#state === 'ringing';
  }

  /** First value of a header of the INVITE. */
  header(name: string): string | undefined {
    return this.#transaction.request.headers.get(name);
  }

  headers(name: string): string[] {
    return this.#transaction.request.headers.all(name);
  }

  /** Sends 180 Ringing. */
  ring(): void {
    if (this.#state !== 'ringing') return;
    const headers: [string, string][] = [['Contact', contactOn(this.#core, this.remote.transport)], allowHeader];
    respond(this.#core, this.#transaction, 180, { headers });
  }

  /**
   * Binds RTP ports and sends 200 with our SDP. The leg can be used at once; `confirmed` follows with the ACK.
   * Rejects with SipError `call-gone` when the caller gave up meanwhile, `no-rtp-port` when the range is used up.
   */
  async answer(): Promise<SipLeg> {
    const dialog = this.#dialog;
    if (this.#state !== 'ringing' || dialog === null) throw new SipError('call-gone', 'the call is not ringing');
    this.#state = 'answering';
    const media = await this.#core.openMedia().catch(() => null);
    if (media === null) {
      this.#refuse(503, { headers: [['Retry-After', '5']] });
      throw new SipError('no-rtp-port', 'no RTP port is free');
    }
    if (this.#gone()) {
      media.rtp.close();
      throw new SipError('call-gone', 'the caller gave up');
    }
    const sdp = this.#describe(media);
    if (sdp === null) {
      media.rtp.close();
      this.#refuse(488, {});
      throw new SipError('no-common-codec', 'no common codec');
    }
    this.#settle();
    this.#core.counters.answered++;
    const transaction = this.#transaction;
    const leg = new SipLeg({ core: this.#core, dialog, media, flow: transaction.flow, credentials: null });
    leg.deliverOk({ transaction, sdp, awaitsAnswer: this.offer === null, headers: this.#session.headers });
    leg.superviseSession(this.#session.interval);
    this.#core.log('sip.call.answered', { callId: this.callId, codec: leg.codec, rtpPort: leg.rtp.localPort });
    return leg;
  }

  /** Sends a final error response, for instance 603, or 503 with `Retry-After` (RFC 3261 §20.33). */
  reject(status: number, parts: Pick<ResponseParts, 'reason' | 'headers'> = {}): void {
    if (this.#state !== 'ringing') return;
    this.#refuse(status >= 300 && status <= 699 ? status : 500, parts);
    this.removeAllListeners();
  }

  isOf(transaction: ServerTransaction): boolean {
    return transaction === this.#transaction;
  }

  /** CANCEL arrived for this INVITE (its own 200 is sent by the server). */
  cancelled(): void {
    this.#abandon('cancelled', 487);
  }

  onRequest(transaction: ServerTransaction): void {
    if (this.#dialog?.acceptSequence(transaction.request) === false) {
      respond(this.#core, transaction, 500, { reason: 'CSeq Out of Order' });
    } else if (transaction.request.method === 'BYE') {
      // RFC 3261 §15.1.2: a BYE of an early dialog ends the INVITE as well.
      respond(this.#core, transaction, 200);
      this.#abandon('remote-bye', 487);
    } else if (transaction.request.method === 'OPTIONS')
      respond(this.#core, transaction, 200, { headers: [allowHeader] });
    else respond(this.#core, transaction, 491);
  }

  onAck(_ack: SipRequest): void {
    this.#core.counters.strayAcks++;
  }

  shutdown(): void {
    this.#abandon('server-closed', 487);
  }

  #describe(media: MediaSession): string | null {
    if (this.offer === null) return media.offer();
    const answered = media.answer(this.offer);
    return answered.ok ? answered.sdp : null;
  }

  #gone(): boolean {
    return this.#state === 'done';
  }

  #abandon(reason: IncomingCallEvents['cancel'][0], status: number): void {
    if (this.#state === 'done') return;
    this.#core.counters.cancelled++;
    this.#refuse(status, {});
    this.emit('cancel', reason);
    this.removeAllListeners();
  }

  #refuse(status: number, parts: Pick<ResponseParts, 'reason' | 'headers'>): void {
    this.#settle();
    this.#core.counters.rejected++;
    respond(this.#core, this.#transaction, status, parts);
    this.#core.log('sip.call.refused', { callId: this.callId, status });
  }

  #settle(): void {
    this.#state = 'done';
    this.#ringTimer.cancel();
    this.#core.calls.delete(this);
    if (this.#core.dialogs.get(this.#key) === this) this.#core.dialogs.delete(this.#key);
  }
}
