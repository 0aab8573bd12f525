import type { RtcMethod, RtcNotice, RtcRequest, RtcResponse, RtcResults, RtcServerMessage } from '#core/wire';

/** What a method takes, without the envelope. */
export type RtcParams<M extends RtcMethod> = Omit<Extract<RtcRequest, { method: M }>, 'id' | 'method'>;
export type RtcResult<M extends RtcMethod> = RtcResults[M];

/** A refusal by the gateway (`code` is the gateway's), or our own `timeout`, `socket-lost`, `closed`. */
export class RtcError extends Error {
  override name = 'RtcError';
  readonly code: string;
  constructor(code: string, detail?: string) {
    super(detail ?? code);
    this.code = code;
  }
}

/**
 * One frame from the gateway. Undefined for what is not ours: a newer gateway may say more than this page knows,
 * and an unknown notice must not end a call.
 */
export function parseServerMessage(text: unknown): RtcServerMessage | undefined {
  if (typeof text !== 'string') return undefined;
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof message !== 'object' || message === null || !('kind' in message)) return undefined;
  if (message.kind === 'notice') return 'type' in message ? (message as RtcNotice) : undefined;
  if (message.kind !== 'response' || !('id' in message) || typeof message.id !== 'number') return undefined;
  return message as RtcResponse;
}
