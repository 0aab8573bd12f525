import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import {
  challengeOf,
  gatewayId,
  gatewayKey,
  openOffice,
  openSocket,
  report,
  request,
  tokenOf,
  viewOf,
  type Someone,
} from './world.ts';

type Meeting = { sessionId: string; invitations: { url: string }[] };
const facts = { leg: 'webrtc', binding: 'dtls:chief', remoteAddress: '192.0.2.9', codec: 'opus' } as const;

async function invite(office: { finance: Someone; chief: Someone }) {
  const invitees = [{ personId: office.chief.id }];
  const { body } = await request<Meeting>('POST', '/api/meetings', {
    body: { title: 'Budget', invitees },
    as: office.finance,
  });
  return { sessionId: body.sessionId, token: tokenOf(body.invitations[0]?.url ?? '') };
}

async function office() {
  const people = await openOffice();
  const gateway = await openSocket(`/api/gateway/connect?gatewayId=${gatewayId}`, gatewayKey);
  return { ...people, gateway };
}

async function join(token: string, as: { cookie: string }) {
  const { body } = await request<{ participantId: string }>('POST', `/api/invitations/${token}/join`, { body: {}, as });
  return body.participantId;
}

const otherBrowser = (someone: Someone) => ({
  cookie: someone.cookie.replace(/cs-device=d+/, `cs-device=${'x'.repeat(43)}`),
});

async function learnedBy(personId: string): Promise<Record<string, number>> {
  const { results } = await env.DB.prepare(
    "select feature, sum(uses) as uses from baseline where scope = 'person' and scope_id = ? and value <> '' group by feature",
  )
    .bind(personId)
    .all<{ feature: string; uses: number }>();
  return Object.fromEntries(results.map(({ feature, uses }) => [feature, uses]));
}

describe('a profile', () => {
  it('builds itself from meetings that went well, once each, with nothing asked of anybody', async () => {
    const people = await office();
    const { sessionId, token } = await invite(people);
    const participantId = await join(token, people.chief);
    await report(sessionId, { type: 'participant.joined', participantId, facts });
    await report(sessionId, { type: 'session.ended', reason: 'empty' });
    await vi.waitFor(async () => expect((await learnedBy(people.chief.id))['device-key']).toBe(1));
    expect(await learnedBy(people.chief.id)).toMatchObject({ 'user-agent': 1, hour: 1 });
    expect(people.gateway.messages.filter(({ type }) => type !== 'ping')).toEqual([]);
  });

  it('learns nothing from a session in which he was held', async () => {
    const people = await office();
    const { sessionId, token } = await invite(people);
    const participantId = await join(token, otherBrowser(people.chief));
    await report(sessionId, { type: 'participant.joined', participantId, facts });
    await report(sessionId, { type: 'session.ended', reason: 'empty' });
    await vi.waitFor(async () => {
      const row = await env.DB.prepare('select state from session where id = ?').bind(sessionId).first();
      expect(row).toEqual({ state: 'ended' });
    });
    expect(await learnedBy(people.chief.id)).toEqual({});
  });
});

describe('a sign-in that is used in another browser', () => {
  it('does not verify anybody: he is held, and the person himself is asked', async () => {
    const people = await office();
    const { sessionId, token } = await invite(people);
    const participantId = await join(token, otherBrowser(people.chief));
    await report(sessionId, { type: 'participant.joined', participantId, facts });
    const view = await viewOf(sessionId, people.finance);
    const chief = view.participants.find(({ id }) => id === participantId);
    expect(chief?.status).toBe('held');
    expect(chief?.reasons.map(({ code }) => code)).toContain('sign-in-moved');
    expect(view.banner?.headline).toBe('This participant may not be Chief Executive');
    const challenge = await challengeOf(`${sessionId}.1`, people.chief);
    expect(challenge.action).toContain('are in the meeting');
  });

  it('is not challenged where it was made: the same browser is verified at once', async () => {
    const people = await office();
    const { sessionId, token } = await invite(people);
    const participantId = await join(token, people.chief);
    await report(sessionId, { type: 'participant.joined', participantId, facts });
    const view = await viewOf(sessionId, people.finance);
    expect(view.participants.find(({ id }) => id === participantId)?.status).toBe('verified');
    expect(view.banner).toBeUndefined();
  });
});
