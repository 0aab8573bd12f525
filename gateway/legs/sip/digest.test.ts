import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../rtp/fake-clock.ts';
import { createSecureRandom } from '../rtp/random.ts';
import { digestResponse } from './digest.ts';
import { answerChallenge } from './digest-client.ts';
import { DigestVerifier } from './digest-server.ts';
import { SipHeaders } from './headers.ts';
import type { SipRequest, SipResponse } from './message.ts';

const random = createSecureRandom();
const user = { username: '6001', password: 's3cret' };
const qop = { nc: '00000001', cnonce: '0a4f113b' };

test('RFC 2617 and RFC 7616 examples, and a REGISTER', () => {
  const get = { method: 'GET', uri: '/dir/index.html', username: 'Mufasa' };
  expect(
    digestResponse({
      ...get,
      algorithm: 'MD5',
      realm: 'testrealm@host.com',
      password: 'Circle Of Life',
      nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
      qop,
    }),
  ).toBe('6629fae49393a05397450978507c4ef1');
  expect(
    digestResponse({
      ...get,
      algorithm: 'SHA-256',
      realm: 'http-auth@example.org',
      password: 'Circle of Life',
      nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
      qop: { nc: '00000001', cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ' },
    }),
  ).toBe('753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1');
  expect(
    digestResponse({
      ...user,
      algorithm: 'MD5',
      realm: 'pbx.example.com',
      method: 'REGISTER',
      uri: 'sip:pbx.example.com',
      nonce: 'abcdef0123456789',
      qop,
    }),
  ).toBe('3a6b13dc2521178ada4b75b07433284c');
});

function request(authorization?: string): SipRequest {
  const headers = new SipHeaders();
  if (authorization !== undefined) headers.append('Authorization', authorization);
  return { kind: 'request', method: 'INVITE', uri: 'sip:200@gw.example', headers, body: new Uint8Array(0) };
}

function challenge(verifier: DigestVerifier, stale = false): SipResponse {
  const headers = new SipHeaders();
  for (const [name, value] of verifier.challenges(stale)) headers.append(name, value);
  return { kind: 'response', status: 401, reason: '', headers, body: new Uint8Array(0) };
}

describe('asking for a password', () => {
  const clock = createFakeClock(1_000_000);
  const verifier = (): DigestVerifier =>
    new DigestVerifier({ realm: 'gw', users: [user], nonceTtlMs: 1000 }, clock, random);
  const answer = (from: DigestVerifier, credentials = user): string =>
    answerChallenge(challenge(from), request(), credentials, random)?.[1] ?? '';

  test('the right one is accepted, with the stronger of the offered hashes', () => {
    const ours = verifier();
    const value = answer(ours);
    expect(value).toContain('algorithm=SHA-256');
    expect(ours.verify(request(value))).toEqual({ kind: 'ok', username: '6001' });
  });

  test('a wrong password, an unknown user, another realm and nothing at all', () => {
    const ours = verifier();
    expect(ours.verify(request(answer(ours, { ...user, password: 'x' }))).kind).toBe('refused');
    expect(ours.verify(request(answer(ours, { ...user, username: 'x' }))).kind).toBe('refused');
    expect(ours.verify(request(answer(ours).replace('"gw"', '"other"'))).kind).toBe('absent');
    expect(ours.verify(request()).kind).toBe('absent');
    expect(ours.verify(request('Digest ,,=')).kind).toBe('absent');
  });

  test('the same count is not accepted twice, an old or foreign nonce is stale', () => {
    const ours = verifier();
    const value = answer(ours);
    expect(ours.verify(request(value)).kind).toBe('ok');
    expect(ours.verify(request(value)).kind).toBe('stale');
    const late = answer(ours);
    clock.advance(1001);
    expect(ours.verify(request(late)).kind).toBe('stale');
    expect(ours.verify(request(answer(verifier()))).kind).toBe('stale');
    expect(challenge(ours, true).headers.get('WWW-Authenticate')).toContain('stale=true');
  });

  test('credentials for another address are refused', () => {
    const ours = verifier();
    const value = answerChallenge(challenge(ours), { method: 'INVITE', uri: 'sip:200@elsewhere' }, user, random)?.[1];
    expect(ours.verify(request(value)).kind).toBe('refused');
  });
});

test('a challenge we cannot answer is not answered', () => {
  const headers = new SipHeaders().append(
    'Proxy-Authenticate',
    'Digest realm="a", nonce="b", algorithm=SHA-512-256, qop="auth"',
  );
  const response: SipResponse = { kind: 'response', status: 407, reason: '', headers, body: new Uint8Array(0) };
  expect(answerChallenge(response, request(), user, random)).toBeNull();
  headers.append('Proxy-Authenticate', 'Digest realm="a", nonce="b"');
  expect(answerChallenge(response, request(), user, random)?.[0]).toBe('Proxy-Authorization');
});
