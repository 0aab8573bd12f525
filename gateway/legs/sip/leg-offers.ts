import type { Direction } from '../rtp/sdp.ts';
import { SipError } from './errors.ts';
import type { MediaSession } from './media-session.ts';
import type { SipResponse } from './message.ts';
import { type DialogPorts, sendReinvite } from './reinvite.ts';
import { readSdpBody } from './sdp-body.ts';

const mostAttempts = 3;

/** The offers we make inside a call, one at a time: hold, resume, session refresh (RFC 3261 §14.1). */
export class LegOffers {
  readonly #ports: DialogPorts;
  readonly #media: MediaSession;
  #changing = false;
  #onWire = false;
  #stopped = false;

  constructor(ports: DialogPorts, media: MediaSession) {
    this.#ports = ports;
    this.#media = media;
  }

  /** Our offer waits for its answer: an offer of the other side would be glare. */
  get onWire(): boolean {
    return this.#onWire;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Resolves when the other side took the direction over; rejects with SipError and changes nothing otherwise. */
  async change(direction: Direction): Promise<SipResponse> {
    if (this.#stopped) throw new SipError('call-gone', 'the call is over');
    if (this.#changing) throw new SipError('request-pending', 'an offer is pending');
    const before = this.#media.wanted;
    this.#changing = true;
    this.#media.want(direction);
    try {
      return await this.#exchange();
    } catch (error) {
      this.#media.want(before);
      throw error;
    } finally {
      this.#changing = false;
    }
  }

  async #exchange(): Promise<SipResponse> {
    for (let attempt = 1; ; attempt++) {
      const response = await this.#send();
      if (this.#stopped) throw new SipError('call-gone', 'the call ended meanwhile');
      if (response.status < 300) return this.#accept(response);
      if (response.status !== 491 || attempt === mostAttempts) {
        throw new SipError('request-refused', `re-INVITE refused with ${response.status}`, response.status);
      }
      await this.#waitAfterGlare();
    }
  }

  async #send(): Promise<SipResponse> {
    this.#onWire = true;
    try {
      return await sendReinvite(this.#ports, this.#media.offer());
    } finally {
      // While we wait after glare the other side's offer is welcome.
      this.#onWire = false;
    }
  }

  #accept(response: SipResponse): SipResponse {
    const body = readSdpBody(response);
    if (body.kind !== 'sdp' || !this.#media.accept(body.session)) {
      throw new SipError('no-common-codec', 'the answer to our offer is unusable');
    }
    this.#ports.dialog.refreshTarget(response);
    return response;
  }

  /** RFC 3261 §14.1: the owner of the Call-ID waits longer, so that the two do not collide again. */
  #waitAfterGlare(): Promise<void> {
    const { core, dialog } = this.#ports;
    const share = core.random.uint32() / 0x1_0000_0000;
    const waitMs = dialog.role === 'uac' ? 2100 + share * 1900 : share * 2000;
    return new Promise((resolve) => core.clock.after(waitMs, resolve));
  }
}
