import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  answer,
  cookieOf,
  gatewayId,
  gatewayKey,
  openCall,
  openOffice,
  openSocket,
  report,
  request,
  type Offer,
  type Someone,
} from './world.ts';

afterEach(() => vi.useRealTimers());

async function signInAgain({ authenticator }: Someone): Promise<{ cookie: string }> {
  const offer = await request<Offer>('POST', '/api/signin/options', { body: {} });
  const response = await authenticator.authenticate(offer.body.options);
  const { headers } = await request('POST', '/api/signin', { body: { ceremony: offer.body.ceremony, response } });
  return { cookie: cookieOf(headers) };
}

type Sent = { id: string; type: string };

const cookieOnly = ({ cookie }: { cookie: string }): Record<string, string> => ({ cookie });
const fleetPath = `/api/gateway/connect?gatewayId=${gatewayId}`;
const ordersOf = (messages: Record<string, unknown>[]): Sent[] =>
  messages.flatMap(({ type, action }) => (type === 'action' ? [action as Sent] : []));

describe('the inbox', () => {
  it('rings at the called person, asks the claimed one, and stops when it is over', async () => {
    const { finance, chief } = await openOffice();
    const [callee, claimed] = [
      await openSocket('/api/inbox', cookieOnly(finance)),
      await openSocket('/api/inbox', cookieOnly(chief)),
    ];
    const { call } = await openCall();
    await vi.waitFor(() => expect(callee.messages.map(({ type }) => type)).toEqual(['hello', 'ringing']));
    await vi.waitFor(() => expect(claimed.messages.map(({ type }) => type)).toEqual(['hello', 'challenge']));
    expect(callee.messages[1]).toMatchObject({ call: { status: 'held', drill: false } });
    const late = await openSocket('/api/inbox', cookieOnly(chief));
    await vi.waitFor(() => expect(late.messages[0]).toMatchObject({ challenges: [{ state: 'sent' }] }));
    await report(call.sessionId, { type: 'session.ended', reason: 'cancelled' });
    await vi.waitFor(() => expect(callee.messages.at(-1)).toMatchObject({ type: 'ringing-over' }));
    await vi.waitFor(() =>
      expect(claimed.messages.at(-1)).toMatchObject({ type: 'challenge-over', challenge: { state: 'cancelled' } }),
    );
  });

  it('answers ping, and closes on anything else', async () => {
    const { finance } = await openOffice();
    const { socket, texts, state } = await openSocket('/api/inbox', cookieOnly(finance));
    socket?.send('ping');
    await vi.waitFor(() => expect(texts).toContain('pong'));
    socket?.send('{"type":"hello"}');
    await vi.waitFor(() => expect(state.closed).toBe(1008));
  });

  it('opens only for signed-in people on our own pages, and closes when they sign out', async () => {
    const { finance } = await openOffice();
    expect((await openSocket('/api/inbox', {})).status).toBe(401);
    expect((await openSocket('/api/inbox', { ...cookieOnly(finance), origin: 'https://evil.example' })).status).toBe(
      403,
    );
    const { state } = await openSocket('/api/inbox', cookieOnly(finance));
    await request('POST', '/api/signout', { as: finance });
    await vi.waitFor(() => expect(state.closed).toBe(1008));
  });
});

describe('a watched session', () => {
  it('is closed when its sign-in signs out, and stays open for another one of the same person', async () => {
    const { finance } = await openOffice();
    const { call } = await openCall();
    const again = await signInAgain(finance);
    const path = `/api/sessions/${call.sessionId}/watch`;
    const [gone, stays] = [await openSocket(path, cookieOnly(finance)), await openSocket(path, cookieOnly(again))];
    await request('POST', '/api/signout', { as: finance });
    await vi.waitFor(() => expect(gone.state.closed).toBe(4401));
    await report(call.sessionId, { type: 'session.ended', reason: 'bye' });
    await vi.waitFor(() => expect(stays.messages.at(-1)).toMatchObject({ view: { state: 'ended' } }));
    expect(gone.messages).toHaveLength(1);
  });

  it('says nothing more to a sign-in that has run out or to a role that was changed', async () => {
    const { finance, admin, chief } = await openOffice();
    const { call } = await openCall();
    const path = `/api/sessions/${call.sessionId}/watch`;
    const [expired, demoted] = [await openSocket(path, cookieOnly(finance)), await openSocket(path, cookieOnly(admin))];
    await env.DB.batch([
      env.DB.prepare('update sign_in set expires_at_ms = 1 where person_id = ?').bind(finance.id),
      env.DB.prepare(`update person set role = 'employee' where id = ?`).bind(admin.id),
    ]);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11_000 });
    await answer(`${call.sessionId}.1`, chief, { kind: 'not-me' });
    await vi.waitFor(() => expect([expired.state.closed, demoted.state.closed]).toEqual([4401, 4403]));
    expect([expired.messages.length, demoted.messages.length]).toEqual([1, 1]);
  });

  it('goes on showing what happens while the database is away', async () => {
    const { finance } = await openOffice();
    const { call } = await openCall();
    const { messages } = await openSocket(`/api/sessions/${call.sessionId}/watch`, cookieOnly(finance));
    const object = env.SESSIONS.get(env.SESSIONS.idFromName(call.sessionId));
    await env.DB.exec('alter table sign_in rename to away');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 91_000 });
    await runDurableObjectAlarm(object);
    await vi.waitFor(() =>
      expect(messages.at(-1)).toMatchObject({ view: { participants: [{ challenge: { state: 'expired' } }, {}] } }),
    );
  });

  it('shows every change at once', async () => {
    const { finance, chief } = await openOffice();
    const { call } = await openCall();
    const { messages } = await openSocket(`/api/sessions/${call.sessionId}/watch`, cookieOnly(finance));
    await answer(`${call.sessionId}.1`, chief, { kind: 'not-me' });
    await vi.waitFor(() => {
      expect(messages.at(-1)).toMatchObject({
        view: { participants: [{ status: 'removed' }, {}], banner: { level: 'high' } },
      });
    });
    expect(JSON.stringify(messages)).not.toContain('priorNats');
  });
});

describe('an order to the gateway', () => {
  it('is sent again until it is answered', async () => {
    const { chief } = await openOffice();
    const { messages } = await openSocket(fleetPath, gatewayKey);
    const { call } = await openCall();
    await answer(`${call.sessionId}.1`, chief, { kind: 'not-me' });
    const [order] = await vi.waitFor(() => {
      const orders = ordersOf(messages);
      expect(orders).toHaveLength(1);
      return orders;
    });
    const object = env.SESSIONS.get(env.SESSIONS.idFromName(call.sessionId));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2_000 });
    await runDurableObjectAlarm(object);
    await vi.waitFor(() => expect(ordersOf(messages)).toEqual([order, order]));
    await report(call.sessionId, { type: 'action.performed', actionId: order?.id ?? '', tookMs: 3 });
    vi.setSystemTime(Date.now() + 60_000);
    await runDurableObjectAlarm(object);
    expect(ordersOf(messages)).toHaveLength(2);
  });

  it('waits for a gateway that is away and is sent when it is back', async () => {
    const { chief } = await openOffice();
    const { call } = await openCall();
    await answer(`${call.sessionId}.1`, chief, { kind: 'not-me' });
    const { messages } = await openSocket(fleetPath, gatewayKey);
    await vi.waitFor(() => expect(ordersOf(messages)).toMatchObject([{ type: 'remove' }]));
  });

  it('goes to the newest connection of a gateway, the older is closed', async () => {
    const older = await openSocket(fleetPath, gatewayKey);
    const newer = await openSocket(fleetPath, gatewayKey);
    await vi.waitFor(() => expect(older.state.closed).toBe(1012));
    expect(newer.state.closed).toBeUndefined();
    await vi.waitFor(() => expect(newer.messages[0]).toMatchObject({ type: 'ping' }));
  });
});
