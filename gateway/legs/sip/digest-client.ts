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
import type { SipRequest, SipResponse } from './message.ts';

export interface DigestCredentials {
  username: string;
  password: string;
}

/** The header that answers a 401 or 407, or `null` when no challenge in it can be answered. */
export function answerChallenge(
  response: SipResponse,
  request: Pick<SipRequest, 'method' | 'uri'>,
  credentials: DigestCredentials,
  random: Random,
): readonly [name: string, value: string] | null {
  const proxy = response.status === 407;
  const challenges = response.headers
    .all(proxy ? 'Proxy-Authenticate' : 'WWW-Authenticate')
    .map(parseDigest)
    .filter((challenge) => challenge !== null);
  const chosen = strongest(challenges);
  if (chosen === null) return null;
  const value = credentialsFor(chosen.params, chosen.algorithm, request, credentials, random.token(8));
  return [proxy ? 'Proxy-Authorization' : 'Authorization', value];
}

/** RFC 8760 §2.4: the topmost challenge we support; we also prefer the stronger hash when the order is odd. */
function strongest(challenges: readonly Params[]): { params: Params; algorithm: DigestAlgorithm } | null {
  for (const algorithm of digestAlgorithms) {
    const params = challenges.find((challenge) => algorithmOf(challenge) === algorithm && usable(challenge));
    if (params !== undefined) return { params, algorithm };
  }
  return null;
}

function usable(challenge: Params): boolean {
  const qop = challenge.get('qop');
  return Boolean(challenge.get('nonce')) && typeof challenge.get('realm') === 'string' && (!qop || offersAuth(qop));
}

function offersAuth(qop: string): boolean {
  return qop.split(',').some((item) => item.trim().toLowerCase() === 'auth');
}

function credentialsFor(
  challenge: Params,
  algorithm: DigestAlgorithm,
  request: Pick<SipRequest, 'method' | 'uri'>,
  credentials: DigestCredentials,
  cnonce: string,
): string {
  const realm = challenge.get('realm') ?? '';
  const nonce = challenge.get('nonce') ?? '';
  const opaque = challenge.get('opaque');
  const qop = challenge.get('qop') ? { nc: '00000001', cnonce } : null;
  const { method, uri } = request;
  const { username, password } = credentials;
  const response = digestResponse({ algorithm, username, password, realm, method, uri, nonce, qop });
  const params: [string, string][] = [
    ['username', username],
    ['realm', realm],
    ['nonce', nonce],
    ['uri', uri],
    ['response', response],
    ['algorithm', algorithm],
  ];
  if (qop !== null) params.push(['qop', 'auth'], ['nc', qop.nc], ['cnonce', qop.cnonce]);
  if (typeof opaque === 'string') params.push(['opaque', opaque]);
  return formatDigest(params, 'credentials');
}
