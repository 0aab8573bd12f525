import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { verifyChain, type AuditEntry } from '../core/audit.ts';
import type { ErasureView } from '../core/erase.ts';
import { recompute } from '../core/recompute.ts';
import type { AlertRow, AuditPage, CaseRow, SessionDecisions } from '../core/view.ts';
import { newId } from '../random.ts';
import {
  addPerson,
  answer,
  auditOf,
  gatewayId,
  gatewayKey,
  openCall,
  openOffice,
  openSocket,
  report,
  request,
  setupKey,
  tokenOf,
  viewOf,
  voice,
  type Someone,
} from './world.ts';

const tenantId = 'ten_demo-countersign';
const name = 'Chief Executive';
const number = '+12025550102';
const impostorNumber = '+12025550177';
const address = '198.51.100.77';
const note = 'I was in the garden';
const secrets = [name, number, impostorNumber, address, note, 'The Boss', 'hief.', 'chief@'];

type Erased = ErasureView & { code: string };
const erase = (id: string, as: Pick<Someone, 'cookie'>, confirm = name) =>
  request<Erased>('POST', `/api/people/${id}/erase`, { body: { confirm }, as });

/** An attack under his name, a call of his own, a call from his number under another name, a meeting, all over. */
async function past() {
  const people = await openOffice();
  await openSocket(`/api/gateway/connect?gatewayId=${gatewayId}`, gatewayKey);
  const facts = { leg: 'sip', binding: `sip:${address}`, remoteAddress: address, codec: 'PCMU' } as const;
  const { call: attack } = await openCall({ facts });
  await answer(`${attack.sessionId}.1`, people.chief, { kind: 'not-me', note });
  const { call: own } = await openCall({ from: { number, asserted: true }, facts });
  await report(own.sessionId, voice(own.participantId, 4));
  const order = `/api/sessions/${own.sessionId}/participants/${own.participantId}/actions`;
  await request('POST', order, { body: { type: 'hold', note: `${name} sounds odd` }, as: people.admin });
  const { call: spoofed } = await openCall({ from: { displayName: 'Demo Admin', number, asserted: false }, facts });
  const meeting = await meet(people);
  const ids = [attack.sessionId, own.sessionId, spoofed.sessionId, meeting];
  for (const id of ids) await report(id, { type: 'session.ended', reason: 'bye' });
  await vi.waitFor(async () => expect(await endedInD1()).toBe(ids.length), 5_000);
  return { ...people, ids, attack: attack.sessionId, own: own.sessionId, meeting };
}

async function meet({ finance, chief }: { finance: Someone; chief: Someone }): Promise<string> {
  const byHand = [
    { name: 'The Boss', email: 'Chief.Executive@demo.example' },
    { name, email: 'chief@home.example' },
  ];
  const body = { title: `Talk with ${name}`, invitees: [{ personId: chief.id }, ...byHand] };
  const made = await request<Meeting>('POST', '/api/meetings', { body, as: finance });
  const path = `/api/invitations/${tokenOf(made.body.invitations[0]?.url ?? '')}/join`;
  const { body: joined } = await request<{ participantId: string }>('POST', path, { body: {}, as: chief });
  const facts = { leg: 'webrtc', binding: 'dtls:1', remoteAddress: address, codec: 'opus' } as const;
  await report(made.body.sessionId, { type: 'participant.joined', participantId: joined.participantId, facts });
  return made.body.sessionId;
}
type Meeting = { sessionId: string; invitations: { url: string }[] };

async function endedInD1(): Promise<number> {
  const query = `select count(*) as ended from session s where state = 'ended' and revision =
    (select max(revision) from session where id = s.id)`;
  return (await env.DB.prepare(query).first<{ ended: number }>())?.ended ?? 0;
}

/** Every cell of every table as text, as somebody finds it who opens the store. */
async function databaseText(): Promise<string> {
  const tables = await env.DB.prepare(
    `select name from sqlite_master where type = 'table' and name not like '\\_cf%' escape '\\' and name not like 'sqlite%'`,
  ).all<{ name: string }>();
  const parts: string[] = [];
  for (const table of tables.results) {
    const { results } = await env.DB.prepare(`select * from "${table.name}"`).all();
    parts.push(`${table.name}: ${JSON.stringify(results)}`);
  }
  return parts.join('\n');
}

async function objectText(stub: DurableObjectStub): Promise<string> {
  return runInDurableObject(stub, (_object, { storage }) => {
    const tables = storage.sql.exec<{ name: string }>(`select name from sqlite_master where type = 'table'`).toArray();
    const own = tables.filter(({ name: table }) => !table.startsWith('_cf') && !table.startsWith('sqlite'));
    return own
      .map(({ name: table }) => `${table}: ${JSON.stringify(storage.sql.exec(`select * from "${table}"`).toArray())}`)
      .join('\n');
  });
}

const sessionText = (id: string) => objectText(env.SESSIONS.get(env.SESSIONS.idFromName(id)));
const inboxText = (id: string) => objectText(env.INBOXES.get(env.INBOXES.idFromName(id)));
const found = (text: string): string[] => text.split('\n').filter((line) => secrets.some((one) => line.includes(one)));

async function pageOf(id: string): Promise<AuditPage> {
  return (await request<AuditPage>('GET', `/api/sessions/${id}/audit`, { headers: setupKey })).body;
}

async function chainInD1(id: string): Promise<AuditEntry[]> {
  const query = 'select * from audit_entry where session_id = ? order by seq';
  const { results } = await env.DB.prepare(query).bind(id).all<Record<string, string | number>>();
  return results.map((row) => ({
    sessionId: id,
    seq: Number(row['seq']),
    atMs: Number(row['at_ms']),
    actor: String(row['actor']),
    kind: String(row['kind']),
    body: JSON.parse(String(row['body'])),
    prevHash: String(row['prev_hash']),
    hash: String(row['hash']),
  }));
}

describe('the audit', () => {
  it('holds no plain word about anybody, and opens to all of them while their keys exist', async () => {
    const { ids, attack } = await past();
    const chains = await Promise.all(ids.map((id) => auditOf(id)));
    expect(found(JSON.stringify(chains))).toEqual([]);
    expect(
      found(
        (await databaseText())
          .split('\n')
          .filter((line) => line.startsWith('audit_entry'))
          .join(''),
      ),
    ).toEqual([]);
    const { entries, opened } = await pageOf(attack);
    const said = JSON.stringify(Object.values(opened));
    for (const one of [name, impostorNumber, address, note]) expect(said).toContain(one);
    expect(JSON.stringify(entries[0])).toContain('$sealed');
  });

  it('shows opened values in the log of the console', async () => {
    const { attack, admin } = await past();
    const log = (await viewOf(attack, admin)).log?.map(({ text }) => text).join('\n') ?? '';
    expect(log).toContain(`Calls from ${impostorNumber}`);
    expect(log).toContain(`Uses the name of ${name}`);
    expect(log).toContain(`Confirm that you, ${name}, are calling Finance Lead`);
  });
});

describe('a person who is erased', () => {
  it('is in no table of the database and in no object any more, while every chain verifies as before', async () => {
    const { ids, admin, chief, finance } = await past();
    const before = await Promise.all(ids.map((id) => auditOf(id)));
    expect((await erase(chief.id, admin)).body).toEqual({
      personId: chief.id,
      done: true,
      sessions: ids.length,
      remaining: 0,
    });
    expect(found(await databaseText())).toEqual([]);
    for (const [i, id] of ids.entries()) {
      expect(found(await sessionText(id))).toEqual([]);
      const { entries, opened } = await pageOf(id);
      expect(verifyChain(entries)).toMatchObject({ ok: true });
      expect(entries.slice(0, before[i]?.length)).toEqual(before[i]);
      expect(entries.at(-1)).toMatchObject({ kind: 'subject.erased', actor: admin.id, body: { subjectId: chief.id } });
      expect(found(JSON.stringify(opened))).toEqual([]);
      expect(verifyChain(await chainInD1(id))).toEqual(verifyChain(entries));
    }
    for (const one of [chief, admin, finance]) expect(found(await inboxText(one.id))).toEqual([]);
    expect((await request('GET', '/api/me', { as: chief })).status).toBe(401);
  });

  it('leaves what was opened of others, and decisions that come out the same bit for bit', async () => {
    const { ids, admin, chief, attack, own } = await past();
    await erase(chief.id, admin);
    expect(JSON.stringify((await pageOf(own)).opened)).toContain('1001');
    const view = await viewOf(attack, admin);
    expect(view.participants.map(({ displayName }) => displayName)).toEqual(['Erased person', 'Finance Lead']);
    expect(view.title).toBe('Call to Finance Lead');
    expect(view.log?.map(({ text }) => text)).toContain('A person was erased from this session.');
    for (const id of ids) {
      const { body } = await request<SessionDecisions>('GET', `/api/sessions/${id}/decisions`, { as: admin });
      for (const made of body.decisions) {
        const policy = body.policies[made.policyVersion];
        expect(policy && recompute(made, policy)).toEqual({ same: true, differences: [] });
      }
    }
  });

  it('stays in lists of cases and alerts as an erased person', async () => {
    const { admin, chief } = await past();
    await erase(chief.id, admin);
    const { body: listed } = await request<{ cases: CaseRow[] }>('GET', '/api/cases', { as: admin });
    const { body: raised } = await request<{ alerts: AlertRow[] }>('GET', '/api/alerts', { as: admin });
    expect(listed.cases.length).toBeGreaterThan(1);
    const words = listed.cases.flatMap(({ reasons }) => reasons.map(({ text }) => text));
    expect(words).toContain('Uses the name of a colleague without anything that belongs to that person.');
    expect(raised.alerts.length).toBeGreaterThan(0);
    expect(found(JSON.stringify([listed, raised]))).toEqual([]);
    expect((await request('GET', '/api/people', { as: admin })).body).not.toMatchObject({
      people: expect.arrayContaining([expect.objectContaining({ id: chief.id })]),
    });
  });

  it('is erased from calls to him, too, and others from whom nothing was asked keep their names', async () => {
    const { admin, finance, attack, own } = await past();
    expect((await erase(finance.id, admin, 'Finance Lead')).body.done).toBe(true);
    for (const id of [attack, own]) expect(await sessionText(id)).not.toContain('Finance Lead');
    expect(await databaseText()).not.toContain('Finance Lead');
    const view = await viewOf(attack, admin);
    expect(view.title).toBe('Call to Erased person');
    expect(view.participants.map(({ displayName }) => displayName)).toEqual([name, 'Erased person']);
  });
});

describe('erasing', () => {
  it('wants the name, spares the last admin, and does not reach into another company', async () => {
    const { admin, chief } = await openOffice();
    const stranger = await addPerson('ten_another-company', 'admin');
    await env.DB.prepare('update person set display_name = ? where id = ?').bind(name, stranger.id).run();
    expect((await erase(chief.id, admin, 'Somebody')).body.code).toBe('invalid-request');
    expect((await erase(admin.id, admin, 'Demo Admin')).body.code).toBe('last-admin');
    expect((await erase(stranger.id, admin)).status).toBe(404);
    expect((await erase(chief.id, stranger)).status).toBe(404);
    const query = 'select display_name as displayName, deleted_at_ms as deletedAtMs from person where id = ?';
    const row = (id: string) => env.DB.prepare(query).bind(id).first();
    expect(await row(chief.id)).toEqual({ displayName: name, deletedAtMs: null });
    expect((await erase(chief.id, admin)).body).toMatchObject({ done: true, sessions: 0 });
    expect(await row(stranger.id)).toEqual({ displayName: name, deletedAtMs: null });
    expect(await row(chief.id)).toMatchObject({ displayName: 'Erased person' });
  });

  it('is done once, however often it is ordered, and the chain of the company says so', async () => {
    const { admin, chief, ids } = await past();
    const replies = await Promise.all([erase(chief.id, admin), erase(chief.id, admin)]);
    expect(replies.map(({ status }) => status)).toEqual([200, 200]);
    expect((await erase(chief.id, admin, 'anything')).body).toMatchObject({ done: true, sessions: ids.length });
    for (const id of ids) {
      expect((await auditOf(id)).filter(({ kind }) => kind === 'subject.erased')).toHaveLength(1);
    }
    const query = `select kind, count(*) as times from tenant_entry where tenant_id = ? and kind like 'person.eras%' group by kind`;
    const { results } = await env.DB.prepare(query).bind(tenantId).all();
    expect(results).toContainEqual({ kind: 'person.erased', times: 1 });
  });

  it('of somebody who was removed before works the same', async () => {
    const { admin, chief } = await past();
    await request('DELETE', `/api/people/${chief.id}`, { as: admin });
    expect((await erase(chief.id, admin)).body.done).toBe(true);
    const left = found(await databaseText());
    // His numbers went when he was removed, so that a call from one under another name can no longer be found.
    expect(left.filter((line) => line.includes(name))).toEqual([]);
  });

  it('goes on where it failed half-way', async () => {
    const { admin, chief, ids } = await past();
    await env.DB.exec('alter table case_row rename to away');
    const failed = await erase(chief.id, admin);
    expect([failed.status, failed.body.code]).toEqual([503, 'erasure-unfinished']);
    expect((await request('GET', '/api/me', { as: chief })).status).toBe(401);
    await env.DB.exec('alter table away rename to case_row');
    expect((await erase(chief.id, admin, '')).body).toMatchObject({ done: true, sessions: ids.length });
    expect(found(await databaseText())).toEqual([]);
    for (const id of ids) expect(found(await sessionText(id))).toEqual([]);
  });

  it('reaches a session that comes to the database only afterwards', async () => {
    const { admin, chief } = await openOffice();
    const sessionId = newId('ses');
    await env.DB.exec('alter table audit_entry rename to away');
    await openCall({ sessionId, from: { number, asserted: true } });
    expect((await erase(chief.id, admin)).body).toMatchObject({ done: true, sessions: 0 });
    await env.DB.exec('alter table away rename to audit_entry');
    const object = env.SESSIONS.get(env.SESSIONS.idFromName(sessionId));
    await vi.waitFor(async () => {
      await runDurableObjectAlarm(object);
      expect((await auditOf(sessionId)).at(-1)?.kind).toBe('subject.erased');
      expect(await chainInD1(sessionId)).toHaveLength((await auditOf(sessionId)).length);
    }, 8_000);
    expect(found(await sessionText(sessionId))).toEqual([]);
    expect(found(await databaseText())).toEqual([]);
  });
});
