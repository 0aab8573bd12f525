import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { verifyChain } from '../core/audit.ts';
import type { PersonRow, TeamRow } from '../core/view.ts';
import { databaseOf } from '../context.ts';
import { peopleByDialled } from '../store/queries/people.ts';
import { tenantEntries } from '../store/tenant-chain.ts';
import {
  addPerson,
  enrol,
  openCall,
  openOffice,
  openSocket,
  request,
  setUp,
  type Offer,
  type Someone,
} from './world.ts';

const tenantId = 'ten_demo-countersign';
let office: Awaited<ReturnType<typeof openOffice>>;
let admin: Someone;

beforeEach(async () => {
  office = await openOffice();
  ({ admin } = office);
});

type Reply = PersonRow & { code: string; detail: string };
const add = (body: object, as: Pick<Someone, 'cookie'> = admin) => request<Reply>('POST', '/api/people', { body, as });
const change = (id: string, body: object) => request<Reply>('PATCH', `/api/people/${id}`, { body, as: admin });
const remove = (id: string) => request<Reply>('DELETE', `/api/people/${id}`, { as: admin });

async function people(as: Pick<Someone, 'cookie'> = admin): Promise<PersonRow[]> {
  return (await request<{ people: PersonRow[] }>('GET', '/api/people', { as })).body.people;
}
async function teams(): Promise<TeamRow[]> {
  return (await request<{ teams: TeamRow[] }>('GET', '/api/teams', { as: admin })).body.teams;
}
const personOf = async (id: string) => (await people()).find((one) => one.id === id);
const entries = () => tenantEntries(env.DB, tenantId, 0, 100);

const clerk = {
  email: ' Sales.Clerk@Demo.example',
  displayName: 'Sales\u200b Clerk',
  team: 'Sales',
  channels: ['phone', 'zoom'],
  numbers: ['00 1 (202) 555-0140', '+12025550140', '+12025550141'],
  extension: '1010',
};

describe('adding a person', () => {
  it('stores him in one notation, with the team he names, and says so in the audit without his name', async () => {
    const { status, body } = await add(clerk);
    expect(status).toBe(201);
    const [team] = await teams();
    expect(body).toEqual({
      id: body.id,
      email: 'sales.clerk@demo.example',
      displayName: 'Sales Clerk',
      role: 'employee',
      extension: '1010',
      numbers: ['+12025550140', '+12025550141'],
      passkeys: 0,
      active: true,
      team: { id: team?.id, name: 'Sales' },
      channels: ['phone', 'zoom'],
    });
    expect(team?.memberIds).toEqual([body.id]);
    const [entry] = await entries();
    expect(entry).toMatchObject({ actor: admin.id, kind: 'person.added', body: { personId: body.id } });
    expect(JSON.stringify(await entries())).not.toMatch(/clerk|2025550/i);
  });

  it('refuses an address, extension or number that somebody has, and then leaves nothing behind', async () => {
    const codeOf = async (body: object) => {
      const reply = await add(body);
      return [reply.status, reply.body.code];
    };
    const other = { email: 'x@demo.example', displayName: 'X' };
    expect(await codeOf({ ...other, email: 'DEMO.admin@demo.example' })).toEqual([409, 'email-taken']);
    expect(await codeOf({ ...other, extension: '1001', team: 'New' })).toEqual([409, 'extension-taken']);
    expect(await codeOf({ ...other, numbers: ['+1 202 555 0101'], team: 'New' })).toEqual([409, 'number-taken']);
    expect(await people()).toHaveLength(3);
    expect(await teams()).toEqual([]);
    expect(await entries()).toEqual([]);
  });

  it('refuses what is malformed, by its name', async () => {
    const other = { email: 'x@demo.example', displayName: 'X' };
    const bad: [object, string][] = [
      [{ ...other, email: 'nobody' }, 'email'],
      [{ ...other, displayName: '\u202e ' }, 'displayName'],
      [{ ...other, numbers: ['5550100'] }, 'numbers.0'],
      [{ ...other, role: 'owner' }, 'role'],
      [{ ...other, channels: ['fax'] }, 'channels.0'],
      [{ ...other, extension: 'a b' }, 'extension'],
    ];
    for (const [body, path] of bad) {
      const reply = await add(body);
      expect([reply.status, reply.body.code, reply.body.detail.split(':')[0]]).toEqual([422, 'invalid-request', path]);
    }
  });

  it('takes only addresses of the domains that are set', async () => {
    const put = (domains: unknown) => request('PUT', '/api/domains', { body: { domains }, as: admin });
    expect((await put(['not a domain'])).status).toBe(422);
    expect((await put(['Demo.Example', 'demo.example'])).body).toEqual({ domains: ['demo.example'] });
    expect((await add({ email: 'x@evil-demo.example', displayName: 'X' })).body.code).toBe('domain-not-allowed');
    expect((await add({ email: 'x@demo.example', displayName: 'X' })).status).toBe(201);
    expect((await change(office.chief.id, { email: 'chief@other.example' })).body.code).toBe('domain-not-allowed');
  });

  it('lets one of two who add the same address at once win', async () => {
    const replies = await Promise.all([1, 2, 3].map(() => add({ ...clerk, numbers: [] })));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await entries()).toHaveLength(1);
  });
});

describe('changing a person', () => {
  it('writes only what is named, moves him between teams, and names the fields in the audit', async () => {
    const { body: added } = await add(clerk);
    const { body } = await change(added.id, { team: 'Finance', numbers: ['+12025550142'], extension: null });
    expect(body).toMatchObject({ displayName: 'Sales Clerk', numbers: ['+12025550142'], team: { name: 'Finance' } });
    expect(body.extension).toBeUndefined();
    expect((await teams()).map(({ name, memberIds }) => [name, memberIds])).toEqual([
      ['Finance', [added.id]],
      ['Sales', []],
    ]);
    expect((await entries()).at(-1)).toMatchObject({
      kind: 'person.changed',
      body: { personId: added.id, changed: ['extension', 'numbers', 'team'] },
    });
    expect((await change(added.id, { team: null })).body.team).toBeUndefined();
    expect(verifyChain(await entries()).ok).toBe(true);
  });

  it('loses nothing when two admins change different fields at once', async () => {
    const { body: added } = await add(clerk);
    const replies = await Promise.all([
      change(added.id, { displayName: 'One' }),
      change(added.id, { extension: '1011' }),
      change(added.id, { role: 'auditor' }),
    ]);
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await personOf(added.id)).toMatchObject({ displayName: 'One', extension: '1011', role: 'auditor' });
  });

  it('ends the sign-ins, pages and protection of whoever is deactivated, until he is active again', async () => {
    const { finance } = office;
    const inbox = await openSocket('/api/inbox', { cookie: finance.cookie });
    expect(inbox.status).toBe(101);
    expect((await change(finance.id, { active: false })).body.active).toBe(false);
    expect((await request('GET', '/api/me', { as: finance })).status).toBe(401);
    await expect.poll(() => inbox.state.closed).toBe(1008);
    const offer = await request<Offer>('POST', '/api/signin/options', { body: {} });
    const signIn = (ceremony: string, response: unknown) =>
      request('POST', '/api/signin', { body: { ceremony, response } });
    const response = await finance.authenticator.authenticate(offer.body.options);
    expect((await signIn(offer.body.ceremony, response)).body['code']).toBe('credential-unknown');
    expect((await openCall()).opened).toMatchObject({ code: 'callee-unknown' });
    expect((await people()).map(({ id }) => id)).toContain(finance.id);
    expect((await people(office.chief)).map(({ id }) => id)).not.toContain(finance.id);
    expect((await request('POST', `/api/people/${finance.id}/enrolment`, { body: {}, as: admin })).status).toBe(409);

    expect((await change(finance.id, { active: true })).status).toBe(200);
    expect((await request('GET', '/api/me', { as: finance })).status).toBe(401);
    const again = await request<Offer>('POST', '/api/signin/options', { body: {} });
    const proof = await finance.authenticator.authenticate(again.body.options);
    expect((await signIn(again.body.ceremony, proof)).status).toBe(200);
    expect((await openCall()).opened).toHaveProperty('effect');
  });

  it('does not ring somebody who is not protected on the phone', async () => {
    await change(office.finance.id, { channels: ['zoom'] });
    expect((await openCall()).opened).toMatchObject({ code: 'callee-unknown' });
    await change(office.finance.id, { channels: ['zoom', 'phone'] });
    expect((await openCall()).opened).toHaveProperty('effect');
  });
});

describe('removing a person', () => {
  it('hides him everywhere, frees his numbers, extension and address, and keeps the row for the audit', async () => {
    const { finance } = office;
    expect((await remove(finance.id)).status).toBe(204);
    expect((await remove(finance.id)).status).toBe(404);
    expect((await change(finance.id, { displayName: 'Back' })).status).toBe(404);
    expect(await personOf(finance.id)).toBeUndefined();
    expect((await request('GET', '/api/me', { as: finance })).status).toBe(401);
    expect((await openCall()).opened).toMatchObject({ code: 'callee-unknown' });
    const again = { email: 'finance.lead@demo.example', displayName: 'Next', extension: '1001' };
    expect((await add({ ...again, numbers: ['+12025550101'] })).status).toBe(201);
    const row = await env.DB.prepare('select deleted_at_ms from person where id = ?').bind(finance.id).first();
    expect(row?.['deleted_at_ms']).toBeGreaterThan(0);
  });

  it('never takes the last active admin, however it is tried', async () => {
    const code = async (reply: Promise<{ status: number; body: { code: string } }>) => (await reply).body.code;
    expect(await code(remove(admin.id))).toBe('last-admin');
    expect(await code(change(admin.id, { active: false }))).toBe('last-admin');
    expect(await code(change(admin.id, { role: 'operator' }))).toBe('last-admin');
    const second = await addPerson(tenantId, 'admin');
    const both = await Promise.all([
      request('PATCH', `/api/people/${second.id}`, { body: { role: 'auditor' }, as: admin }),
      request('PATCH', `/api/people/${admin.id}`, { body: { role: 'auditor' }, as: second }),
    ]);
    const left = (await env.DB.prepare(`select id from person where role = 'admin'`).all()).results;
    expect(left).toHaveLength(1);
    expect(both.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
  });
});

describe('an enrolment link', () => {
  it('enrols once, and voids the one before', async () => {
    const { body: added } = await add(clerk);
    const offer = () =>
      request<{ url: string; expiresAtMs: number }>('POST', `/api/people/${added.id}/enrolment`, {
        body: {},
        as: admin,
      });
    const [first, second] = [await offer(), await offer()];
    const show = (url: string) => request('GET', `/api/enrolments/${url.split('/').at(-1)}`);
    expect((await show(first.body.url)).status).toBe(404);
    expect((await show(second.body.url)).body).toMatchObject({ person: { email: 'sales.clerk@demo.example' } });
    expect((await enrol(second.body.url)).id).toBe(added.id);
    expect((await show(second.body.url)).status).toBe(410);
    expect((await personOf(added.id))?.passkeys).toBe(1);
    expect(JSON.stringify(await entries())).not.toContain(second.body.url.split('/').at(-1));
  });
});

describe('teams', () => {
  it('are made, filled, emptied and removed; the first team a person is in is the one he backs off to', async () => {
    const make = (name: string) =>
      request<TeamRow & { code: string }>('POST', '/api/teams', { body: { name }, as: admin });
    const [red, blue] = [(await make('Red')).body, (await make('Blue')).body];
    expect((await make('rED')).body.code).toBe('team-taken');
    const put = (id: string, personIds: string[]) =>
      request<TeamRow>('PUT', `/api/teams/${id}/members`, { body: { personIds }, as: admin });
    const { chief, finance } = office;
    expect((await put(red.id, [chief.id, finance.id])).body.memberIds).toEqual([chief.id, finance.id].sort());
    await put(blue.id, [chief.id]);
    expect((await personOf(chief.id))?.team).toEqual({ id: red.id, name: 'Red' });
    await put(red.id, [finance.id]);
    expect((await personOf(chief.id))?.team).toEqual({ id: blue.id, name: 'Blue' });
    expect((await put(red.id, ['per_nobody-of-this-place'])).status).toBe(422);
    expect((await request('DELETE', `/api/teams/${red.id}`, { as: admin })).status).toBe(204);
    expect((await personOf(finance.id))?.team).toBeUndefined();
    expect((await teams()).map(({ name }) => name)).toEqual(['Blue']);
    expect((await entries()).map(({ kind }) => kind)).toEqual([
      'team.added',
      'team.added',
      'team.changed',
      'team.changed',
      'team.changed',
      'team.removed',
    ]);
  });

  it('takes nobody of another tenant in', async () => {
    const stranger = await addPerson('ten_another-company', 'admin');
    const { body: team } = await request<TeamRow>('POST', '/api/teams', { body: { name: 'Red' }, as: admin });
    const put = (as: Pick<Someone, 'cookie'>, personIds: string[]) =>
      request('PUT', `/api/teams/${team.id}/members`, { body: { personIds }, as });
    expect((await put(admin, [stranger.id])).status).toBe(422);
    expect((await put(stranger, [stranger.id])).status).toBe(404);
    expect(
      (await request('PATCH', `/api/people/${office.chief.id}`, { body: { role: 'admin' }, as: stranger })).status,
    ).toBe(404);
    expect((await request('DELETE', `/api/people/${office.chief.id}`, { as: stranger })).status).toBe(404);
  });
});

describe('a newer tenant', () => {
  it('cannot draw calls of an older one by putting its numbers on its own file', async () => {
    const stranger = await addPerson('ten_another-company', 'admin');
    const mine = { email: 'x@x.example', displayName: 'X', extension: '1001', numbers: ['+12025550101'] };
    expect((await add(mine, stranger)).status).toBe(201);
    for (const dialled of ['1001', '+12025550101']) {
      const { people: found } = await peopleByDialled(databaseOf(env.DB), dialled, undefined);
      expect(new Set(found.map((one) => one.tenantId))).toEqual(new Set([tenantId]));
    }
  });
});

it('setting up again brings nobody back whom an admin removed', async () => {
  await remove(office.chief.id);
  const { enrolments } = await setUp();
  expect(enrolments.map(({ person }) => person)).toEqual([]);
  expect(await personOf(office.chief.id)).toBeUndefined();
});
