import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { breakGlassMs, requestMs, type BreakGlass, type BreakGlassView } from '../core/break-glass.ts';
import { verifyChain } from '../core/audit.ts';
import { firstPolicy } from '../core/policy.ts';
import { recompute } from '../core/recompute.ts';
import type { AlertRow, SessionDecisions } from '../core/view.ts';
import { tenantEntries } from '../store/tenant-chain.ts';
import {
  addPerson,
  answer,
  auditOf,
  callerOf,
  challengeOf,
  openCall,
  openOffice,
  report,
  request,
  viewOf,
  voice,
  type Someone,
} from './world.ts';

const tenantId = 'ten_demo-countersign';
type As = Pick<Someone, 'id' | 'cookie'>;
let admin: As;
let second: As;
let employee: As;
let chief: Someone;

beforeEach(async () => {
  const office = await openOffice();
  ({ admin, finance: employee, chief } = office);
  second = await addPerson(tenantId, 'admin');
});
afterEach(() => {
  vi.useRealTimers();
});

const post = (path: string, as: As, body: unknown = {}) =>
  request<BreakGlass & { code: string }>('POST', `/api/break-glass${path}`, { body, as });
const view = async (as: As = employee) => (await request<BreakGlassView>('GET', '/api/break-glass', { as })).body;
const alerts = async () => (await request<{ alerts: AlertRow[] }>('GET', '/api/alerts', { as: admin })).body.alerts;
const ask = async () => (await post('', admin, { reason: 'The gateway asks everybody' })).body.id;

async function begin(): Promise<string> {
  const id = await ask();
  expect((await post(`/${id}/approve`, second)).status).toBe(200);
  return id;
}

async function decisionsOf(sessionId: string) {
  return (await request<SessionDecisions>('GET', `/api/sessions/${sessionId}/decisions`, { as: admin })).body.decisions;
}

/** Waits until the database knows the session, as it does soon. */
async function known(sessionId: string): Promise<void> {
  await vi.waitFor(async () => {
    expect(await env.DB.prepare('select 1 from session where id = ?').bind(sessionId).first()).not.toBeNull();
  });
}

/** A call of a colleague from his own number, from its opening to its end, and in the database. */
async function talk(): Promise<void> {
  const from = { displayName: 'Chief Executive', number: '+12025550102', asserted: true };
  const { call, opened } = await openCall({ from });
  const facts = { leg: 'webrtc', binding: 'dtls:1', remoteAddress: '192.0.2.1', codec: 'opus' } as const;
  const joined = { type: 'participant.joined', participantId: opened.calleeId, facts } as const;
  await report(call.sessionId, joined, { type: 'session.ended', reason: 'bye' });
  await vi.waitFor(async () => {
    const row = await env.DB.prepare('select state from session where id = ?').bind(call.sessionId).first();
    expect(row).toEqual({ state: 'ended' });
  });
}

/** Moves the clock of the edge; only the clock, so that timers run as ever. */
function passTime(ms: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
}

describe('break-glass', () => {
  it('is asked for by one admin, begun by another, and seen by everybody who is protected', async () => {
    const asked = await post('', admin, { reason: ' The gateway asks everybody ' });
    expect([asked.status, asked.body]).toMatchObject([
      201,
      { reason: 'The gateway asks everybody', requestedBy: admin.id },
    ]);
    const { id, requestedAtMs } = asked.body;
    expect((await view()).requested).toEqual({ ...asked.body, expiresAtMs: requestedAtMs + requestMs });
    expect((await post('', second, { reason: 'Too' })).body.code).toBe('conflict');
    const own = await post(`/${id}/approve`, admin);
    expect([own.status, own.body.code]).toEqual([403, 'second-person-required']);
    const begun = await post(`/${id}/approve`, second);
    expect(begun.body.untilMs).toBe((begun.body.startedAtMs ?? 0) + breakGlassMs);
    const shown = await view();
    expect([shown.active, shown.requested]).toEqual([begun.body, undefined]);
    expect((await post(`/${id}/approve`, second)).body.code).toBe('action-not-possible');
    expect((await post('', second, { reason: 'Too' })).body.code).toBe('conflict');
  });

  it('tells the people in charge when it begins and when it ends, and writes both into the tenant’s chain', async () => {
    const id = await begin();
    expect((await alerts()).map(({ severity, text }) => [severity, text])).toEqual([
      ['high', 'Break-glass has begun: nobody is asked or held for 30 minutes. Reason: The gateway asks everybody'],
    ]);
    expect((await post(`/${id}/end`, admin)).status).toBe(200);
    expect((await post(`/${id}/end`, second)).status).toBe(200);
    expect((await view()).active).toBeUndefined();
    expect((await alerts()).map(({ text }) => text)[0]).toBe('Break-glass is over: people are asked and held again.');
    expect(await alerts()).toHaveLength(2);
    const entries = await tenantEntries(env.DB, tenantId, 0, 100);
    expect(verifyChain(entries)).toMatchObject({ ok: true });
    expect(entries.map(({ kind, actor }) => [kind, actor])).toEqual([
      ['break-glass.requested', admin.id],
      ['break-glass.begun', second.id],
      ['break-glass.ended', admin.id],
    ]);
  });

  it('that nobody ends is over by the clock, and its end is told once', async () => {
    await begin();
    passTime(breakGlassMs);
    const views = await Promise.all([view(), view(), view(admin)]);
    expect(views.map(({ active }) => active)).toEqual([undefined, undefined, undefined]);
    expect((await alerts()).map(({ text }) => text.slice(0, 19))).toEqual([
      'Break-glass is over',
      'Break-glass has beg',
    ]);
    const entries = await tenantEntries(env.DB, tenantId, 0, 100);
    expect(entries.at(-1)).toMatchObject({ kind: 'break-glass.ended', actor: 'edge', body: { early: false } });
    expect((await post('', admin, { reason: 'Again' })).status).toBe(201);
  });

  it('is not begun by a request that has expired or was withdrawn', async () => {
    const id = await ask();
    expect((await post(`/${id}/end`, second)).status).toBe(200);
    expect((await post(`/${id}/approve`, second)).body.code).toBe('action-not-possible');
    const late = await ask();
    passTime(requestMs);
    expect((await view()).requested).toBeUndefined();
    expect((await post(`/${late}/approve`, second)).body.code).toBe('action-not-possible');
    expect((await post('', second, { reason: 'Again' })).status).toBe(201);
    expect(await alerts()).toEqual([]);
  });

  it('is begun once however many approve at once', async () => {
    const third = await addPerson(tenantId, 'admin');
    const id = await ask();
    const replies = await Promise.all([second, third, second, third].map((one) => post(`/${id}/approve`, one)));
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409]);
    expect(await alerts()).toHaveLength(1);
  });

  it('is of one tenant, and no employee’s to ask for', async () => {
    const stranger = await addPerson('ten_another-company', 'admin');
    const id = await ask();
    expect((await post(`/${id}/approve`, stranger)).status).toBe(404);
    await post(`/${id}/approve`, second);
    expect(await view(stranger)).toMatchObject({ asOfMs: expect.any(Number) as number });
    expect((await view(stranger)).active).toBeUndefined();
    expect((await post(`/${id}/end`, employee)).status).toBe(403);
    expect((await post(`/${id}/end`, stranger)).status).toBe(404);
    expect((await view()).active?.id).toBe(id);
  });
});

describe('while break-glass runs', () => {
  it('an unknown caller under a colleague’s name is not held; what would be done is on record', async () => {
    await begin();
    const { call, opened } = await openCall();
    expect([opened.effect, opened.matchNumber]).toEqual(['none', undefined]);
    await report(call.sessionId, voice(call.participantId, 5));
    expect((await callerOf(call.sessionId, admin)).status).toBe('unverified');
    const decisions = await decisionsOf(call.sessionId);
    expect(decisions.map(({ effect, wouldBe }) => [effect, wouldBe])).toEqual([
      ['none', 'hold'],
      ['none', 'hold'],
    ]);
    expect(decisions[0]?.context.breakGlass).toBe(true);
    expect((await viewOf(call.sessionId, employee)).banner).toMatchObject({
      level: 'caution',
      headline: 'Chief Executive is not verified',
    });
    expect((await request('GET', `/api/challenges/${call.sessionId}.1`, { as: chief })).status).toBe(404);
  });

  it('who was held by policy is let go and his question withdrawn, and held and asked again when it is ended', async () => {
    const { call } = await openCall();
    await known(call.sessionId);
    expect((await callerOf(call.sessionId, admin)).status).toBe('held');
    const id = await begin();
    expect((await callerOf(call.sessionId, admin)).status).toBe('unverified');
    expect((await challengeOf(`${call.sessionId}.1`, chief)).state).toBe('cancelled');
    await post(`/${id}/end`, admin);
    expect(await callerOf(call.sessionId, admin)).toMatchObject({ status: 'held', challenge: { state: 'sent' } });
    expect((await challengeOf(`${call.sessionId}.2`, chief)).state).toBe('sent');
    const entries = await auditOf(call.sessionId);
    const steps = entries.filter(({ kind }) => kind.startsWith('break-glass') || kind === 'action.ordered');
    expect(steps.map(({ kind, body }) => `${kind} ${(body as { type?: string }).type ?? ''}`.trim())).toEqual([
      'break-glass.begun',
      'action.ordered release',
      'break-glass.ended',
      'action.ordered hold',
    ]);
  });

  it('and is over by the clock, the next signal finds the caller held again', async () => {
    await begin();
    passTime(breakGlassMs - 60_000);
    const { call, opened } = await openCall();
    expect(opened.effect).toBe('none');
    passTime(60_000);
    await report(call.sessionId, voice(call.participantId, 1, 'weak'));
    expect(await callerOf(call.sessionId, admin)).toMatchObject({ status: 'held', challenge: { state: 'sent' } });
    expect((await decisionsOf(call.sessionId)).at(-1)).toMatchObject({ effect: 'hold' });
  });

  it('and is over by the clock, a session that hears nothing holds by its alarm', async () => {
    await begin();
    passTime(breakGlassMs - 60_000);
    const { call, opened } = await openCall();
    expect(opened.effect).toBe('none');
    passTime(60_000);
    const object = env.SESSIONS.get(env.SESSIONS.idFromName(call.sessionId));
    await runDurableObjectAlarm(object);
    const held = await runInDurableObject(object, (session) =>
      session.view({ personId: admin.id, displayName: '', role: 'admin', tenantId }),
    );
    expect(held.ok && held.value.participants[0]?.status).toBe('held');
  });

  it('what a person orders is done, and stays', async () => {
    const { call } = await openCall({ from: { number: '+12025550150', asserted: false } });
    await known(call.sessionId);
    const path = `/api/sessions/${call.sessionId}/participants/${call.participantId}/actions`;
    await request('POST', path, { body: { type: 'hold' }, as: admin });
    await begin();
    expect((await callerOf(call.sessionId, admin)).status).toBe('held');
    expect((await request('POST', path, { body: { type: 'release' }, as: admin })).status).toBe(200);
  });

  it('who says “not me” is believed, and the impostor removed when it is over', async () => {
    const id = await begin();
    const { call } = await openCall();
    await known(call.sessionId);
    const path = `/api/sessions/${call.sessionId}/participants/${call.participantId}/actions`;
    expect((await request('POST', path, { body: { type: 'ask' }, as: admin })).status).toBe(200);
    await answer(`${call.sessionId}.1`, chief, { kind: 'not-me' });
    expect((await callerOf(call.sessionId, admin)).status).toBe('unverified');
    expect((await decisionsOf(call.sessionId)).at(-1)).toMatchObject({ wouldBe: 'block', askedByPerson: true });
    await vi.waitFor(async () => {
      expect((await alerts())[0]?.text).toContain('stays: break-glass runs');
    });
    await post(`/${id}/end`, admin);
    expect((await callerOf(call.sessionId, admin)).status).toBe('removed');
    const decisions = await decisionsOf(call.sessionId);
    expect(decisions.map((one) => recompute(one, firstPolicy))).toEqual(
      decisions.map(() => ({ same: true, differences: [] })),
    );
  });

  it('nothing is learned, and it is again when it is over', async () => {
    const id = await begin();
    await talk();
    expect((await env.DB.prepare('select * from contact').all()).results).toEqual([]);
    await post(`/${id}/end`, admin);
    await talk();
    await vi.waitFor(async () => {
      expect((await env.DB.prepare('select calls from contact').all()).results).toEqual([{ calls: 1 }]);
    });
  });

  it('a session that began in between looks for itself', async () => {
    const id = await ask();
    const { call } = await openCall();
    // As if the word had been spoken before the database knew the session.
    const atMs = Date.now();
    await env.DB.batch([
      env.DB.prepare('update break_glass set started_at_ms = ?1, until_ms = ?1 + 60000 where id = ?2').bind(atMs, id),
      env.DB.prepare('delete from session'),
    ]);
    const object = env.SESSIONS.get(env.SESSIONS.idFromName(call.sessionId));
    await runInDurableObject(object, async (session, state) => {
      state.storage.sql.exec('update projected set revision = 0');
      await session.resume();
    });
    await vi.waitFor(async () => {
      expect((await callerOf(call.sessionId, admin)).status).toBe('unverified');
    });
  });
});
