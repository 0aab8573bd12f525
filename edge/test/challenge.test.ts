import { evictDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Overrides } from '../../test/authenticator.ts';
import {
  answer,
  auditOf,
  callerOf,
  challengeOf,
  openCall,
  openOffice,
  request,
  viewOf,
  type Someone,
} from './world.ts';

afterEach(() => vi.useRealTimers());

async function heldCall() {
  const office = await openOffice();
  const { call, opened } = await openCall();
  return { ...office, call, opened, id: `${call.sessionId}.1`, matchNumber: opened.matchNumber ?? '' };
}

async function approval(id: string, by: Someone, matchNumber: string, overrides: Overrides = {}) {
  const { options } = await challengeOf(id, by);
  const response = await by.authenticator.authenticate(options, overrides);
  return { kind: 'approve', matchNumber, response };
}

describe('a challenge', () => {
  it('that is approved with number and passkey releases the caller and clears the case', async () => {
    const { chief, admin, call, id, matchNumber } = await heldCall();
    expect((await callerOf(call.sessionId, admin)).status).toBe('held');
    const { status, body } = await answer(id, chief, await approval(id, chief, matchNumber));
    expect([status, body.state]).toEqual([200, 'passed']);
    expect((await callerOf(call.sessionId, admin)).status).toBe('verified');
    const kinds = (await auditOf(call.sessionId)).map(({ kind }) => kind);
    expect(kinds).toEqual(
      expect.arrayContaining(['challenge.opened', 'challenge.answered', 'action.ordered', 'case.changed']),
    );
  });

  it('that is answered "not me" removes the caller, confirms the case and raises an alert', async () => {
    const { chief, admin, call, id } = await heldCall();
    const { body } = await answer(id, chief, { kind: 'not-me', note: 'I am on leave' });
    expect(body.state).toBe('denied');
    expect((await callerOf(call.sessionId, admin)).status).toBe('removed');
    await vi.waitFor(async () => {
      const cases = await request<{ cases: { state: string }[] }>('GET', '/api/cases', { as: admin });
      expect(cases.body.cases.map(({ state }) => state)).toEqual(['confirmed']);
      const alerts = await request<{ alerts: { severity: string; text: string }[] }>('GET', '/api/alerts', {
        as: admin,
      });
      expect(alerts.body.alerts[0]).toMatchObject({ severity: 'high', text: expect.stringContaining('I am on leave') });
    });
  });

  it('is noted in the audit when its subject opens it, the first time', async () => {
    const { chief, finance, call, id } = await heldCall();
    await request('GET', `/api/challenges/${id}`, { as: finance });
    expect((await auditOf(call.sessionId)).filter(({ kind }) => kind === 'challenge.seen')).toEqual([]);
    for (let i = 0; i < 3; i += 1) await challengeOf(id, chief);
    const seen = (await auditOf(call.sessionId)).filter(({ kind }) => kind === 'challenge.seen');
    expect(seen).toMatchObject([{ actor: chief.id, body: { challengeId: id } }]);
  });

  it('ends with the first wrong number, and the caller stays held', async () => {
    const { chief, admin, call, id, matchNumber } = await heldCall();
    const wrong = matchNumber === '000' ? '001' : '000';
    const { body } = await answer(id, chief, await approval(id, chief, wrong));
    expect(body.state).toBe('failed');
    const again = await answer(id, chief, { kind: 'not-me' });
    expect([again.status, again.body.code, again.body.challenge.state]).toEqual([409, 'challenge-decided', 'failed']);
    expect((await callerOf(call.sessionId, admin)).status).toBe('held');
  });

  it('has one winner among fifty answers at once; the others get its outcome', async () => {
    const { chief, id, matchNumber, call } = await heldCall();
    const yes = await approval(id, chief, matchNumber);
    const bodies = Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? yes : { kind: 'not-me' }));
    const replies = await Promise.all(bodies.map((body) => answer(id, chief, body)));
    const won = replies.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    const outcome = won[0]?.body.state;
    const lost = replies.filter(({ status }) => status !== 200);
    expect(new Set(lost.map(({ status, body }) => `${status} ${body.code} ${body.challenge.state}`))).toEqual(
      new Set([`409 challenge-decided ${outcome}`]),
    );
    const answered = (await auditOf(call.sessionId)).filter(({ kind }) => kind === 'challenge.answered');
    expect(answered).toHaveLength(1);
  });

  it('survives the eviction of its object', async () => {
    const { chief, call, id, matchNumber } = await heldCall();
    const yes = await approval(id, chief, matchNumber);
    await evictDurableObject(env.SESSIONS.get(env.SESSIONS.idFromName(call.sessionId)));
    expect((await answer(id, chief, yes)).body.state).toBe('passed');
  });

  it('runs out after ninety seconds, also when only a reader notices', async () => {
    const { chief, admin, call, id, matchNumber } = await heldCall();
    const yes = await approval(id, chief, matchNumber);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 91_000 });
    const late = await answer(id, chief, yes);
    expect([late.status, late.body.code]).toEqual([410, 'challenge-expired']);
    const caller = await callerOf(call.sessionId, admin);
    expect(caller.status).toBe('held');
    expect(caller.reasons.map(({ code }) => code)).toContain('challenge-timeout');
  });

  it('is shown to its subject alone and never with its number', async () => {
    const { chief, finance, admin, id, matchNumber } = await heldCall();
    expect((await request('GET', `/api/challenges/${id}`, { as: finance })).status).toBe(403);
    expect((await request('GET', `/api/challenges/${id}`, { as: admin })).status).toBe(403);
    const { body } = await request('GET', `/api/challenges/${id}`, { as: chief });
    expect(
      JSON.stringify({ ...body, options: undefined, issuedAtMs: 0, expiresAtMs: 0, since: 0, id: '' }),
    ).not.toContain(matchNumber);
  });
});

describe('an assertion is refused, and decides nothing, when', () => {
  const lies: [string, Overrides][] = [
    ['it comes from another origin', { origin: 'https://evil.example' }],
    ['it was made for another site', { rpId: 'evil.example' }],
    ['it was made in a frame of another site', { crossOrigin: true }],
    ['the user was not verified', { userVerified: false }],
    ['the user was not present', { userPresent: false }],
    ['it is a registration', { type: 'webauthn.create' }],
    ['its signature is broken', { brokenSignature: true }],
    ['its counter went back', { counter: 1 }],
    ['it signs something else', { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
  ];
  it(`it lies: ${lies.map(([name]) => name).join(', ')}`, async () => {
    const { chief, id, matchNumber } = await heldCall();
    for (const [name, overrides] of lies) {
      const reply = await answer(id, chief, await approval(id, chief, matchNumber, overrides));
      expect([name, reply.status, reply.body.code]).toEqual([name, 403, 'assertion-refused']);
      expect((await challengeOf(id, chief)).state).toBe('sent');
    }
    expect((await answer(id, chief, await approval(id, chief, matchNumber))).body.state).toBe('passed');
  });

  it('it is the passkey of somebody else', async () => {
    const { chief, finance, id, matchNumber } = await heldCall();
    const { options } = await challengeOf(id, chief);
    const response = await finance.authenticator.authenticate(options);
    const reply = await answer(id, chief, { kind: 'approve', matchNumber, response });
    expect(reply.body.code).toBe('assertion-refused');
  });

  it('it was made for another session', async () => {
    const { chief, id, matchNumber } = await heldCall();
    const other = await openCall();
    const stolen = await approval(id, chief, other.opened.matchNumber ?? '');
    const reply = await answer(`${other.call.sessionId}.1`, chief, stolen);
    expect(reply.body.code).toBe('assertion-refused');
    expect((await answer(id, chief, { ...stolen, matchNumber })).body.state).toBe('passed');
  });

  it('it is replayed on a later challenge of the same caller', async () => {
    const { chief, finance, call, id, matchNumber } = await heldCall();
    const used = await approval(id, chief, matchNumber === '000' ? '001' : '000');
    expect((await answer(id, chief, used)).body.state).toBe('failed');
    const { participantId, sessionId } = call;
    const ordered = await request('POST', `/api/sessions/${sessionId}/participants/${participantId}/actions`, {
      body: { type: 'ask' },
      as: finance,
    });
    expect(ordered.status).toBe(200);
    const reply = await answer(`${sessionId}.2`, chief, used);
    expect(reply.body.code).toBe('assertion-refused');
    expect((await viewOf(sessionId, finance)).participants[0]?.challenge?.id).toBe(`${sessionId}.2`);
  });
});
