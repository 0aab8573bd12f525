/**
 * Every code a client can meet, with its HTTP status and title (RFC 9457 `type`, `status`, `title`).
 * A code is stable: it is part of the interface, and words for people are made from it elsewhere.
 */
export const errorTable = {
  'malformed-json': { status: 400, title: 'The body is not JSON' },
  'invalid-request': { status: 422, title: 'The request does not have the expected shape' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'This resource does not take that method' },
  'not-signed-in': { status: 401, title: 'Sign in first' },
  'not-allowed': { status: 403, title: 'Your role does not allow this' },
  'wrong-origin': { status: 403, title: 'The request comes from another origin' },
  'bad-gateway-key': { status: 401, title: 'The gateway key is missing or wrong' },
  'link-invalid': { status: 404, title: 'This link is not valid' },
  'link-used': { status: 410, title: 'This link was used already' },
  'link-expired': { status: 410, title: 'This link has expired' },
  'ceremony-unknown': { status: 409, title: 'This sign-in attempt is unknown or was used already' },
  'assertion-refused': { status: 403, title: 'The passkey answer does not prove what was asked' },
  'device-proof-refused': { status: 400, title: 'The DPoP proof does not show that this browser holds its key' },
  'device-proof-stale': { status: 400, title: 'The DPoP proof is not of this minute' },
  'credential-unknown': { status: 403, title: 'This passkey is not enrolled here' },
  'session-ended': { status: 409, title: 'The session has ended' },
  'participant-unknown': { status: 404, title: 'No such participant in this session' },
  'challenge-decided': { status: 409, title: 'This challenge was decided already' },
  'challenge-expired': { status: 410, title: 'This challenge has expired' },
  'number-wrong': { status: 403, title: 'The number does not match' },
  'action-not-possible': { status: 409, title: 'This cannot be done now' },
  'callee-unknown': { status: 404, title: 'Nobody protected has that number' },
  'gateway-away': { status: 503, title: 'No gateway is connected' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'malformed-csv': { status: 400, title: 'The body is not a CSV file that can be read' },
  'malformed-ndjson': { status: 400, title: 'The body is not a list of JSON objects, one a line' },
  'last-admin': { status: 409, title: 'Somebody must stay who can administer' },
  'email-taken': { status: 409, title: 'Somebody has this address already' },
  'extension-taken': { status: 409, title: 'Somebody has this extension already' },
  'number-taken': { status: 409, title: 'The number belongs to somebody else' },
  'precondition-failed': { status: 412, title: 'It was changed since you read it' },
  'team-taken': { status: 409, title: 'There is a team of this name already' },
  'domain-not-allowed': { status: 422, title: 'The address is not in a domain of yours' },
  'policy-refused': { status: 422, title: 'This policy cannot be put in force' },
  'second-person-required': { status: 403, title: 'Another admin has to approve it' },
  'erasure-unfinished': { status: 503, title: 'Not everything is erased yet: ask again' },
  conflict: { status: 409, title: 'The request conflicts with what is stored' },
  internal: { status: 500, title: 'Something failed on our side' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof errorTable;

/** RFC 9457 problem details. `type` is a URN that ends in the stable code. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail?: string;
  requestId?: string;
};

export function problemOf(code: ErrorCode, detail?: string, requestId?: string): Problem {
  const { status, title } = errorTable[code];
  return {
    type: `urn:countersign:problem:${code}`,
    title,
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

export class AppError extends Error {
  override name = 'AppError';
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  constructor(code: ErrorCode, detail?: string, options?: { cause?: unknown }) {
    super(detail ?? errorTable[code].title, options);
    this.code = code;
    this.detail = detail;
  }
  get status(): number {
    return errorTable[this.code].status;
  }
}
