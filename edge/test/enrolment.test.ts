import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAuthenticator } from '../../test/authenticator.ts';
import { cookieOf, enrol, openOffice, origin, request, setUp, tokenOf, type Offer } from './world.ts';

afterEach(() => vi.useRealTimers());

async function firstLink(): Promise<{ url: string; token: string }> {
  const { enrolments } = await setUp();
  const url = enrolments[0]?.url ?? '';
  return { url, token: tokenOf(url) };
}

const newAuthenticator = () => createAuthenticator({ rpId: env.RP_ID, origin });

describe('setting up', () => {
  it('makes the tenant once, and new links only for those without a passkey', async () => {
    const first = await setUp();
    expect([first.created, first.enrolments.length]).toEqual([true, 3]);
    await enrol(first.enrolments[0]?.url ?? '');
    const second = await setUp();
    expect([second.created, second.enrolments.length]).toEqual([false, 2]);
    const voided = await request('GET', `/api/enrolments/${tokenOf(first.enrolments[1]?.url ?? '')}`);
    expect(voided.body['code']).toBe('link-invalid');
  });
});

describe('an enrolment link', () => {
  it('is used exactly once, also by many at the same time', async () => {
    const { token } = await firstLink();
    const tries = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const offer = await request<Offer>('POST', `/api/enrolments/${token}/options`, { body: {} });
        const response = await (await newAuthenticator()).register(offer.body.options);
        return { ceremony: offer.body.ceremony, response };
      }),
    );
    const replies = await Promise.all(tries.map((body) => request('POST', `/api/enrolments/${token}`, { body })));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(replies.filter(({ status }) => status !== 200).map(({ body }) => body['code']))).toEqual(
      new Set(['link-used']),
    );
    const { results } = await env.DB.prepare('select count(*) as passkeys from credential').all();
    expect(results).toEqual([{ passkeys: 1 }]);
  });

  it('runs out after a day', async () => {
    const { token } = await firstLink();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 24 * 3_600_000 });
    expect((await request('GET', `/api/enrolments/${token}`)).body['code']).toBe('link-expired');
  });

  it('is stored as a hash only, like cookies', async () => {
    const { url, token } = await firstLink();
    const { cookie } = await enrol(url);
    const tables = await env.DB.batch([
      env.DB.prepare('select * from enrolment'),
      env.DB.prepare('select * from sign_in'),
    ]);
    const stored = JSON.stringify(tables.map(({ results }) => results));
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(cookie.slice(3));
  });

  for (const overrides of [
    { userVerified: false },
    { origin: 'https://evil.example' },
    { crossOrigin: true },
    { rpId: 'evil.example' },
  ]) {
    it(`takes no registration with ${JSON.stringify(overrides)}`, async () => {
      const { token } = await firstLink();
      const offer = await request<Offer>('POST', `/api/enrolments/${token}/options`, { body: {} });
      const response = await (await newAuthenticator()).register(offer.body.options, overrides);
      const body = { ceremony: offer.body.ceremony, response };
      expect((await request('POST', `/api/enrolments/${token}`, { body })).body['code']).toBe('assertion-refused');
      expect((await request('POST', `/api/enrolments/${token}`, { body })).body['code']).toBe('ceremony-unknown');
    });
  }
});

describe('signing in', () => {
  it('works with the passkey, sets a cookie that no script reads, and ends with signing out', async () => {
    const { chief } = await openOffice();
    const offer = await request<Offer>('POST', '/api/signin/options', { body: {} });
    const response = await chief.authenticator.authenticate(offer.body.options);
    const done = await request('POST', '/api/signin', { body: { ceremony: offer.body.ceremony, response } });
    expect(done.status).toBe(200);
    expect(done.headers.get('set-cookie')).toMatch(/cs=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
    const as = { cookie: cookieOf(done.headers) };
    expect((await request('GET', '/api/me', { as })).status).toBe(200);
    expect((await request('POST', '/api/signout', { as })).status).toBe(204);
    expect((await request('GET', '/api/me', { as })).status).toBe(401);
  });

  it('takes a ceremony once', async () => {
    const { chief } = await openOffice();
    const offer = await request<Offer>('POST', '/api/signin/options', { body: {} });
    const response = await chief.authenticator.authenticate(offer.body.options);
    const body = { ceremony: offer.body.ceremony, response };
    const replies = await Promise.all([1, 2, 3, 4].map(() => request('POST', '/api/signin', { body })));
    expect(replies.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409, 409, 409]);
  });

  it('refuses a passkey nobody enrolled', async () => {
    await openOffice();
    const offer = await request<Offer>('POST', '/api/signin/options', { body: {} });
    const response = await (await newAuthenticator()).authenticate(offer.body.options);
    const reply = await request('POST', '/api/signin', { body: { ceremony: offer.body.ceremony, response } });
    expect(reply.body['code']).toBe('credential-unknown');
  });

  it('lasts twelve hours from the last use', async () => {
    const { chief } = await openOffice();
    const start = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now: start + 11 * 3_600_000 });
    expect((await request('GET', '/api/me', { as: chief })).status).toBe(200);
    vi.setSystemTime(start + 22 * 3_600_000);
    expect((await request('GET', '/api/me', { as: chief })).status).toBe(200);
    vi.setSystemTime(start + 35 * 3_600_000);
    expect((await request('GET', '/api/me', { as: chief })).status).toBe(401);
  });

  it('is slowed down when tried too often', async () => {
    await setUp();
    const replies = await Promise.all(
      Array.from({ length: 70 }, () => request('POST', '/api/signin/options', { body: {} })),
    );
    const refused = replies.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(10);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
