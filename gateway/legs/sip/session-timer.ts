import type { Clock, Timer } from '../rtp/clock.ts';
import type { SipHeaders } from './headers.ts';
import { parseParams } from './grammar.ts';

/** RFC 4028 §5: shorter intervals are refused with 422. */
export const leastSessionS = 90;

export interface SessionInterval {
  intervalS: number;
  refresher: 'us' | 'them';
}

export type SessionTimerResult =
  | { ok: true; interval: SessionInterval | null; headers: [string, string][] }
  | { ok: false; headers: [string, string][] };

function readSessionExpires(headers: SipHeaders): { seconds: number; refresher: string | null } | null {
  const match = /^\s*(\d{1,9})\s*(;.*)?$/s.exec(headers.get('Session-Expires') ?? '');
  if (match?.[1] === undefined) return null;
  return { seconds: Number(match[1]), refresher: parseParams(match[2] ?? '')?.get('refresher') ?? null };
}

/** The UAS's side, RFC 4028 §9: we let the caller refresh unless he asks us to or cannot. */
export function answerSessionTimer(request: { headers: SipHeaders }): SessionTimerResult {
  const asked = readSessionExpires(request.headers);
  if (asked === null) return { ok: true, interval: null, headers: [] };
  if (asked.seconds < leastSessionS) return { ok: false, headers: [['Min-SE', String(leastSessionS)]] };
  const capable = request.headers.lists('Supported', 'timer');
  const us = !capable || asked.refresher === 'uas';
  const headers: [string, string][] = [['Session-Expires', `${asked.seconds};refresher=${us ? 'uas' : 'uac'}`]];
  if (capable) headers.push(['Require', 'timer']);
  return { ok: true, interval: { intervalS: asked.seconds, refresher: us ? 'us' : 'them' }, headers };
}

/** The UAC's side: what the 2xx to our INVITE or UPDATE says (RFC 4028 §7.2). */
export function readSessionTimer(response: { headers: SipHeaders }): SessionInterval | null {
  const said = readSessionExpires(response.headers);
  if (said === null) return null;
  return { intervalS: Math.max(said.seconds, leastSessionS), refresher: said.refresher === 'uas' ? 'them' : 'us' };
}

/** Refreshes at half time, or gives up shortly before the end when the other side should have (RFC 4028 §10). */
export class SessionTimer {
  readonly #clock: Clock;
  readonly #refresh: () => void;
  readonly #expire: () => void;
  #timers: Timer[] = [];

  constructor(clock: Clock, refresh: () => void, expire: () => void) {
    this.#clock = clock;
    this.#refresh = refresh;
    this.#expire = expire;
  }

  /** Starts anew; `null` ends the supervision. */
  restart(interval: SessionInterval | null): void {
    this.stop();
    if (interval === null) return;
    const totalMs = interval.intervalS * 1000;
    const marginMs = Math.min(32_000, totalMs / 3);
    this.#timers.push(this.#clock.after(totalMs - marginMs, this.#expire));
    if (interval.refresher === 'us') this.#timers.push(this.#clock.after(totalMs / 2, this.#refresh));
  }

  stop(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers = [];
  }
}
