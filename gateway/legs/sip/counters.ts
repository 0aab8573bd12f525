/** Counted since start. */
export interface SipCounters {
  requests: number;
  responses: number;
  malformed: number;
  garbage: number;
  strayAcks: number;
  strayResponses: number;
  rateLimited: number;
  overloaded: number;
  forbidden: number;
  authRefused: number;
  invites: number;
  answered: number;
  rejected: number;
  cancelled: number;
  placed: number;
  ended: number;
  ackTimeouts: number;
  internalErrors: number;
}

export function createCounters(): SipCounters {
  return {
    requests: 0,
    responses: 0,
    malformed: 0,
    garbage: 0,
    strayAcks: 0,
    strayResponses: 0,
    rateLimited: 0,
    overloaded: 0,
    forbidden: 0,
    authRefused: 0,
    invites: 0,
    answered: 0,
    rejected: 0,
    cancelled: 0,
    placed: 0,
    ended: 0,
    ackTimeouts: 0,
    internalErrors: 0,
  };
}
