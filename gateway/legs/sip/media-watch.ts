import type { Clock, Timer } from '../rtp/clock.ts';

export interface MediaWatchPorts {
  clock: Clock;
  /** How long a peer may send neither RTP nor RTCP before it is asked whether it lives. */
  silenceMs: number;
  /** When the peer was last heard, epoch ms. */
  lastHeardAtMs(): number;
  /** True while we hold the peer: it need not send anything. */
  excused(): boolean;
  /** Asks the peer inside the dialog; false when it is gone. */
  isAlive(): Promise<boolean>;
  onDead(): void;
}

/** Notices a peer that vanished without BYE: pulled cable, crashed softphone, PBX that lost the call. */
export class MediaWatch {
  readonly #ports: MediaWatchPorts;
  #timer: Timer;
  #quietSinceMs: number;
  #stopped = false;

  constructor(ports: MediaWatchPorts) {
    this.#ports = ports;
    this.#quietSinceMs = ports.clock.nowMs();
    this.#timer = this.#look(ports.silenceMs);
  }

  stop(): void {
    this.#stopped = true;
    this.#timer.cancel();
  }

  #look(delayMs: number): Timer {
    return this.#ports.clock.after(delayMs, () => {
      const ports = this.#ports;
      const nowMs = ports.clock.nowMs();
      if (ports.excused()) this.#quietSinceMs = nowMs;
      const dueMs = Math.max(ports.lastHeardAtMs(), this.#quietSinceMs) + ports.silenceMs;
      if (nowMs < dueMs) this.#timer = this.#look(dueMs - nowMs);
      else void this.#ask();
    });
  }

  async #ask(): Promise<void> {
    const isAlive = await this.#ports.isAlive();
    if (this.#stopped) return;
    // Silence of a peer that answers is his right (RFC 3264 §8.4); he is asked again after as long a time.
    if (isAlive) {
      this.#quietSinceMs = this.#ports.clock.nowMs();
      this.#timer = this.#look(this.#ports.silenceMs);
    } else this.#ports.onDead();
  }
}
