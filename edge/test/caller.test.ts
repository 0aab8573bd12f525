import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { lessonOf } from '../core/lesson.ts';
import { learnStatements } from '../store/queries/baseline.ts';
import { callerOf, openCall, openOffice, report, request, viewOf, type Someone } from './world.ts';

const onFile = { displayName: 'Chief Executive', number: '+12025550102', asserted: true };
const sip = { leg: 'sip', binding: 'sip:call-1', remoteAddress: '192.0.2.1', codec: 'PCMU' } as const;
const web = { leg: 'webrtc', binding: 'dtls:finance', remoteAddress: '192.0.2.9', codec: 'opus' } as const;

async function findingsOf(sessionId: string, admin: Someone): Promise<Record<string, number>> {
  const view = await viewOf(sessionId, admin);
  const caller = view.participants.find(({ role }) => role === 'caller');
  return Object.fromEntries((caller?.risk?.contributions ?? []).map(({ code, nats }) => [code, nats]));
}

async function learnedBy(personId: string): Promise<string[]> {
  const { results } = await env.DB.prepare(
    `select feature || '=' || value as one from baseline where scope = 'person' and scope_id = ? and value <> ''
       and feature <> 'hour' order by one`,
  )
    .bind(personId)
    .all<{ one: string }>();
  return results.map(({ one }) => one);
}

/** Calls that went well on the same weekday at this hour, weeks ago. */
async function teachCalls(personId: string, contact: string, times: number): Promise<void> {
  const { tenant_id: tenantId = '' } =
    (await env.DB.prepare('select tenant_id from person where id = ?').bind(personId).first<{ tenant_id: string }>()) ??
    {};
  const lessons = Array.from({ length: times }, (_, i) => {
    const atMs = Date.now() - (times - i) * 7 * 86_400_000;
    const seen = { atMs, values: { 'contact-channel': 'phone' }, contact };
    return lessonOf(seen, { key: `call-${contact}-${i}`, personId, source: 'session' });
  });
  await env.DB.batch(learnStatements(env.DB, tenantId, lessons, { token: `taught-${contact}`, atMs: Date.now() }));
}

describe('a caller with the number of a colleague', () => {
  it('is compared with what that colleague usually does', async () => {
    const { admin, finance, chief } = await openOffice();
    await teachCalls(chief.id, finance.id, 6);
    const { call, opened } = await openCall({ from: onFile });
    expect(opened.effect).toBe('none');
    const usual = await findingsOf(call.sessionId, admin);
    expect(usual['contact']).toBeLessThan(0);
    expect(usual['hour']).toBeLessThan(0);
  });

  it('is thought odd when that colleague never calls this person', async () => {
    const { admin, chief } = await openOffice();
    await teachCalls(chief.id, 'per_somebody-else-entirely', 20);
    const { call } = await openCall({ from: onFile });
    expect((await findingsOf(call.sessionId, admin))['contact']).toBeGreaterThan(1);
  });

  it('teaches both sides whom they talk with, when the call went well', async () => {
    const { finance, chief, admin } = await openOffice();
    const { call, opened } = await openCall({ from: onFile });
    const { sessionId } = call;
    const joined = await request('POST', `/api/sessions/${sessionId}/join`, { body: {}, as: finance });
    expect(joined.status).toBe(200);
    await report(sessionId, { type: 'participant.joined', participantId: call.participantId, facts: sip });
    await report(sessionId, { type: 'participant.joined', participantId: opened.calleeId, facts: web });
    expect((await callerOf(sessionId, admin)).status).not.toBe('held');
    await report(sessionId, { type: 'session.ended', reason: 'hangup' });
    await vi.waitFor(async () => {
      expect(await learnedBy(chief.id)).toEqual([
        'contact-channel=phone',
        `contact=${finance.id}`,
        'number=+12025550102',
      ]);
      expect(await learnedBy(finance.id)).toEqual(
        expect.arrayContaining(['contact-channel=phone', `contact=${chief.id}`]),
      );
    });
  });

  it('teaches nothing when only he himself says that it is his number', async () => {
    const { finance, chief } = await openOffice();
    const { call, opened } = await openCall({ from: { ...onFile, asserted: false } });
    const { sessionId } = call;
    await request('POST', `/api/sessions/${sessionId}/join`, { body: {}, as: finance });
    await report(sessionId, { type: 'participant.joined', participantId: call.participantId, facts: sip });
    await report(sessionId, { type: 'participant.joined', participantId: opened.calleeId, facts: web });
    await report(sessionId, { type: 'session.ended', reason: 'hangup' });
    await vi.waitFor(async () => expect(await learnedBy(finance.id)).toContain('contact-channel=phone'));
    expect(await learnedBy(chief.id)).toEqual([]);
  });

  it('whose provider does not vouch for it is not trusted for it', async () => {
    const { admin } = await openOffice();
    const weak = await openCall({ from: { ...onFile, attestation: 'C' } });
    expect(await findingsOf(weak.call.sessionId, admin)).toMatchObject({ 'attestation-weak': 2 });
    const full = await openCall({ from: { ...onFile, attestation: 'A' } });
    expect(await findingsOf(full.call.sessionId, admin)).toMatchObject({ 'attestation-full': -0.5 });
  });

  it('whose SIM was changed lately says so', async () => {
    const { admin } = await openOffice();
    await env.DB.prepare("update person_number set sim_changed_at_ms = ? where number = '+12025550102'")
      .bind(Date.now() - 86_400_000)
      .run();
    const { call } = await openCall({ from: onFile });
    expect(await findingsOf(call.sessionId, admin)).toMatchObject({ 'sim-changed': 2 });
  });
});

describe('a caller with nothing but the name of a colleague', () => {
  it('wins nothing by coming at the usual hour to a usual contact, and teaches nothing', async () => {
    const { admin, finance, chief } = await openOffice();
    await teachCalls(chief.id, finance.id, 6);
    const { call, opened } = await openCall();
    expect(opened.effect).toBe('hold');
    const found = await findingsOf(call.sessionId, admin);
    expect(Object.keys(found)).not.toContain('hour');
    expect(Object.keys(found)).not.toContain('contact');
    await report(call.sessionId, { type: 'session.ended', reason: 'hangup' });
    expect(await learnedBy(chief.id)).toEqual(['contact-channel=phone', `contact=${finance.id}`]);
  });
});
