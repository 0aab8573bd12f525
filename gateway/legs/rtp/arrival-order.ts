import { frameMs, frameSamples, samplesPerMs } from './codec.ts';
import type { RtpPacket } from './rtp-packet.ts';
import { sequenceDelta, timestampDelta } from './wrap.ts';

/** Where a packet belongs in one stream that never restarts. */
export interface ArrivalPlace {
  /** Runs on through the sender's wraps and restarts. */
  sequence: number;
  /** In samples, modulo 2^32. */
  timestamp: number;
  /** First after a silence or a restart (RFC 3551 §4.1). */
  marker: boolean;
}

/** RFC 3550 §A.1: a jump beyond these is a restart, once a second packet follows on it. */
const mostDropout = 3000;
const mostMisorder = 100;
/** A clock that jumps further than this while the sequence runs on was set anew. */
const longestClockGapSamples = 10_000 * samplesPerMs;
const rememberedPackets = 256;

/**
 * Renumbers one sender's packets in the order of their arrival, for receivers that have a jitter buffer of their own:
 * losses and reordering stay visible, what is not forwarded (key presses) leaves no gap, and a sender that restarts
 * goes on where it stopped.
 */
export class ArrivalOrder {
  readonly #seen = new Float64Array(rememberedPackets);
  /** Highest number so far: the sender's own, and ours for it. Ours leaves room below for late packets. */
  #top = { sequence: 0, extended: rememberedPackets };
  #clock: { timestamp: number; out: number; atMs: number } | null = null;
  #restart = true;
  #suspect: number | null = null;
  #skips: number[] = [];
  #skipsBefore = 0;

  /** The next packet starts another stream: another SSRC, allowed by an offer or after a silence. */
  restart(): void {
    this.#restart = true;
  }

  /** The place of an audio packet; `null` for a copy of one that came, and for a lone stray. */
  place(packet: RtpPacket, nowMs: number): ArrivalPlace | null {
    const starts = this.#restart;
    const extended = this.#take(packet.sequence);
    if (extended === null) return null;
    const clock = this.#clock;
    const step = clock === null ? 0 : timestampDelta(packet.timestamp, clock.timestamp);
    const isNewest = extended === this.#top.extended;
    const isClockSet = isNewest ? step <= 0 || step > longestClockGapSamples : step < -longestClockGapSamples;
    if (isClockSet && !isNewest) return null;
    const sequence = extended - this.#skipsBefore - this.#skips.filter((skip) => skip < extended).length;
    const restarts = starts || isClockSet;
    const timestamp = restarts || clock === null ? this.#resume(nowMs) : (clock.out + step) >>> 0;
    if (isNewest) this.#clock = { timestamp: packet.timestamp, out: timestamp, atMs: nowMs };
    return { sequence, timestamp, marker: packet.marker || restarts };
  }

  /** A packet of the stream that is not forwarded: its number is left out, so that it does not look like a loss. */
  skip(packet: RtpPacket): void {
    const extended = this.#take(packet.sequence);
    // What comes after it may have been numbered already: then its gap stays.
    if (extended !== null && extended === this.#top.extended) this.#skips.push(extended);
    const settled = this.#skips.filter((skip) => skip < this.#top.extended - mostMisorder).length;
    this.#skips.splice(0, settled);
    this.#skipsBefore += settled;
  }

  /** Our running number for a sequence number, once. */
  #take(sequence: number): number | null {
    const ahead = this.#restart ? 1 : sequenceDelta(sequence, this.#top.sequence);
    if (ahead > mostDropout || ahead < -mostMisorder) {
      const follows = sequence === this.#suspect;
      this.#suspect = (sequence + 1) & 0xffff;
      if (!follows) return null;
      this.#restart = true;
      return this.#take(sequence);
    }
    this.#restart = false;
    this.#suspect = null;
    const extended = this.#top.extended + ahead;
    if (this.#seen[extended % rememberedPackets] === extended) return null;
    this.#seen[extended % rememberedPackets] = extended;
    if (ahead > 0) this.#top = { sequence, extended };
    return extended;
  }

  /** Time of ours at which a restarted stream goes on: whole frames, so that nobody has to stretch one. */
  #resume(nowMs: number): number {
    if (this.#clock === null) return 0;
    const frames = Math.round((nowMs - this.#clock.atMs) / frameMs);
    return (this.#clock.out + Math.max(1, frames) * frameSamples) >>> 0;
  }
}
