import { type DtmfDigit, digitOf, eventOf } from '../rtp/telephone-event.ts';
import type { SipRequest } from './message.ts';

export const dtmfBodyTypes = ['application/dtmf-relay', 'application/dtmf'];

/** Reads the key press of an INFO: `Signal=5` and `Duration=160` lines, or the bare digit of application/dtmf. */
export function readInfoDtmf(request: SipRequest): DtmfDigit | null {
  const [type = ''] = (request.headers.get('Content-Type') ?? '').toLowerCase().split(';');
  if (!dtmfBodyTypes.includes(type.trim())) return null;
  const text = new TextDecoder().decode(request.body.subarray(0, 256));
  const signal = (/^\s*Signal\s*=\s*(\S+)/im.exec(text)?.[1] ?? text.trim()).toUpperCase();
  // Some phones send the event number: 10 is the star key, 11 the hash key.
  const digit = /^1[0-5]$/.test(signal) ? digitOf(Number(signal)) : eventOf(signal) === null ? null : signal;
  if (digit === null) return null;
  const duration = Number(/^\s*Duration\s*=\s*(\d{1,5})/im.exec(text)?.[1] ?? 100);
  return { digit, durationMs: duration };
}
