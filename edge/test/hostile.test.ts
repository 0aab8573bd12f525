import { env } from 'cloudflare:workers';
import { assert, asyncProperty, constantFrom, jsonValue, oneof, record, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { routeTable } from '../route-table.ts';
import { gatewayKey, openCall, openOffice, opening, origin, request, setupKey } from './world.ts';

describe('bad input', () => {
  it('never makes a 5xx, whatever route, body, path or key', async () => {
    const { admin } = await openOffice();
    const { call } = await openCall();
    const kinds = constantFrom(...routeTable.filter(({ path }) => path !== '/api/setup'));
    const part = oneof(
      string(),
      constantFrom(call.sessionId, `${call.sessionId}.1`, call.participantId, '..%2f', '%00', 'A'.repeat(43)),
    );
    const body = oneof(
      string(),
      jsonValue().map((value) => JSON.stringify(value)),
      record({
        type: string(),
        kind: constantFrom('approve', 'not-me'),
        ceremony: string(),
        response: jsonValue(),
      }).map((value) => JSON.stringify(value)),
      jsonValue().map((facts) => JSON.stringify({ ...opening(), facts })),
      jsonValue().map((event) => JSON.stringify({ gatewayId: call.gatewayId, events: [event] })),
    );
    const headers = constantFrom<Record<string, string>>({ cookie: admin.cookie }, gatewayKey, setupKey, {});
    await assert(
      asyncProperty(kinds, part, part, body, headers, async ({ method, path }, id, pid, text, who) => {
        const real = path.replace(/:pid/, encodeURIComponent(pid)).replace(/:\w+/, encodeURIComponent(id));
        const reply = await request(method, real, {
          ...(method === 'POST' ? { body: text } : {}),
          headers: { ...who, ...(method === 'POST' ? { 'content-type': 'application/json' } : {}) },
        });
        // 503 is the honest answer when no gateway is connected.
        expect(reply.status === 503 || reply.status < 500, `${method} ${real} ${JSON.stringify(reply.body)}`).toBe(
          true,
        );
        // Directories get the form that their protocol asks for (RFC 7644 §3.12).
        const form = path.startsWith('/scim/') ? 'application/scim+json' : 'application/problem+json';
        if (reply.status >= 400) expect(reply.headers.get('content-type')).toBe(form);
      }),
      { numRuns: 300 },
    );
  }, 90_000);

  it('gets the code that names what is wrong', async () => {
    const post = (body: string, headers: Record<string, string> = {}) =>
      request('POST', '/api/gateway/sessions', { body, headers: { ...gatewayKey, ...headers } });
    const codeOf = async (body: string, headers?: Record<string, string>) => (await post(body, headers)).body['code'];
    expect(await codeOf('{')).toBe('malformed-json');
    expect(await codeOf('')).toBe('malformed-json');
    expect(await codeOf('{}')).toBe('invalid-request');
    expect(await codeOf('{}', { 'content-type': 'text/plain' })).toBe('unsupported-media-type');
    expect(await codeOf(JSON.stringify('x'.repeat(70_000)))).toBe('body-too-large');
    expect((await request('GET', '/api/nothing')).body['code']).toBe('not-found');
    const wrongMethod = await request('PUT', '/api/meetings', { body: {} });
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'POST, GET']);
    expect((await request('GET', '/api/me', { headers: { cookie: 'cs=short' } })).body['code']).toBe('not-signed-in');
    expect(
      (await request('POST', '/api/gateway/events', { body: {}, headers: { authorization: 'Bearer no' } })).body[
        'code'
      ],
    ).toBe('bad-gateway-key');
  });

  it('does not make a key of an empty secret', async () => {
    const app = createApp(new Map());
    for (const secret of ['', 'short']) {
      const bindings = { ...env, GATEWAY_KEY: secret, SETUP_KEY: secret };
      const headers = { authorization: `Bearer ${secret}`, origin };
      const reply = await app.request('/api/setup', { method: 'POST', headers }, bindings);
      expect(reply.status).toBe(401);
    }
  });
});

describe('every reply', () => {
  it('carries the security headers and the id of its request', async () => {
    const paths = ['/api/health', '/api/nothing', '/api/me', '/api/enrolments/x', '/api/gateway/connect'];
    for (const path of paths) {
      const { headers } = await request('GET', path, { headers: { 'x-request-id': 'request-0001' } });
      expect(headers.get('x-request-id')).toBe('request-0001');
      expect(headers.get('content-security-policy')).toContain(`default-src 'none'`);
      expect(headers.get('content-security-policy')).toContain('ws://localhost:8790');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });
});
