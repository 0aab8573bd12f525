import { createHash } from 'node:crypto';
import { type Params, parseParams, quote, splitOutside } from './grammar.ts';

/** Hashes of RFC 7616 and RFC 8760 that phones speak, strongest first. */
export const digestAlgorithms = ['SHA-256', 'MD5'] as const;
export type DigestAlgorithm = (typeof digestAlgorithms)[number];

export interface DigestInput {
  algorithm: DigestAlgorithm;
  username: string;
  realm: string;
  password: string;
  method: string;
  uri: string;
  nonce: string;
  /** Absent when the server offered no qop (RFC 2069). */
  qop: { nc: string; cnonce: string } | null;
}

const hashNames = { 'SHA-256': 'sha256', MD5: 'md5' } as const;

export function digestHash(algorithm: DigestAlgorithm, text: string): string {
  return createHash(hashNames[algorithm]).update(text, 'utf8').digest('hex');
}

/** The `response` value, RFC 7616 §3.4.1 with qop=auth, RFC 2617 §3.2.2.1 without. */
export function digestResponse(input: DigestInput): string {
  const { algorithm, nonce, qop } = input;
  const ha1 = digestHash(algorithm, `${input.username}:${input.realm}:${input.password}`);
  const ha2 = digestHash(algorithm, `${input.method}:${input.uri}`);
  const middle = qop === null ? nonce : `${nonce}:${qop.nc}:${qop.cnonce}:auth`;
  return digestHash(algorithm, `${ha1}:${middle}:${ha2}`);
}

/** Parameters of a `Digest …` challenge or credentials; `null` for another scheme or malformed text. */
export function parseDigest(value: string): Params | null {
  const match = /^Digest\s(.*)$/is.exec(value.trim());
  return match?.[1] === undefined ? null : parseParams(splitOutside(match[1], ',').join(';'));
}

const bare = new Set(['algorithm', 'nc', 'qop', 'stale']);

/** Writes a `Digest …` value. In credentials qop is a token, in challenges it is quoted (RFC 7616 §3.3). */
export function formatDigest(
  params: readonly (readonly [string, string])[],
  kind: 'challenge' | 'credentials',
): string {
  const text = params.map(([name, value]) => {
    const isBare = bare.has(name) && !(name === 'qop' && kind === 'challenge');
    return `${name}=${isBare ? value : quote(value)}`;
  });
  return `Digest ${text.join(', ')}`;
}

/** The algorithm a parameter names; MD5 when absent (RFC 7616 §3.3); `null` when we do not know it. */
export function algorithmOf(params: Params): DigestAlgorithm | null {
  const name = (params.get('algorithm') ?? 'MD5').toUpperCase();
  return digestAlgorithms.find((algorithm) => algorithm === name) ?? null;
}
