import { samplesPerMs } from './codec.ts';
import { sequenceDelta, timestampDelta } from './wrap.ts';

/** A reception report block, RFC 3550 §6.4.1. */
export interface ReportBlock {
  ssrc: number;
  fractionLost: number;
  cumulativeLost: number;
  highestSequence: number;
  jitter: number;
  lastSr: number;
  delaySinceLastSr: number;
}

/** Reception statistics of one source, RFC 3550 §A.3 (loss) and §A.8 (interarrival jitter). */
export class Reception {
  readonly ssrc: number;
  readonly #first: number;
  #highest: number;
  #cycles = 0;
  #received = 0;
  #jitter = 0;
  #lastTransit: { timestamp: number; atMs: number } | null = null;
  #expectedPrior = 0;
  #receivedPrior = 0;
  #sr: { middle: number; atMs: number } | null = null;

  constructor(ssrc: number, firstSequence: number) {
    this.ssrc = ssrc;
    this.#first = firstSequence;
    this.#highest = firstSequence;
  }

  get jitterMs(): number {
    return this.#jitter / samplesPerMs;
  }

  get received(): number {
    return this.#received;
  }

  get lost(): number {
    return Math.max(0, this.#expected() - this.#received);
  }

  note(sequence: number, timestamp: number, atMs: number): void {
    const ahead = sequenceDelta(sequence, this.#highest);
    if (ahead > 0) {
      if (sequence < this.#highest) this.#cycles += 0x1_0000;
      this.#highest = sequence;
    }
    this.#received++;
    if (this.#lastTransit !== null) {
      const arrival = (atMs - this.#lastTransit.atMs) * samplesPerMs;
      const change = Math.abs(arrival - timestampDelta(timestamp, this.#lastTransit.timestamp));
      this.#jitter += (change - this.#jitter) / 16;
    }
    this.#lastTransit = { timestamp, atMs };
  }

  noteSenderReport(ntpMiddle: number, atMs: number): void {
    this.#sr = { middle: ntpMiddle, atMs };
  }

  /** The block to send, and the start of a new reporting interval. */
  report(nowMs: number): ReportBlock {
    const expected = this.#expected();
    const expectedInterval = expected - this.#expectedPrior;
    const lostInterval = expectedInterval - (this.#received - this.#receivedPrior);
    this.#expectedPrior = expected;
    this.#receivedPrior = this.#received;
    const fraction = expectedInterval <= 0 || lostInterval <= 0 ? 0 : (lostInterval * 256) / expectedInterval;
    return {
      ssrc: this.ssrc,
      fractionLost: Math.min(255, Math.floor(fraction)),
      cumulativeLost: Math.min(0x7f_ffff, this.lost),
      highestSequence: (this.#cycles + this.#highest) >>> 0,
      jitter: Math.floor(this.#jitter) >>> 0,
      lastSr: this.#sr?.middle ?? 0,
      delaySinceLastSr: this.#sr === null ? 0 : Math.floor(((nowMs - this.#sr.atMs) * 65_536) / 1000) >>> 0,
    };
  }

  #expected(): number {
    return this.#cycles + this.#highest - this.#first + 1;
  }
}
