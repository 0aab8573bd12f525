import { env } from 'cloudflare:workers';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createAuthenticator } from '../../test/authenticator.ts';
import { verifyDeviceProof } from '../dpop.ts';
import { newToken } from '../random.ts';
import { newDevice, proofOf, type Device } from './device.ts';
import {
  claimsOf,
  cookieOf,
  gatewayId,
  gatewayKey,
  openOffice,
  openSocket,
  origin,
  report,
  request,
  setUp,
  tokenOf,
  viewOf,
  type Offer,
  type Someone,
} from './world.ts';

type Meeting = { sessionId: string; invitations: { url: string }[] };
type Pass = { token: string; participantId: string; code: string; detail: string };
type Who = { cookie: string };

let office: Awaited<ReturnType<typeof openOffice>>;
let laptop: Device;

beforeEach(async () => {
  office = await openOffice();
  await openSocket(`/api/gateway/connect?gatewayId=${gatewayId}`, gatewayKey);
  laptop = await newDevice();
});

/** Signs in with the passkey, in a browser that holds a key; the answer's cookies. */
async function signIn(someone: Someone, device?: Device, cookie = ''): Promise<Who> {
  const offer = await request<Offer>('POST', '/api/signin/options', { body: {} });
  const response = await someone.authenticator.authenticate(offer.body.options);
  const proof = device === undefined ? undefined : await proofOf(device, 'POST', '/api/signin');
  const headers = { ...home, ...withProof(proof) };
  const body = { ceremony: offer.body.ceremony, response };
  const reply = await request('POST', '/api/signin', { body, headers, as: { cookie } });
  expect(reply.status).toBe(200);
  return { cookie: cookieOf(reply.headers) };
}

const withProof = (dpop: string | undefined): Record<string, string> => (dpop === undefined ? {} : { dpop });
/** Where a request comes from: somebody elsewhere is in another network. */
const at = (address: string): Record<string, string> => ({ 'cf-connecting-ip': address });
const home = at('192.0.2.7');
const elsewhere = at('198.51.100.9');

async function invite(personId: string) {
  const { body } = await request<Meeting>('POST', '/api/meetings', {
    body: { title: 'Budget', invitees: [{ personId }, { name: 'Guest One', email: 'one@guest.example' }] },
    as: office.finance,
  });
  const [own = '', guest = ''] = body.invitations.map(({ url }) => tokenOf(url));
  return { sessionId: body.sessionId, own, guest, path: `/api/sessions/${body.sessionId}/join` };
}

const facts = { leg: 'webrtc', binding: 'dtls:a', remoteAddress: '192.0.2.9', codec: 'opus' } as const;

/** Joins, and says what the edge made of it. */
async function join(path: string, as: Who, dpop?: string, from = home) {
  const headers = { ...from, ...withProof(dpop) };
  const { status, body } = await request<Pass>('POST', path, { body: {}, as, headers });
  if (status !== 200) return { status, code: body.code, detail: body.detail, hold: undefined };
  const { hold, sid } = await claimsOf(body.token);
  const view = await viewOf(sid, office.finance);
  const found = view.participants.find(({ id }) => id === body.participantId);
  const statuses = view.participants.map((one) => one.status);
  return { status, hold, participantId: body.participantId, reasons: found?.reasons.map(({ code }) => code), statuses };
}

async function devicesLearned(personId: string): Promise<Record<string, number>> {
  const { results } = await env.DB.prepare(
    `select value, uses from baseline where scope = 'person' and scope_id = ? and feature = 'device-key' and value <> ''`,
  )
    .bind(personId)
    .all<{ value: string; uses: number }>();
  return Object.fromEntries(results.map(({ value, uses }) => [value, uses]));
}

describe('a browser that holds a key', () => {
  it('is known by it from the sign-in on: recognised, verified and learned', async () => {
    const chief = await signIn(office.chief, laptop);
    expect(await devicesLearned(office.chief.id)).toEqual({ [laptop.key]: 1 });
    const { sessionId, own } = await invite(office.chief.id);
    const path = `/api/invitations/${own}/join`;
    const came = await join(path, chief, await proofOf(laptop, 'POST', path));
    expect(came).toMatchObject({ status: 200, hold: false });
    await report(sessionId, { type: 'participant.joined', participantId: came.participantId ?? '', facts });
    await report(sessionId, { type: 'session.ended', reason: 'empty' });
    await vi.waitFor(async () => expect(await devicesLearned(office.chief.id)).toEqual({ [laptop.key]: 2 }));
  });

  it('is known by it from the enrolment on', async () => {
    await env.DB.exec('delete from credential');
    const link = tokenOf((await setUp()).enrolments.at(-1)?.url ?? '');
    const offer = await request<Offer>('POST', `/api/enrolments/${link}/options`, { body: {} });
    const authenticator = await createAuthenticator({ rpId: env.RP_ID, origin });
    const body = { ceremony: offer.body.ceremony, response: await authenticator.register(offer.body.options) };
    const headers = withProof(await proofOf(laptop, 'POST', `/api/enrolments/${link}`));
    const enrolled = await request<{ person: { id: string } }>('POST', `/api/enrolments/${link}`, { body, headers });
    const { path } = await invite(enrolled.body.person.id);
    const as = { cookie: cookieOf(enrolled.headers) };
    expect(await join(path, as, await proofOf(laptop, 'POST', path))).toMatchObject({ hold: false, reasons: [] });
    expect(await join(path, as)).toMatchObject({ reasons: expect.arrayContaining(['sign-in-moved']) });
  });

  it('stays known when it has lost its cookie, and needs none', async () => {
    const { cookie } = await signIn(office.chief, laptop);
    const { path } = await invite(office.chief.id);
    const only = { cookie: cookie.replace(/; cs-device=[^;]*/, '') };
    expect(await join(path, only, await proofOf(laptop, 'POST', path))).toMatchObject({ hold: false });
  });

  it('as a guest’s keeps his link: another one with his cookies is another', async () => {
    const { guest } = await invite(office.chief.id);
    const [show, path] = [`/api/invitations/${guest}`, `/api/invitations/${guest}/join`];
    const first = await request<Pass>('POST', path, {
      body: {},
      headers: { dpop: await proofOf(laptop, 'POST', path) },
    });
    const as = { cookie: cookieOf(first.headers) };
    const again = await join(path, as, await proofOf(laptop, 'POST', path));
    expect(again.participantId).toBe(first.body.participantId);
    const seen = await request('GET', show, { as, headers: { dpop: await proofOf(laptop, 'GET', show) } });
    expect(seen.body).not.toHaveProperty('forwarded');
    expect((await request('GET', show, { as })).body['forwarded']).toBe(true);
    const copied = await join(path, as);
    expect(copied.participantId).not.toBe(first.body.participantId);
    expect(copied.reasons).toContain('link-forwarded');
  });
});

describe('cookies that were copied to another browser', () => {
  it('are another device without the key: he is held, and it was moved', async () => {
    const chief = await signIn(office.chief, laptop);
    const { path } = await invite(office.chief.id);
    const came = await join(path, chief, undefined, elsewhere);
    expect(came).toMatchObject({ hold: true, reasons: expect.arrayContaining(['sign-in-moved', 'device-key']) });
  });

  it('are asked even from his own network, hour and browser', async () => {
    const chief = await signIn(office.chief, laptop);
    const { sessionId, path } = await invite(office.chief.id);
    const { participantId = '' } = await join(path, chief);
    await report(sessionId, { type: 'participant.joined', participantId, facts });
    const view = await viewOf(sessionId, office.finance);
    expect(view.participants.find(({ id }) => id === participantId)?.status).toBe('challenged');
  });

  it('get a seat of their own beside him, who stays verified; and keep it whatever they change', async () => {
    const chief = await signIn(office.chief, laptop);
    const { sessionId, path } = await invite(office.chief.id);
    const proof = () => proofOf(laptop, 'POST', path);
    const own = await join(path, chief, await proof());
    await report(sessionId, { type: 'participant.joined', participantId: own.participantId ?? '', facts });
    const copied = await join(path, chief, undefined, elsewhere);
    expect(copied.hold).toBe(true);
    expect(copied.statuses).toEqual(['verified', 'held']);
    const again = await join(path, { cookie: chief.cookie.replace(/; cs-device=[^;]*/, '') }, undefined, elsewhere);
    expect(again).toMatchObject({ participantId: copied.participantId, hold: true });
    expect(await join(path, chief, await proof())).toMatchObject({ participantId: own.participantId, hold: false });
  });

  it('are another device with another key, and what the profile knows says so too', async () => {
    const chief = await signIn(office.chief, laptop);
    const { sessionId, path } = await invite(office.chief.id);
    const other = await newDevice();
    const came = await join(path, chief, await proofOf(other, 'POST', path), elsewhere);
    expect(came.hold).toBe(true);
    const view = await viewOf(sessionId, office.admin);
    const found = view.participants.find(({ id }) => id === came.participantId)?.risk?.contributions;
    expect(found?.map(({ code }) => code)).toEqual(expect.arrayContaining(['sign-in-moved', 'device-key']));
    expect(found?.find(({ code }) => code === 'device-key')?.evidence['state']).toBe('new');
  });

  it('gain nothing from a proof that was used: it is spent in its session and worth nothing in another', async () => {
    const chief = await signIn(office.chief, laptop);
    const [first, second] = [await invite(office.chief.id), await invite(office.chief.id)];
    const proof = await proofOf(laptop, 'POST', first.path);
    expect(await join(first.path, chief, proof)).toMatchObject({ status: 200, hold: false });
    const refused = { status: 400, code: 'device-proof-refused' };
    expect(await join(first.path, chief, proof)).toMatchObject({ ...refused, detail: 'DPoP: used already' });
    expect(await join(second.path, chief, proof)).toMatchObject({ ...refused, detail: 'DPoP: htu' });
  });

  it('one proof sent many times at once lets one in', async () => {
    const chief = await signIn(office.chief, laptop);
    const { path } = await invite(office.chief.id);
    const proof = await proofOf(laptop, 'POST', path);
    const came = await Promise.all(Array.from({ length: 5 }, () => join(path, chief, proof)));
    expect(came.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});

describe('a browser without a key', () => {
  it('is known by its cookie as before', async () => {
    const chief = await signIn(office.chief);
    const { path } = await invite(office.chief.id);
    expect(await join(path, chief)).toMatchObject({ status: 200, hold: false });
    expect(Object.keys(await devicesLearned(office.chief.id))).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
  });

  it('that had one when it signed in is asked once: after signing in again it is known', async () => {
    const before = await signIn(office.chief, laptop);
    const { path } = await invite(office.chief.id);
    expect((await join(path, before)).reasons).toContain('sign-in-moved');
    const after = await signIn(office.chief, undefined, before.cookie);
    const { path: next } = await invite(office.chief.id);
    expect(await join(next, after)).toMatchObject({ hold: false, reasons: [] });
  });
});

describe('a proof that is wrong', () => {
  const path = `/api/sessions/ses_${'a'.repeat(20)}/join`;
  const refusalOf = async (dpop: string) => {
    const { status, body, headers } = await request<Pass>('POST', path, {
      body: {},
      as: office.chief,
      headers: { dpop },
    });
    return { status, code: body.code, detail: body.detail, date: headers.get('date') };
  };
  const lied = (lies: Parameters<typeof proofOf>[3]) => proofOf(laptop, 'POST', path, lies);
  const privateJwk = async () => ({ ...laptop.jwk, d: (await exportJWK(laptop.pair.privateKey)).d ?? '' });
  const signedAs = async (alg: string) => {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    const claims = { htm: 'POST', htu: `${origin}${path}`, iat: Math.floor(Date.now() / 1_000), jti: newToken(16) };
    const header = { typ: 'dpop+jwt', alg, jwk: await exportJWK(publicKey) };
    return new SignJWT(claims).setProtectedHeader(header).sign(privateKey);
  };
  const withoutSignature = (proof: string, alg: string) => {
    const { jwk } = laptop;
    const header = btoa(JSON.stringify({ typ: 'dpop+jwt', alg, jwk })).replace(/=+$/, '');
    return `${header}.${proof.split('.')[1] ?? ''}.`;
  };
  const tampered = (proof: string, part: number) => {
    const parts = proof.split('.');
    const text = parts[part] ?? '';
    parts[part] = `${text.slice(0, 20)}${text[20] === 'A' ? 'B' : 'A'}${text.slice(21)}`;
    return parts.join('.');
  };
  const wrong: Record<string, [reason: string, make: () => Promise<string>]> = {
    'of another address': ['htu', () => lied({ claims: { htu: `${origin}/api/signin` } })],
    'of another origin': ['htu', () => lied({ claims: { htu: `https://evil.example${path}` } })],
    'of another method': ['htm', () => lied({ claims: { htm: 'GET' } })],
    'of another type': ['ERR_JWT_CLAIM_VALIDATION_FAILED', () => lied({ header: { typ: 'JWT' } })],
    'without a time': ['claims', () => lied({ claims: { iat: undefined } })],
    'with a time that is no number': ['ERR_JWT_CLAIM_VALIDATION_FAILED', () => lied({ claims: { iat: 'now' } })],
    'without an id': ['claims', () => lied({ claims: { jti: undefined } })],
    'with an id that is too long': ['claims', () => lied({ claims: { jti: 'x'.repeat(65) } })],
    'that has expired by its own words': ['ERR_JWT_EXPIRED', () => lied({ claims: { exp: 1 } })],
    'whose key says its secret': ['jwk', async () => lied({ header: { jwk: await privateJwk() } })],
    'whose key has members that do not belong': [
      'jwk',
      () => lied({ header: { jwk: { ...laptop.jwk, oth: [] } as never } }),
    ],
    'whose key is another one': [
      'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
      async () => lied({ header: { jwk: (await newDevice()).jwk } }),
    ],
    'whose key is not on the curve': ['form', () => lied({ header: { jwk: { ...laptop.jwk, y: 'A'.repeat(43) } } })],
    'whose key is spelled another way': [
      'jwk',
      () => lied({ header: { jwk: { ...laptop.jwk, x: `${laptop.jwk.x?.slice(0, 42) ?? ''}B` } } }),
    ],
    'without a key': ['jwk', () => lied({ header: { jwk: undefined as never } })],
    'signed with another algorithm': ['ERR_JOSE_ALG_NOT_ALLOWED', () => signedAs('ES384')],
    'signed with a symmetric one by name': [
      'ERR_JOSE_ALG_NOT_ALLOWED',
      async () => withoutSignature(await lied({}), 'HS256'),
    ],
    'signed with none': ['ERR_JOSE_ALG_NOT_ALLOWED', async () => withoutSignature(await lied({}), 'none')],
    'with other words than were signed': [
      'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
      async () => tampered(await lied({}), 1),
    ],
    'with another signature': ['ERR_JWS_SIGNATURE_VERIFICATION_FAILED', async () => tampered(await lied({}), 2)],
    'twice in one request': ['ERR_JWS_INVALID', async () => `${await lied({})}, ${await lied({})}`],
    'of great length': ['too long', () => lied({ claims: { pad: 'x'.repeat(4_000) } })],
    'that is none': ['ERR_JWS_INVALID', () => Promise.resolve('not a proof')],
    'that is empty parts': ['ERR_JWS_INVALID', () => Promise.resolve('..')],
  };

  it.each(Object.entries(wrong))('%s is refused', async (_, [reason, make]) => {
    const refused = await refusalOf(await make());
    expect(refused).toMatchObject({ status: 400, code: 'device-proof-refused', detail: `DPoP: ${reason}` });
  });

  it.each([
    ['old', 62],
    ['of the future', -62],
  ])('%s is stale, and the answer tells the time', async (_, ageSeconds) => {
    const refused = await refusalOf(await lied({ ageSeconds }));
    expect(refused).toMatchObject({ status: 400, code: 'device-proof-stale' });
    expect(Math.abs(Date.parse(refused.date ?? '') - Date.now())).toBeLessThan(5_000);
  });

  it.each([50, -50])(
    '%s seconds old is still good: it comes to the session, which is not there',
    async (ageSeconds) => {
      expect(await refusalOf(await lied({ ageSeconds }))).toMatchObject({ status: 404 });
    },
  );

  it('at a sign-in leaves the attempt as it was, so that the page can try again', async () => {
    const offer = await request<Offer>('POST', '/api/signin/options', { body: {} });
    const response = await office.chief.authenticator.authenticate(offer.body.options);
    const body = { ceremony: offer.body.ceremony, response };
    const stale = await proofOf(laptop, 'POST', '/api/signin', { ageSeconds: 600 });
    const refused = await request('POST', '/api/signin', { body, headers: { dpop: stale } });
    expect([refused.status, refused.body['code']]).toEqual([400, 'device-proof-stale']);
    const good = await proofOf(laptop, 'POST', '/api/signin');
    expect((await request('POST', '/api/signin', { body, headers: { dpop: good } })).status).toBe(200);
  });
});

it('a verification costs far less than 5 ms', async () => {
  const [path, nowMs] = ['/api/signin', Date.now()];
  const url = `${origin}${path}`;
  const proofs = await Promise.all(Array.from({ length: 200 }, () => proofOf(laptop, 'POST', path)));
  const verifyAll = async () => {
    const fromMs = performance.now();
    for (const proof of proofs) await verifyDeviceProof(proof, { method: 'POST', url, nowMs });
    return (performance.now() - fromMs) / proofs.length;
  };
  const rounds = [await verifyAll(), await verifyAll(), await verifyAll()];
  console.log(`proof of a device in workerd: ${rounds.map((ms) => ms.toFixed(3)).join(', ')} ms each`);
  expect(Math.min(...rounds)).toBeLessThan(5);
});
