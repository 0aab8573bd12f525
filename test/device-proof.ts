import type { Person } from './person.ts';

/** A proof of the key in somebody's browser, for a POST that a test makes in its place (RFC 9449 §4.2). */
export async function deviceProofOf({ context }: Person, url: string): Promise<string> {
  // A page of its own, since the person's may be anywhere; storage belongs to the origin.
  const page = await context.newPage();
  try {
    await page.goto(new URL('/api/health', url).href);
    return await page.evaluate(async (htu) => {
      const resultOf = <T>(asked: IDBRequest<T>): Promise<T> =>
        new Promise((resolve, reject) => {
          asked.addEventListener('success', () => resolve(asked.result));
          asked.addEventListener('error', () => reject(new Error('the browser keeps no key')));
        });
      const base64Url = (bytes: Uint8Array): string =>
        btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (one) => ({ '+': '-', '/': '_' })[one] ?? '');
      const part = (object: object): string => base64Url(new TextEncoder().encode(JSON.stringify(object)));
      const db = await resultOf(indexedDB.open('countersign-device'));
      const asked: IDBRequest<CryptoKeyPair> = db.transaction('keys').objectStore('keys').get('device');
      const { privateKey, publicKey } = await resultOf(asked);
      const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey);
      const claims = { jti: crypto.randomUUID(), htm: 'POST', htu, iat: Math.floor(Date.now() / 1_000) };
      const signed = `${part({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } })}.${part(claims)}`;
      const bytes = new TextEncoder().encode(signed);
      const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, bytes);
      return `${signed}.${base64Url(new Uint8Array(signature))}`;
    }, url);
  } finally {
    await page.close();
  }
}
