import { describe, expect, it, vi } from 'vitest';
import {
  challengeOf,
  claimsOf,
  cookieOf,
  gatewayId,
  gatewayKey,
  openOffice,
  openSocket,
  report,
  request,
  tokenOf,
  viewOf,
} from './world.ts';

type Meeting = { sessionId: string; invitations: { name: string; url: string; protected: boolean }[] };
type Pass = { token: string; participantId: string; sessionId: string; protected: boolean };
const facts = { leg: 'webrtc', binding: 'dtls:guest', remoteAddress: '192.0.2.9', codec: 'opus' } as const;

async function meet() {
  const office = await openOffice();
  const gateway = await openSocket(`/api/gateway/connect?gatewayId=${gatewayId}`, gatewayKey);
  const invitees = [{ personId: office.chief.id }, { name: 'Guest One', email: 'one@guest.example' }];
  const { body } = await request<Meeting>('POST', '/api/meetings', {
    body: { title: 'Budget', invitees },
    as: office.finance,
  });
  const [forChief = '', forGuest = ''] = body.invitations.map(({ url }) => tokenOf(url));
  return { ...office, gateway, sessionId: body.sessionId, forChief, forGuest };
}

async function join(token: string, body: unknown = {}, as?: { cookie: string }) {
  const reply = await request<Pass & { code: string }>('POST', `/api/invitations/${token}/join`, {
    body,
    ...(as && { as }),
  });
  const claims = reply.body.token === undefined ? undefined : await claimsOf(reply.body.token);
  return { ...reply, claims };
}

describe('a meeting', () => {
  it('lets an invited guest in under his own name without any question', async () => {
    const { forGuest, sessionId, finance } = await meet();
    const { claims, body } = await join(forGuest, { displayName: 'Guest One' });
    expect(claims).toMatchObject({ aud: 'gateway', sid: sessionId, hold: false, protected: false, name: 'Guest One' });
    await report(sessionId, { type: 'participant.joined', participantId: body.participantId, facts });
    const pass = await request('POST', `/api/sessions/${sessionId}/join`, { as: finance });
    expect(pass.status).toBe(200);
    const view = await viewOf(sessionId, finance);
    expect(view.participants.map(({ status }) => status).sort()).toEqual(['unverified', 'verified']);
    expect(view.banner).toBeUndefined();
  });

  it('holds a guest who takes a colleague’s name, before his pass is signed, and asks the colleague once he has come', async () => {
    const { forGuest, sessionId, chief, gateway } = await meet();
    const { claims, body } = await join(forGuest, { displayName: 'Chief\u200b Еxecutive' });
    expect(claims?.hold).toBe(true);
    expect(claims?.matchNumber).toMatch(/^\d{3}$/);
    expect((await request('GET', `/api/challenges/${sessionId}.1`, { as: chief })).status).toBe(404);
    await report(sessionId, { type: 'participant.joined', participantId: body.participantId, facts });
    expect(await challengeOf(`${sessionId}.1`, chief)).toMatchObject({
      state: 'sent',
      targetName: 'Finance Lead',
      held: true,
    });
    await vi.waitFor(() => {
      const holds = gateway.messages.flatMap(({ action }) => (action === undefined ? [] : [action]));
      expect(holds).toEqual([expect.objectContaining({ type: 'hold', matchNumber: claims?.matchNumber })]);
    });
  });

  it('asks again with the same number when the transport changes', async () => {
    const { forGuest, sessionId, chief } = await meet();
    const { body } = await join(forGuest, { displayName: 'Chief Executive' });
    await report(sessionId, { type: 'participant.joined', participantId: body.participantId, facts });
    await report(sessionId, {
      type: 'participant.joined',
      participantId: body.participantId,
      facts: { ...facts, binding: 'dtls:b' },
    });
    expect((await challengeOf(`${sessionId}.1`, chief)).state).toBe('superseded');
    expect((await challengeOf(`${sessionId}.2`, chief)).state).toBe('sent');
  });

  it('notices a link that is opened in another browser', async () => {
    const { forGuest, finance, sessionId } = await meet();
    const first = await join(forGuest);
    const device = { cookie: cookieOf(first.headers) };
    expect((await join(forGuest, {}, device)).body.participantId).toBe(first.body.participantId);
    const shown = await request('GET', `/api/invitations/${forGuest}`);
    expect(shown.body['forwarded']).toBe(true);
    const second = await join(forGuest);
    expect(second.body.participantId).not.toBe(first.body.participantId);
    const view = await viewOf(sessionId, finance);
    const codes = view.participants.find(({ id }) => id === second.body.participantId)?.reasons.map(({ code }) => code);
    expect(codes).toContain('link-forwarded');
  });

  it('wants the invited person to be signed in, and notices another one', async () => {
    const { forChief, chief, admin, sessionId } = await meet();
    expect((await join(forChief)).body.code).toBe('not-signed-in');
    const own = await join(forChief, {}, chief);
    expect(own.claims).toMatchObject({ protected: true, hold: false, name: 'Chief Executive' });
    const other = await join(forChief, {}, admin);
    const view = await viewOf(sessionId, admin);
    const codesOf = (id: string) =>
      view.participants.find((one) => one.id === id)?.risk?.contributions.map(({ code }) => code);
    expect(codesOf(own.body.participantId)).toEqual(['passkey-sign-in']);
    expect(codesOf(other.body.participantId)).toContain('link-forwarded');
  });

  it('keeps out who was removed, and lets an employee release what an employee held', async () => {
    const { forGuest, finance, sessionId } = await meet();
    await request('POST', `/api/sessions/${sessionId}/join`, { as: finance });
    const guest = await join(forGuest);
    const device = { cookie: cookieOf(guest.headers) };
    const order = (type: string) =>
      request('POST', `/api/sessions/${sessionId}/participants/${guest.body.participantId}/actions`, {
        body: { type },
        as: finance,
      });
    expect((await order('hold')).status).toBe(200);
    expect((await order('hold')).body['code']).toBe('action-not-possible');
    expect((await order('release')).status).toBe(200);
    expect((await order('remove')).status).toBe(200);
    expect((await join(forGuest, {}, device)).status).toBe(403);
  });

  it('is made once for one Idempotency-Key, and refuses the key for another one', async () => {
    const { finance } = await meet();
    const headers = { 'idempotency-key': 'key-1' };
    const make = (title: string) =>
      request<Meeting>('POST', '/api/meetings', {
        body: { title, invitees: [{ name: 'A B', email: 'a@b.example' }] },
        as: finance,
        headers,
      });
    const [first, second] = await Promise.all([make('Plan'), make('Plan')]);
    expect(second.body).toEqual(first.body);
    const third = await make('Other');
    expect([third.status, (third.body as unknown as { code: string }).code]).toEqual([409, 'conflict']);
  });

  it('needs a gateway', async () => {
    const { finance } = await openOffice();
    const { body } = await request<Meeting>('POST', '/api/meetings', {
      body: { title: 'X', invitees: [] },
      as: finance,
    });
    expect((await request('POST', `/api/sessions/${body.sessionId}/join`, { as: finance })).body['code']).toBe(
      'gateway-away',
    );
  });
});
