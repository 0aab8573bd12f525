import { runDurableObjectAlarm } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import type { AuditEntry } from '../core/audit.ts';
import type { DrillView } from '../core/view.ts';
import { makeDrillMark } from '../drill-mark.ts';
import { deriveKeys } from '../keys.ts';
import { newId } from '../random.ts';
import {
  auditOf,
  callerOf,
  gatewayId,
  gatewayKey,
  openCall,
  opening,
  openOffice,
  openSocket,
  report,
  request,
  setupKey,
  viewOf,
  voice,
} from './world.ts';

const known = { from: { displayName: 'Chief Executive', number: '+1 (202) 555-0102', asserted: true } };
const stranger = { from: { number: '+12025550150', asserted: false } };

describe('a call that is opened', () => {
  it('by a colleague from his number on file rings without any question', async () => {
    const { finance } = await openOffice();
    const { call, opened } = await openCall(known);
    expect(opened).toMatchObject({ effect: 'none', drill: false });
    expect(opened.matchNumber).toBeUndefined();
    const view = await viewOf(call.sessionId, finance);
    expect(view.banner).toBeUndefined();
    expect(view.state).toBe('ringing');
  });

  it('under a colleague’s name from an unknown number is held before it rings', async () => {
    const { finance } = await openOffice();
    const { call, opened } = await openCall();
    expect(opened.effect).toBe('hold');
    expect(opened.matchNumber).toMatch(/^\d{3}$/);
    const view = await viewOf(call.sessionId, finance);
    expect(view.banner).toMatchObject({
      level: 'high',
      headline: 'This caller may not be Chief Executive',
      nextStep: 'Do not share or approve anything. We are asking Chief Executive on an enrolled device.',
    });
  });

  it('twice with one session id is one call, and gets one answer', async () => {
    await openOffice();
    const call = opening();
    const replies = await Promise.all(
      Array.from({ length: 5 }, () => request('POST', '/api/gateway/sessions', { body: call, headers: gatewayKey })),
    );
    expect(new Set(replies.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect((await auditOf(call.sessionId)).filter(({ kind }) => kind === 'session.opened')).toHaveLength(1);
  });

  it('to nobody’s number is refused', async () => {
    await openOffice();
    const body = opening({ to: { user: '1999', host: 'localhost' } });
    const reply = await request('POST', '/api/gateway/sessions', { body, headers: gatewayKey });
    expect([reply.status, reply.body['code']]).toEqual([404, 'callee-unknown']);
  });

  it('shows numbers of the risk engine to console roles only', async () => {
    const { finance, admin } = await openOffice();
    const { call } = await openCall();
    const [forEmployee, forAdmin] = [await viewOf(call.sessionId, finance), await viewOf(call.sessionId, admin)];
    expect(forEmployee.participants.some(({ risk }) => risk !== undefined)).toBe(false);
    expect([forEmployee.timeline, forEmployee.log]).toEqual([undefined, undefined]);
    const risk = forAdmin.participants[0]?.risk;
    const sum = (risk?.contributions ?? []).reduce((total, { nats }) => total + nats, risk?.priorNats ?? 0);
    expect(sum).toBeCloseTo(risk?.logit ?? Number.NaN, 9);
    expect(forAdmin.timeline?.length).toBeGreaterThan(0);
    expect(forAdmin.log?.length).toBeGreaterThan(3);
  });
});

describe('events of the gateway', () => {
  it('are stored once, whatever arrives how often', async () => {
    const { admin } = await openOffice();
    const { call } = await openCall(stranger);
    const event = { ...voice(call.participantId, 1, 'weak'), id: newId('evt'), atMs: 5 };
    const replies = await Promise.all(Array.from({ length: 10 }, () => report(call.sessionId, event)));
    expect(replies.flatMap(({ stored }) => stored)).toEqual([event.id]);
    expect(replies.flatMap(({ duplicate }) => duplicate)).toHaveLength(9);
    expect((await auditOf(call.sessionId)).filter(({ kind }) => kind === 'voice.scored')).toHaveLength(1);
    expect((await callerOf(call.sessionId, admin)).monitoring).toBe('scoring');
  });

  it('about unknown sessions and participants are refused for good, the others of the batch are stored', async () => {
    await openOffice();
    const { call } = await openCall(stranger);
    const taken = await report(call.sessionId, voice(newId('par'), 1), voice(call.participantId, 1));
    expect([taken.stored.length, taken.refused.map(({ code }) => code)]).toEqual([1, ['participant-unknown']]);
    expect((await report(newId('ses'), voice(call.participantId, 1))).refused[0]?.code).toBe('not-found');
    const mixed = await report(
      call.sessionId,
      { ...voice(call.participantId, 1), speechSeconds: -1 },
      voice(call.participantId, 2),
    );
    expect([mixed.stored.length, mixed.refused.map(({ code }) => code)]).toEqual([1, ['invalid-request']]);
  });

  it('hold a caller with a strong synthetic voice, and ask nobody when he claims to be nobody', async () => {
    const { finance } = await openOffice();
    const { call } = await openCall(stranger);
    await report(call.sessionId, voice(call.participantId, 9));
    const caller = await callerOf(call.sessionId, finance);
    expect([caller.status, caller.challenge]).toEqual(['held', undefined]);
    expect(caller.can.release).toMatchObject({ allowed: false });
  });

  it('hold a colleague’s own number when the voice is strongly synthetic, and ask the colleague', async () => {
    const { finance } = await openOffice();
    const { call } = await openCall(known);
    await report(call.sessionId, voice(call.participantId, 4));
    expect(await callerOf(call.sessionId, finance)).toMatchObject({ status: 'held', challenge: { state: 'sent' } });
  });

  it('do not let the speaker, or a stranger, testify about the speaker', async () => {
    const { admin } = await openOffice();
    const { call, opened } = await openCall(stranger);
    const score = voice(call.participantId, -0.7, 'none');
    const own = { ...score, source: 'listener', listenerId: call.participantId } as const;
    const nobody = { ...score, source: 'listener' } as const;
    const taken = await report(call.sessionId, own, nobody);
    expect(taken.refused.map(({ code }) => code)).toEqual(['not-allowed', 'not-allowed']);
    const listener = { ...score, source: 'listener', listenerId: opened.calleeId } as const;
    expect((await report(call.sessionId, listener)).stored).toHaveLength(1);
    expect((await callerOf(call.sessionId, admin)).monitoredBy).toBe('listener');
  });

  it('never lower the risk by falling silent', async () => {
    const { admin } = await openOffice();
    const { call } = await openCall(stranger);
    await report(call.sessionId, voice(call.participantId, 2, 'weak'));
    const before = (await callerOf(call.sessionId, admin)).risk?.logit;
    const { llrNats: _, strength: __, ...silent } = voice(call.participantId, 0);
    await report(call.sessionId, { ...silent, monitoring: 'not-monitored' });
    const after = await callerOf(call.sessionId, admin);
    expect([after.monitoring, after.risk?.logit]).toEqual(['not-monitored', before]);
  });

  it('are one line of the audit in ten seconds while nothing changes', async () => {
    await openOffice();
    const { call } = await openCall(stranger);
    for (let i = 0; i < 5; i += 1) await report(call.sessionId, voice(call.participantId, 1 + i / 100, 'weak'));
    expect((await auditOf(call.sessionId)).filter(({ kind }) => kind === 'voice.scored')).toHaveLength(1);
  });
});

describe('what is learned', () => {
  async function talk(overrides: Parameters<typeof openCall>[0]) {
    const { call, opened } = await openCall(overrides);
    const facts = { leg: 'webrtc', binding: 'dtls:1', remoteAddress: '192.0.2.8', codec: 'PCMU' } as const;
    await report(call.sessionId, { type: 'participant.joined', participantId: opened.calleeId, facts });
    await report(call.sessionId, { type: 'session.ended', reason: 'bye' });
    return call;
  }
  const contacts = async () => (await env.DB.prepare('select number, calls from contact').all()).results;

  it('is a number that talked and gave no reason for doubt', async () => {
    const { admin } = await openOffice();
    await talk(stranger);
    await vi.waitFor(async () => expect(await contacts()).toEqual([{ number: '+12025550150', calls: 1 }]));
    const { call } = await openCall(stranger);
    const codes = (await callerOf(call.sessionId, admin)).risk?.contributions.map(({ code }) => code);
    expect(codes).toEqual(['number-seen-before']);
  });

  it('is not a number that was held', async () => {
    const { admin } = await openOffice();
    const call = await talk({});
    expect((await viewOf(call.sessionId, admin)).state).toBe('ended');
    await vi.waitFor(async () => {
      const { results } = await env.DB.prepare(`select state from session where id = ?`).bind(call.sessionId).all();
      expect(results).toEqual([{ state: 'ended' }]);
    });
    expect(await contacts()).toEqual([]);
  });
});

describe('the audit', () => {
  it('reaches D1 as the very chain that the session holds', async () => {
    await openOffice();
    const { call } = await openCall();
    await report(call.sessionId, voice(call.participantId, 3), { type: 'session.ended', reason: 'bye' });
    const chain = await auditOf(call.sessionId);
    await vi.waitFor(async () => {
      const query = 'select * from audit_entry where session_id = ? order by seq';
      const { results } = await env.DB.prepare(query).bind(call.sessionId).all();
      const projected = results.map((row) => ({
        seq: row['seq'],
        hash: row['hash'],
        body: JSON.parse(String(row['body'])),
      }));
      expect(projected).toEqual(chain.map(({ seq, hash, body }) => ({ seq, hash, body })));
    });
  });

  it('loses nothing while the database is away', async () => {
    await openOffice();
    const { call } = await openCall();
    const object = env.SESSIONS.get(env.SESSIONS.idFromName(call.sessionId));
    await env.DB.exec('alter table session rename to away');
    expect((await report(call.sessionId, { type: 'session.ended', reason: 'bye' })).stored).toHaveLength(1);
    await env.DB.exec('alter table away rename to session');
    const chain = await auditOf(call.sessionId);
    await vi.waitFor(async () => {
      await runDurableObjectAlarm(object);
      const query =
        'select state, (select count(*) from audit_entry where session_id = id) as entries from session where id = ?';
      const { results } = await env.DB.prepare(query).bind(call.sessionId).all();
      expect(results).toEqual([{ state: 'ended', entries: chain.length }]);
    }, 8_000);
  });

  it('is read in pages', async () => {
    await openOffice();
    const { call } = await openCall();
    const whole = await auditOf(call.sessionId);
    const paged: AuditEntry[] = [];
    for (let after: number | undefined = 0; after !== undefined; ) {
      const path = `/api/sessions/${call.sessionId}/audit?after=${after}&limit=3`;
      const page: { body: { entries: AuditEntry[]; nextAfterSeq?: number } } = await request('GET', path, {
        headers: setupKey,
      });
      paged.push(...page.body.entries);
      after = page.body.nextAfterSeq;
    }
    expect(paged).toEqual(whole);
  });
});

describe('a drill', () => {
  async function ordered() {
    const gateway = await openSocket(`/api/gateway/connect?gatewayId=${gatewayId}`, gatewayKey);
    const { body } = await request<DrillView>('POST', '/api/drills', { body: {}, headers: setupKey });
    const action = await vi.waitFor(() => {
      const message = gateway.messages.find(({ type }) => type === 'action');
      expect(message).toBeDefined();
      return message?.['action'] as { id: string; mark: string; callee: string; displayName: string; number: string };
    });
    const call = opening({
      drillMark: action.mark,
      to: { user: action.callee, host: 'localhost' },
      from: { displayName: action.displayName, number: action.number, asserted: false },
    });
    return { drillId: body.id, actionId: action.id, call };
  }

  it('is held before it speaks, is marked everywhere, and is done', async () => {
    const { admin } = await openOffice();
    const { drillId, call } = await ordered();
    await request('POST', '/api/gateway/sessions', { body: call, headers: gatewayKey });
    const { body } = await request<DrillView>('GET', `/api/drills/${drillId}`, { as: admin });
    expect(body).toMatchObject({ state: 'done', session: call.sessionId, heldAfterMs: 0, decision: 'hold' });
    expect(body.reasons.join(' ')).toContain('Chief Executive');
    expect((await viewOf(call.sessionId, admin)).drill).toBe(true);
    expect((await auditOf(call.sessionId))[0]?.body).toMatchObject({ drill: true, drillId });
  });

  it('uses its mark once; again, forged or late it is a real call and the audit says so', async () => {
    await openOffice();
    const { drillId, call } = await ordered();
    await request('POST', '/api/gateway/sessions', { body: call, headers: gatewayKey });
    const key = deriveKeys({ gatewayKey: env.GATEWAY_KEY, setupKey: env.SETUP_KEY }).drillMark;
    const late = makeDrillMark(key, { drillId, callee: '1001', expMs: Date.now() - 1 });
    const elsewhere = makeDrillMark(key, { drillId, callee: '1002', expMs: Date.now() + 1000 });
    const marks = [
      [call.drillMark, 'used'],
      [late, 'expired'],
      [elsewhere, 'other-callee'],
      [`${late}x`, 'forged'],
      ['no mark', 'forged'],
    ];
    for (const [drillMark, reason] of marks) {
      const { call: real, opened } = await openCall({ drillMark });
      expect(opened.drill).toBe(false);
      const entry = (await auditOf(real.sessionId)).find(({ kind }) => kind === 'drill-mark-refused');
      expect(entry?.body).toEqual({ reason });
    }
  });

  it('that the gateway cannot place has failed, in its words', async () => {
    await openOffice();
    const { drillId, actionId } = await ordered();
    await report('', { type: 'action.failed', actionId, reason: 'no speech program' });
    const { body } = await request<DrillView>('GET', `/api/drills/${drillId}`, { headers: setupKey });
    expect(body).toMatchObject({ state: 'failed', detail: 'no speech program' });
  });

  it('needs a gateway', async () => {
    const { admin } = await openOffice();
    const reply = await request('POST', '/api/drills', { body: {}, as: admin });
    expect([reply.status, reply.body['code']]).toEqual([503, 'gateway-away']);
  });
});
