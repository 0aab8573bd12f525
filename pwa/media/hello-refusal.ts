import { RtcError } from './rtc-protocol.ts';

/** No pass could be had just now (the edge is away): tried again like a lost socket. */
const noPass = 'no-pass';
/** Answers of the edge after which asking for a pass again is pointless. */
const finalCodes = new Set([
  'session-ended',
  'not-allowed',
  'not-found',
  'not-signed-in',
  'participant-unknown',
  'link-invalid',
]);
/** A hello refused with one of these may be told again with a fresh pass; other codes are final. */
const staleCodes = new Set(['resume-unknown', 'token-expired', 'token-used', 'token-invalid', 'not-signed-in']);

/** The gateway's refusal, or the edge's when no pass was given out. */
export function refusalOf(error: unknown): RtcError {
  if (error instanceof RtcError) return error;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return new RtcError(finalCodes.has(code) ? code : noPass, String(error));
}

/**
 * What a refused hello leads to. `wait`: the socket's close event tries again by itself; `reconnect`: close the socket and
 * say the same once more; `start-over`: the same without the resume key, so with a fresh pass; `give-up`: it is final.
 */
export function afterRefusal(
  { code }: RtcError,
  wasResume: boolean,
  attempt: number,
): 'wait' | 'reconnect' | 'start-over' | 'give-up' {
  if (code === 'socket-lost') return 'wait';
  if (code === 'timeout' || code === noPass) return 'reconnect';
  // A gateway that restarted has forgotten our key: ask the edge for a fresh pass, once for each such refusal.
  return wasResume || (staleCodes.has(code) && attempt < 3) ? 'start-over' : 'give-up';
}
