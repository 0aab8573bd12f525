import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { combine } from '../core/fusion.ts';
import { decide } from '../core/policy.ts';
import { policyHash } from '../core/policy-hash.ts';
import { signalTable } from '../core/signal.ts';
import { verifyChain } from '../core/audit.ts';
import type { AuditPage, SessionDecisions } from '../core/view.ts';
import type { ProfileView } from '../core/profile-view.ts';
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

describe('a profile on the page', () => {
  async function withProfile() {
    const people = await office();
    const { sessionId, token } = await invite(people);
    const participantId = await join(token, people.chief);
    await report(sessionId, { type: 'participant.joined', participantId, facts });
    await report(sessionId, { type: 'session.ended', reason: 'empty' });
    await vi.waitFor(async () => expect((await learnedBy(people.chief.id))['device-key']).toBe(1));
    return people;
  }

  it('shows what was learned, of each value when it was first and last seen', async () => {
    const { admin, chief } = await withProfile();
    const { body } = await request<ProfileView>('GET', `/api/people/${chief.id}/profile`, { as: admin });
    expect(body).toMatchObject({ personId: chief.id, state: 'learning' });
    expect(body.numbers).toEqual([{ number: '+12025550102', source: 'setup', addedAtMs: 0, lineType: 'unknown' }]);
    expect(body.signIns).toEqual({ failed: 0, succeeded: 0 });
    const device = body.features.find(({ feature }) => feature === 'device-key');
    expect(device?.values).toHaveLength(1);
    expect(device?.values[0]).toMatchObject({ source: 'session' });
    expect(device?.values[0]?.count).toBeCloseTo(1, 3);
  });

  it('forgets a value, and says so in the chain of the tenant', async () => {
    const { admin, chief } = await withProfile();
    const before = await request<ProfileView>('GET', `/api/people/${chief.id}/profile`, { as: admin });
    const value = before.body.features.find(({ feature }) => feature === 'device-key')?.values[0]?.value;
    const body = { feature: 'device-key', value };
    const { status } = await request('POST', `/api/people/${chief.id}/profile/forget`, { body, as: admin });
    expect(status).toBe(200);
    expect(await learnedBy(chief.id)).not.toHaveProperty('device-key');
    const entry = await env.DB.prepare('select kind from tenant_entry order by seq desc').first();
    expect(entry).toEqual({ kind: 'profile.value-forgotten' });
    const chain = await request<AuditPage>('GET', '/api/audit', { as: admin });
    expect(verifyChain(chain.body.entries)).toMatchObject({ ok: true, entries: 1 });
    const odd = await request('POST', `/api/people/${chief.id}/profile/forget`, {
      body: { feature: 'mood', value: 'x' },
      as: admin,
    });
    expect(odd.status).toBe(422);
  });

  it('is read by its person and by the console, and by nobody else', async () => {
    const { finance, chief } = await withProfile();
    const path = `/api/people/${chief.id}/profile`;
    expect((await request('GET', path, { as: chief })).status).toBe(200);
    expect((await request('GET', path, { as: finance })).status).toBe(403);
  });

  it('can be exported with everything else about the person, without his keys', async () => {
    const { admin, chief } = await withProfile();
    const { body } = await request<Record<string, unknown[]>>('GET', `/api/people/${chief.id}/export`, { as: admin });
    expect(body['baseline']?.length).toBeGreaterThan(2);
    expect(body['participations']).toHaveLength(1);
    expect(JSON.stringify(body)).not.toContain('token_hash');
  });
});

describe('a decision', () => {
  it('is kept with all it was made from, and comes out the same bit for bit when it is made again', async () => {
    const people = await office();
    const { sessionId, token } = await invite(people);
    const participantId = await join(token, otherBrowser(people.chief));
    await report(sessionId, { type: 'participant.joined', participantId, facts });
    const { body } = await request<SessionDecisions>('GET', `/api/sessions/${sessionId}/decisions`, {
      as: people.admin,
    });
    expect(body.decisions.length).toBeGreaterThan(0);
    for (const made of body.decisions) {
      const policy = body.policies[made.policyVersion];
      if (policy === undefined) throw new TypeError('a policy is missing');
      const again = combine(made.signals.map((one) => ({ ...one, participantId, group: signalTable[one.code].group })));
      expect({ logit: again.logit, p: again.p }).toEqual(made.risk);
      expect(decide(again, policy, made.context).effect).toBe(made.effect);
      expect(policyHash(policy)).toBe(made.policyHash);
    }
    const again = await request<{ same: boolean; decisions: unknown[] }>(
      'GET',
      `/api/sessions/${sessionId}/recompute`,
      {
        as: people.admin,
      },
    );
    expect([again.body.same, again.body.decisions.length]).toEqual([true, body.decisions.length]);
    await vi.waitFor(async () => {
      const row = await env.DB.prepare('select count(*) as n from decision where session_id = ?')
        .bind(sessionId)
        .first();
      expect(row).toEqual({ n: body.decisions.length });
    });
  });
});
