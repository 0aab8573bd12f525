import { frameSamples, samplesPerMs } from './codec.ts';
import { sequenceDelta, timestampDelta } from './wrap.ts';

export interface BufferedPacket {
  sequence: number;
  timestamp: number;
  /** `null` keeps the sequence number's place without audio (a DTMF event on the same stream). */
  payload: Uint8Array | null;
  payloadType: number;
}

export interface PlayedFrame {
  payload: Uint8Array;
  payloadType: number;
  timestamp: number;
  lost: boolean;
}

interface Slot extends BufferedPacket {
  extended: number;
  dueMs: number;
}

/** A gap longer than this is a restart, not a loss: half a second of markers helps nobody. */
const longestGapPackets = 25;
const farAheadMs = 240;
const mostPackets = 256;

/**
 * Fixed-delay jitter buffer. It restores the order and says which packets never came; it does not invent audio: a loss
 * is reported as an empty frame, and only when a later packet proves it (a silent sender loses nothing).
 */
export class JitterBuffer {
  readonly #delayMs: number;
  #slots: Slot[] = [];
  #next: number | null = null;
  #highest = 0;
  #released = false;
  #base: { timestamp: number; dueMs: number } | null = null;
  #stepSamples = frameSamples;
  late = 0;
  duplicate = 0;
  lost = 0;

  constructor(delayMs: number) {
    this.#delayMs = delayMs;
  }

  reset(): void {
    this.#slots = [];
    this.#next = null;
    this.#base = null;
    this.#released = false;
  }

  push(packet: BufferedPacket, nowMs: number): void {
    const extended = this.#extend(packet.sequence);
    if (this.#next !== null && extended < this.#next) {
      if (this.#released) {
        this.late++;
        return;
      }
      this.#next = extended;
    }
    if (this.#slots.some((slot) => slot.extended === extended)) {
      this.duplicate++;
      return;
    }
    if (this.#slots.length >= mostPackets) this.reset();
    this.#next ??= extended;
    this.#highest = Math.max(this.#highest, extended);
    this.#insert({ ...packet, extended, dueMs: this.#dueMs(packet.timestamp, nowMs) });
  }

  /** Frames whose time has come, in order. */
  pop(nowMs: number): PlayedFrame[] {
    const frames: PlayedFrame[] = [];
    for (let head = this.#slots[0]; head !== undefined && this.#next !== null; head = this.#slots[0]) {
      const missing = head.extended - this.#next;
      if (missing > longestGapPackets) {
        this.lost += missing;
        this.#next = head.extended;
        continue;
      }
      if (head.dueMs - (missing * this.#stepSamples) / samplesPerMs > nowMs) break;
      this.#next++;
      this.#released = true;
      if (missing > 0) {
        this.lost++;
        frames.push(lostFrame(head, missing * this.#stepSamples));
        continue;
      }
      this.#slots.shift();
      if (head.payload === null) continue;
      if (head.payload.length > 0) this.#stepSamples = head.payload.length;
      frames.push({ payload: head.payload, payloadType: head.payloadType, timestamp: head.timestamp, lost: false });
    }
    return frames;
  }

  #extend(sequence: number): number {
    if (this.#next === null) {
      // Two cycles of head room so that packets just before the first one stay positive.
      this.#highest = sequence + 0x2_0000;
      return this.#highest;
    }
    return this.#highest + sequenceDelta(sequence, this.#highest & 0xffff);
  }

  #dueMs(timestamp: number, nowMs: number): number {
    if (this.#base !== null) {
      const dueMs = this.#base.dueMs + timestampDelta(timestamp, this.#base.timestamp) / samplesPerMs;
      if (dueMs >= nowMs && dueMs <= nowMs + this.#delayMs + farAheadMs) return dueMs;
      // Reordered packets of a running stream may be due already: that is no reason to move the time base.
      if (dueMs < nowMs && dueMs > nowMs - this.#delayMs && this.#slots.length > 0) return dueMs;
    }
    this.#base = { timestamp, dueMs: nowMs + this.#delayMs };
    return this.#base.dueMs;
  }

  #insert(slot: Slot): void {
    let at = this.#slots.length;
    while (at > 0 && (this.#slots[at - 1]?.extended ?? 0) > slot.extended) at--;
    this.#slots.splice(at, 0, slot);
  }
}

function lostFrame(next: Slot, behindSamples: number): PlayedFrame {
  return {
    payload: new Uint8Array(0),
    payloadType: next.payloadType,
    timestamp: (next.timestamp - behindSamples) >>> 0,
    lost: true,
  };
}
