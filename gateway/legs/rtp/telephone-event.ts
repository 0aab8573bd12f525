import { frameSamples, samplesPerMs } from './codec.ts';

const digits = '0123456789*#ABCD';
/** Longest event we follow: RFC 4733 §2.5.1.3 splits longer ones, a key press is never that long. */
const staleMs = 200;

export interface TelephoneEvent {
  event: number;
  end: boolean;
  volume: number;
  durationSamples: number;
}

export interface DtmfDigit {
  digit: string;
  durationMs: number;
}

/** Reads an RFC 4733 §2.3 payload; `null` when it is too short. */
export function parseTelephoneEvent(payload: Uint8Array): TelephoneEvent | null {
  if (payload.length < 4) return null;
  const [event = 0, flags = 0, high = 0, low = 0] = payload;
  return { event, end: (flags & 0x80) !== 0, volume: flags & 0x3f, durationSamples: (high << 8) | low };
}

export function buildTelephoneEvent(event: TelephoneEvent): Uint8Array {
  const duration = Math.min(event.durationSamples, 0xffff);
  return Uint8Array.of(event.event, (event.end ? 0x80 : 0) | (event.volume & 0x3f), duration >> 8, duration & 0xff);
}

/** The digit of a DTMF event code, or `null` for the other (non-DTMF) events of the registry. */
export function digitOf(event: number): string | null {
  return digits[event] ?? null;
}

/** The event code of a digit, or `null` when it is not one of 0-9 * # A-D. */
export function eventOf(digit: string): number | null {
  const event = digit.length === 1 ? digits.indexOf(digit.toUpperCase()) : -1;
  return event < 0 ? null : event;
}

/**
 * Turns repeated event packets into one digit each. The timestamp identifies a key press: updates and the three end
 * packets share it (RFC 4733 §2.5.1.2). A press whose end packets are lost is reported when the next one starts or
 * after a pause.
 */
export class DtmfReceiver {
  #open: { timestamp: number; digit: string; durationSamples: number; atMs: number } | null = null;
  #lastTimestamp: number | null = null;

  receive(timestamp: number, payload: Uint8Array, nowMs: number): DtmfDigit[] {
    const event = parseTelephoneEvent(payload);
    const digit = event === null ? null : digitOf(event.event);
    if (event === null || digit === null || timestamp === this.#lastTimestamp) return [];
    const done: DtmfDigit[] = [];
    if (this.#open !== null && this.#open.timestamp !== timestamp) done.push(...this.#finish());
    const durationSamples = Math.max(event.durationSamples, this.#open?.durationSamples ?? 0);
    this.#open = { timestamp, digit, durationSamples, atMs: nowMs };
    if (event.end) done.push(...this.#finish());
    return done;
  }

  /** Reports a press whose end never came. Call it regularly. */
  poll(nowMs: number): DtmfDigit[] {
    return this.#open !== null && nowMs - this.#open.atMs >= staleMs ? this.#finish() : [];
  }

  #finish(): DtmfDigit[] {
    const open = this.#open;
    if (open === null) return [];
    this.#open = null;
    this.#lastTimestamp = open.timestamp;
    return [{ digit: open.digit, durationMs: Math.round(open.durationSamples / samplesPerMs) }];
  }
}

/** Payloads of one key press, one for each 20 ms tick; the end packet three times (RFC 4733 §2.5.1.4). */
export function telephoneEventPayloads(event: number, durationMs: number): Uint8Array[] {
  const steps = Math.max(2, Math.ceil((durationMs * samplesPerMs) / frameSamples));
  const volume = 10;
  const payloads: Uint8Array[] = [];
  for (let step = 1; step <= steps; step++) {
    payloads.push(buildTelephoneEvent({ event, end: false, volume, durationSamples: step * frameSamples }));
  }
  const last = buildTelephoneEvent({ event, end: true, volume, durationSamples: steps * frameSamples });
  return [...payloads, last, last, last];
}
