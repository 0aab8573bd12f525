/** What a proof is about: the method and the whole address of a request. `atMs` is by the edge's clock. */
export type Proven = { method: string; url: string; atMs: number; id: string };

/**
 * Shows that this browser holds the private key, about one request and now (a DPoP proof, RFC 9449 §4.2).
 * Made by hand: a library for it would be bigger than the page's shell.
 */
export async function signProof(pair: CryptoKeyPair, { method, url, atMs, id }: Proven): Promise<string> {
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } };
  const { origin, pathname } = new URL(url);
  const claims = { jti: id, htm: method, htu: origin + pathname, iat: Math.floor(atMs / 1_000) };
  const signed = `${partOf(header)}.${partOf(claims)}`;
  // WebCrypto signs as r || s, which is what JWS carries too (RFC 7518 §3.4).
  const bytes = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, ascii(signed));
  return `${signed}.${base64Url(new Uint8Array(bytes))}`;
}

function partOf(part: object): string {
  return base64Url(ascii(JSON.stringify(part)));
}

function ascii(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new TextEncoder().encode(text));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
