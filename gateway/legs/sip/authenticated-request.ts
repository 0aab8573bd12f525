import type { Random } from '../rtp/random.ts';
import type { ClientTransaction } from './client-transaction.ts';
import { answerChallenge, type DigestCredentials } from './digest-client.ts';
import type { Flow } from './flow.ts';
import type { SipRequest, SipResponse } from './message.ts';
import type { TransactionLayer } from './transaction-layer.ts';

export interface AuthenticatedRequest {
  /** The transaction that is running now. */
  current(): ClientTransaction;
  /** The credentials that were sent last: the ACK of a 2xx repeats them (RFC 3261 §22.1). */
  credentials(): readonly (readonly [string, string])[];
}

export interface AuthenticatedRequestOptions {
  transactions: TransactionLayer;
  random: Random;
  flow: Flow;
  credentials: DigestCredentials | null;
  /** Builds the request anew, with a higher CSeq each time and these headers added. */
  build(headers: readonly (readonly [string, string])[]): SipRequest;
  onResponse(response: SipResponse, request: SipRequest): void;
  onFailure(status: 408 | 503): void;
}

/** One challenge is normal; a second one with another nonce is "stale"; a third means the password is wrong. */
const mostAttempts = 3;

/** Sends a request and answers digest challenges on the way (RFC 3261 §22.2). */
export function sendAuthenticated(options: AuthenticatedRequestOptions): AuthenticatedRequest {
  let attempts = 0;
  let headers: readonly (readonly [string, string])[] = [];
  let current = attempt();

  function attempt(): ClientTransaction {
    attempts++;
    const request = options.build(headers);
    return options.transactions.request(request, options.flow, {
      onFailure: (status) => options.onFailure(status),
      onResponse(response) {
        const retry = response.status === 401 || response.status === 407 ? answer(response, request) : null;
        if (retry === null) options.onResponse(response, request);
        else {
          headers = [retry];
          current = attempt();
        }
      },
    });
  }

  function answer(response: SipResponse, request: SipRequest): readonly [string, string] | null {
    if (options.credentials === null || attempts >= mostAttempts) return null;
    // The same password again is pointless unless the server says that only the nonce was old.
    if (attempts > 1 && !/stale\s*=\s*"?true/i.test([...response.headers].flat().join(' '))) return null;
    return answerChallenge(response, request, options.credentials, options.random);
  }

  return { current: () => current, credentials: () => headers };
}
