import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../rtp/clock.ts';
import type { Random } from '../rtp/random.ts';
import {
  algorithmOf,
  type DigestAlgorithm,
  digestAlgorithms,
  digestResponse,
  formatDigest,
  parseDigest,
} from './digest.ts';
import type { Params } from './grammar.ts';
import type { SipRequest } from './message.ts';
import { isSipUri, parseUri } from './uri.ts';

export interface DigestUser {
  username: string;
  password: string;
}

export interface DigestServerOptions {
  realm: string;
  users: readonly DigestUser[];
  algorithms?: readonly DigestAlgorithm[];
  nonceTtlMs?: number;
}

export type DigestVerdict =
  | { kind: 'ok'; username: string }
  /** No credentials for our realm yet. */
  | { kind: 'absent' }
  /** The nonce is old or its count was used: ask again with stale=true, the password may be right. */
  | { kind: 'stale' }
  | { kind: 'refused' };

const mostNonces = 10_000;

/**
 * Digest for the requests we receive (RFC 3261 §22, RFC 7616). Nonces carry their time and a MAC, so that only the
 * used ones need memory; each nonce count is accepted once and only upwards.
 */
export class DigestVerifier {
  readonly #realm: string;
  readonly #users: ReadonlyMap<string, string>;
  readonly #algorithms: readonly DigestAlgorithm[];
  readonly #ttlMs: number;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #key: string;
  readonly #counts = new Map<string, number>();

  constructor(options: DigestServerOptions, clock: Clock, random: Random) {
    this.#realm = options.realm;
    this.#users = new Map(options.users.map((user) => [user.username, user.password]));
    this.#algorithms = options.algorithms ?? digestAlgorithms;
    this.#ttlMs = options.nonceTtlMs ?? 300_000;
    this.#clock = clock;
    this.#random = random;
    this.#key = random.token(32);
  }

  /** WWW-Authenticate headers, one for each algorithm, preferred one first (RFC 8760 §2.3). */
  challenges(stale: boolean): [string, string][] {
    const nonce = this.#makeNonce();
    return this.#algorithms.map((algorithm) => [
      'WWW-Authenticate',
      formatDigest(
        [
          ['realm', this.#realm],
          ['nonce', nonce],
          ['algorithm', algorithm],
          ['qop', 'auth'],
          ...(stale ? ([['stale', 'true']] as const) : []),
        ],
        'challenge',
      ),
    ]);
  }

  verify(request: SipRequest): DigestVerdict {
    const params = request.headers
      .all('Authorization')
      .map(parseDigest)
      .find((item) => item?.get('realm') === this.#realm);
    if (params === undefined || params === null) return { kind: 'absent' };
    const nonce = params.get('nonce') ?? '';
    if (!this.#isOurs(nonce)) return { kind: 'stale' };
    const username = params.get('username') ?? '';
    if (!this.#matches(params, username, nonce, request)) return { kind: 'refused' };
    if (this.#isExpired(nonce) || !this.#count(nonce, params.get('nc') ?? '')) return { kind: 'stale' };
    return { kind: 'ok', username };
  }

  #matches(params: Params, username: string, nonce: string, request: SipRequest): boolean {
    const algorithm = algorithmOf(params);
    const nc = params.get('nc') ?? '';
    const cnonce = params.get('cnonce') ?? '';
    const uri = params.get('uri') ?? '';
    if (algorithm === null || !this.#algorithms.includes(algorithm)) return false;
    if (params.get('qop')?.toLowerCase() !== 'auth' || !/^[0-9a-f]{8}$/i.test(nc) || cnonce === '') return false;
    if (!sameResource(uri, request.uri)) return false;
    const password = this.#users.get(username);
    const expected = digestResponse({
      algorithm,
      username,
      realm: this.#realm,
      // An unknown user costs the same time as a wrong password.
      password: password ?? this.#key,
      method: request.method,
      uri,
      nonce,
      qop: { nc, cnonce },
    });
    return sameText(expected, (params.get('response') ?? '').toLowerCase()) && password !== undefined;
  }

  #makeNonce(): string {
    const stamp = `${Math.floor(this.#clock.nowMs()).toString(16)}-${this.#random.token(8)}`;
    return `${stamp}-${this.#mac(stamp)}`;
  }

  #mac(stamp: string): string {
    return createHmac('sha256', this.#key).update(stamp).digest('hex').slice(0, 32);
  }

  #isOurs(nonce: string): boolean {
    const at = nonce.lastIndexOf('-');
    return at > 0 && sameText(this.#mac(nonce.slice(0, at)), nonce.slice(at + 1));
  }

  #isExpired(nonce: string): boolean {
    return this.#clock.nowMs() - Number.parseInt(nonce, 16) > this.#ttlMs;
  }

  #count(nonce: string, nc: string): boolean {
    const count = Number.parseInt(nc, 16);
    if (count <= (this.#counts.get(nonce) ?? 0)) return false;
    if (this.#counts.size >= mostNonces) this.#forget();
    this.#counts.set(nonce, count);
    return true;
  }

  #forget(): void {
    for (const nonce of this.#counts.keys()) if (this.#isExpired(nonce)) this.#counts.delete(nonce);
    // All still valid: start over with a memory of nothing rather than grow; the oldest half goes.
    let excess = this.#counts.size - mostNonces / 2;
    for (const nonce of this.#counts.keys()) if (excess-- > 0) this.#counts.delete(nonce);
  }
}

/**
 * RFC 3261 §22.4 item 5: the digest must be for this request. Phones leave out the user part or parameters, so only
 * the place is compared.
 */
function sameResource(digestUri: string, requestUri: string): boolean {
  if (digestUri === requestUri) return true;
  const [signed, asked] = [parseUri(digestUri), parseUri(requestUri)];
  if (!isSipUri(signed) || !isSipUri(asked)) return false;
  const samePlace = signed.host.toLowerCase() === asked.host.toLowerCase() && signed.port === asked.port;
  return samePlace && (signed.user === '' || signed.user === asked.user);
}

function sameText(expected: string, actual: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(actual)];
  return a.length === b.length && timingSafeEqual(a, b);
}
