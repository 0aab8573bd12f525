import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { verifyDeviceProof } from '../../edge/dpop.ts';
import { signProof } from './device-proof.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
const pair = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
const proven = {
  method: 'POST',
  url: 'https://a.example/api/signin?x=1#y',
  atMs: 1_700_000_000_999,
  id: 'i'.repeat(20),
};

test('a proof is one that another library takes, about one request, with the public half of the key alone', async () => {
  const proof = await signProof(pair, proven);
  const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt', algorithms: ['ES256'] });
  expect(payload).toEqual({ htm: 'POST', htu: 'https://a.example/api/signin', iat: 1_700_000_000, jti: proven.id });
  expect(Object.keys(protectedHeader.jwk ?? {}).sort()).toEqual(['crv', 'kty', 'x', 'y']);
  expect(proof.length).toBeLessThan(1_024);
});

test('the edge takes it, and knows the device by the thumbprint of its key', async () => {
  const { atMs: nowMs } = proven;
  const proof = await signProof(pair, proven);
  const taken = await verifyDeviceProof(proof, { method: 'POST', url: 'https://a.example/api/signin', nowMs });
  const thumbprint = await calculateJwkThumbprint(await crypto.subtle.exportKey('jwk', pair.publicKey));
  expect(taken).toMatchObject({ device: `key:${thumbprint}`, untilMs: 1_700_000_060_000 });
});

test('another key makes another proof, which does not pass for the first', async () => {
  const other = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
  const [own, theirs] = [await signProof(pair, proven), await signProof(other, proven)];
  const mixed = [...own.split('.').slice(0, 2), theirs.split('.')[2]].join('.');
  await expect(jwtVerify(mixed, EmbeddedJWK)).rejects.toThrow('signature verification failed');
});
