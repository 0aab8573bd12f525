/** Why something asked of this stack could not be done. */
export type SipErrorCode =
  | 'call-gone'
  | 'no-rtp-port'
  | 'no-common-codec'
  | 'request-pending'
  | 'request-refused'
  | 'bad-target'
  | 'server-closed';

export class SipError extends Error {
  readonly code: SipErrorCode;
  /** The response that refused us, when there was one. */
  readonly status: number | null;

  constructor(code: SipErrorCode, message: string, status: number | null = null) {
    super(message);
    this.name = 'SipError';
    this.code = code;
    this.status = status;
  }
}
