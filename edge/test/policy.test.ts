import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DecisionRecord } from '../core/decision-record.ts';
import { firstPolicy, type Policy } from '../core/policy.ts';
import type { PolicyList, PolicyVersion, Rehearsal, StoredPolicy } from '../core/policy-view.ts';
import type { SessionDecisions } from '../core/view.ts';
import { tenantEntries } from '../store/tenant-chain.ts';
import { verifyChain } from '../core/audit.ts';
import { addPerson, answer, openCall, openOffice, report, request, voice, type Someone } from './world.ts';

const tenantId = 'ten_demo-countersign';
const stricter: Policy = { ...firstPolicy, bands: { ask: 0.04, hold: 0.25, block: 0.8 } };
const weaker: Policy = { ...firstPolicy, bands: { ask: 0.2, hold: 0.9, block: 0.95 } };

type As = Pick<Someone, 'id' | 'cookie'>;
let admin: As;
let second: As;
let finance: Someone;
let chief: Someone;

beforeEach(async () => {
  const office = await openOffice();
  ({ admin, finance, chief } = office);
  second = await addPerson(tenantId, 'admin');
});

const list = async (as: As = admin) => (await request<PolicyList>('GET', '/api/policies', { as })).body;
const post = (path: string, as: As, body: unknown = {}) =>
  request<PolicyVersion & { code: string; detail: string }>('POST', `/api/policies${path}`, { body, as });
const save = (policy: unknown, basedOn: number, as: As = admin) => post('', as, { policy, note: 'Why', basedOn });
const kinds = async () => (await tenantEntries(env.DB, tenantId, 0, 100)).map(({ kind }) => kind);

describe('policy as versions', () => {
  it('begins with the one everybody has, and writes it down with the first change', async () => {
    const before = await list();
    expect(before.active).toMatchObject({ version: 1, state: 'active', policy: firstPolicy, weakens: [] });
    const saved = await save(stricter, 1);
    expect([saved.status, saved.body]).toMatchObject([201, { version: 2, state: 'active', basedOn: 1, note: 'Why' }]);
    const after = await list();
    expect(after.active.policy).toEqual({ ...stricter, version: 2 });
    expect(after.versions.map(({ version, state }) => [version, state])).toEqual([
      [2, 'active'],
      [1, 'superseded'],
    ]);
    const first = await request<StoredPolicy>('GET', '/api/policies/1', { as: second });
    expect(first.body).toEqual({ ...before.active, state: 'superseded' });
    expect((await request('GET', '/api/policies/3', { as: admin })).status).toBe(404);
    expect(await kinds()).toEqual(['policy.activated']);
  });

  it('needs a second admin for what weakens', async () => {
    const proposed = await save(weaker, 1);
    expect([proposed.status, proposed.body.state]).toEqual([202, 'pending']);
    expect(proposed.body.weakens.length).toBeGreaterThan(0);
    expect((await list()).active.version).toBe(1);
    const own = await post('/2/approve', admin);
    expect([own.status, own.body.code]).toEqual([403, 'second-person-required']);
    const approved = await post('/2/approve', second);
    expect([approved.status, approved.body]).toMatchObject([200, { state: 'active', decidedBy: second.id }]);
    expect((await list()).active).toMatchObject({ version: 2, state: 'active', decidedBy: second.id });
    expect((await post('/2/approve', second)).body.code).toBe('action-not-possible');
    const entries = await tenantEntries(env.DB, tenantId, 0, 100);
    expect(entries.map(({ kind, actor }) => [kind, actor])).toEqual([
      ['policy.proposed', admin.id],
      ['policy.approved', second.id],
    ]);
    expect(verifyChain(entries)).toMatchObject({ ok: true });
  });

  it('can be rejected, and then never comes in force', async () => {
    await save(weaker, 1);
    expect((await post('/2/reject', admin)).body).toMatchObject({ state: 'rejected', decidedBy: admin.id });
    expect((await post('/2/approve', second)).status).toBe(409);
    expect((await post('/2/rollback', second)).body.code).toBe('action-not-possible');
    expect((await list()).active.version).toBe(1);
  });

  it('refuses what was made from a version that is no longer in force', async () => {
    await save(weaker, 1);
    await save(stricter, 1);
    expect((await list()).active.version).toBe(3);
    expect((await save({ ...stricter, channels: {} }, 1)).status).toBe(409);
    const late = await post('/2/approve', second);
    expect([late.status, late.body.code]).toEqual([409, 'conflict']);
    expect((await list()).active.version).toBe(3);
  });

  it('takes one of many that are saved at once, and says so to the others', async () => {
    const drafts = Array.from({ length: 5 }, (_, i) => ({
      ...stricter,
      bands: { ...stricter.bands, ask: 0.03 - i / 1e3 },
    }));
    const replies = await Promise.all(drafts.map((draft) => save(draft, 1)));
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409, 409, 409]);
    expect((await list()).versions).toHaveLength(2);
  });

  it('goes back as a new version, for which the same rule holds', async () => {
    await save(stricter, 1);
    const back = await post('/1/rollback', admin);
    expect([back.status, back.body]).toMatchObject([202, { version: 3, state: 'pending', note: 'Back to version 1.' }]);
    await post('/3/approve', second);
    expect((await list()).active.policy).toEqual({ ...firstPolicy, version: 3 });
    const forth = await post('/2/rollback', admin);
    expect([forth.status, forth.body.state, forth.body.version]).toEqual([201, 'active', 4]);
    expect((await save((await list()).active.policy, 4)).body.code).toBe('action-not-possible');
  });

  it('is refused with the place and the reason when it cannot be parsed or would lock everybody out', async () => {
    const refused = async (policy: unknown) => {
      const { status, body } = await save(policy, 1);
      expect([status, body.code]).toEqual([422, 'policy-refused']);
      return body.detail;
    };
    expect(await refused({})).toContain('bands');
    expect(await refused(null)).toBeTruthy();
    expect(await refused({ ...firstPolicy, bands: { ask: 0.005, hold: 0.3, block: 0.8 } })).toMatch(/^bands\.ask: /);
    expect(await refused({ ...firstPolicy, methods: { ask: ['totp'], hold: ['passkey'] } })).toMatch(/^methods\.ask: /);
    const critical = { personIds: ['per_of-nobody-here'] };
    expect(await refused({ ...firstPolicy, critical })).toContain('There is no person per_of-nobody-here');
    expect((await list()).versions).toHaveLength(1);
    expect(await kinds()).toEqual([]);
  });

  it('is of one tenant', async () => {
    const stranger = await addPerson('ten_another-company', 'admin');
    await save(stricter, 1);
    await save(weaker, 2);
    expect((await list(stranger)).active).toMatchObject({ version: 1, policy: firstPolicy });
    expect((await post('/3/approve', stranger)).status).toBe(404);
    expect((await request('GET', '/api/policies/2', { as: stranger })).status).toBe(404);
  });
});

async function decisionsOf(sessionId: string): Promise<SessionDecisions> {
  return (await request<SessionDecisions>('GET', `/api/sessions/${sessionId}/decisions`, { as: admin })).body;
}

describe('the policy in force', () => {
  it('is that of calls opened from then on, and an open call keeps its own', async () => {
    const known = { displayName: 'Chief Executive', number: '+12025550102', asserted: true };
    const old = await openCall({ from: known });
    expect(old.opened.effect).toBe('none');
    const critical = { personIds: ['per_demo-chief-executive'] };
    const floors = [{ name: 'use of a name', when: [], claimsColleague: true, effect: 'ask' as const }];
    expect((await save({ ...firstPolicy, critical, floors: [...firstPolicy.floors, ...floors] }, 1)).status).toBe(201);
    await report(old.call.sessionId, voice(old.call.participantId, 0.5, 'weak'));
    const fresh = await openCall({ from: known });
    expect(fresh.opened.effect).toBe('hold');
    const [before, after] = [await decisionsOf(old.call.sessionId), await decisionsOf(fresh.call.sessionId)];
    expect(before.decisions.map(({ policyVersion }) => policyVersion)).toEqual(before.decisions.map(() => 1));
    expect(after.decisions[0]?.policyVersion).toBe(2);
    expect(after.policies[2]?.critical).toEqual(critical);
  });

  it('of a meeting is that of its opening', async () => {
    const make = async () => {
      const body = { title: 'Budget', invitees: [] };
      return (await request<{ sessionId: string }>('POST', '/api/meetings', { body, as: finance })).body.sessionId;
    };
    const old = await make();
    await save(stricter, 1);
    const fresh = await make();
    expect(Object.keys((await decisionsOf(old)).policies)).toEqual(['1']);
    expect(Object.keys((await decisionsOf(fresh)).policies)).toEqual(['2']);
  });
});

describe('a decision', () => {
  it('says whether the policy or a person wanted the question whose outcome it takes in', async () => {
    const byPolicy = await openCall();
    await answer(`${byPolicy.call.sessionId}.1`, chief, { kind: 'not-me' });
    const known = { displayName: 'Chief Executive', number: '+12025550102', asserted: true };
    const byPerson = await openCall({ from: known });
    const { sessionId, participantId } = byPerson.call;
    const path = `/api/sessions/${sessionId}/participants/${participantId}/actions`;
    await request('POST', path, { body: { type: 'ask' }, as: admin });
    await answer(`${sessionId}.1`, chief, { kind: 'not-me' });
    const marks = async (id: string) => (await decisionsOf(id)).decisions.map(({ askedByPerson }) => askedByPerson);
    expect((await marks(byPolicy.call.sessionId)).filter((mark) => mark !== undefined)).toEqual([]);
    const marked = await marks(sessionId);
    expect([marked.at(-1), marked.slice(0, -1).every((mark) => mark === undefined)]).toEqual([true, true]);
  });
});

/** Puts decisions on record as the projection does. */
async function remember(records: readonly DecisionRecord[]): Promise<void> {
  const insert = env.DB.prepare('insert into decision values (?, ?, ?, ?, ?, ?, ?)');
  await env.DB.batch(
    records.map((one) =>
      insert.bind(
        one.sessionId,
        one.ordinal,
        tenantId,
        one.participantId,
        one.atMs,
        one.drill ? 1 : 0,
        JSON.stringify(one),
      ),
    ),
  );
}

describe('a rehearsal', () => {
  const rehearse = async (policy: Policy, more: { fromMs?: number } = {}) =>
    (await request<Rehearsal>('POST', '/api/policies/rehearsals', { body: { policy, ...more }, as: admin })).body;

  it('plays the tenant’s own history under the rules in force and under others', async () => {
    const { call } = await openCall();
    const { decisions } = await decisionsOf(call.sessionId);
    const [first] = decisions;
    if (first === undefined) throw new TypeError('nothing was decided');
    await env.DB.exec('delete from decision');
    const copies = Array.from({ length: 1203 }, (_, i) => {
      const [sessionId, participantId] = [`ses_copy-${i}`, `par_copy-${i}`];
      return { ...first, sessionId, participantId, atMs: first.atMs + (i >> 2), ordinal: 1, drill: i >= 1200 };
    });
    // Its beginning is not among them, so it cannot be played again.
    await remember([...copies, { ...first, sessionId: 'ses_cut', participantId: 'par_cut', ordinal: 2 }]);
    const confirmed = { participantId: 'par_copy-7', state: 'confirmed' };
    await env.DB.prepare('insert into case_row values (?, ?, ?, ?, 0, ?, 1)')
      .bind('cas_1', tenantId, first.atMs, first.atMs, JSON.stringify(confirmed))
      .run();
    const rehearsal = await rehearse(weaker);
    expect(rehearsal.now).toMatchObject({
      sessions: 1200,
      participants: 1200,
      asked: 1200,
      held: 1200,
      challengeRate: 1,
    });
    expect(rehearsal.asked[0]?.subjectId).toBe('per_demo-chief-executive');
    expect(rehearsal.missed).toEqual([]);
    const blind = { ...weaker, bands: { ask: 0.99, hold: 0.995, block: 0.999 }, floors: [] };
    const missing = await rehearse(blind);
    expect(missing.proposed).toMatchObject({ participants: 1200, asked: 0, held: 0, challengeRate: 0 });
    expect([missing.asked, missing.missed]).toEqual([[], ['par_copy-7']]);
    expect((await rehearse(weaker, { fromMs: first.atMs + 299 })).now.participants).toBe(4);
  });

  it('of nothing counts nothing', async () => {
    const rehearsal = await rehearse(weaker);
    expect(rehearsal.now).toEqual(rehearsal.proposed);
    expect(rehearsal).toMatchObject({ now: { sessions: 0, challengeRate: 0 }, asked: [], missed: [] });
  });
});
