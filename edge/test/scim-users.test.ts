import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { verifyChain } from '../core/audit.ts';
import type { PersonRow } from '../core/view.ts';
import { enterpriseUrn, errorUrn, userUrn } from '../scim/urns.ts';
import { tenantEntries } from '../store/tenant-chain.ts';
import { connectDirectory, newUser, type Directory, type ScimFailure } from './directory.ts';
import { openCall, openOffice, origin, request } from './world.ts';

const tenantId = 'ten_demo-countersign';
let office: Awaited<ReturnType<typeof openOffice>>;
let directory: Directory;

beforeEach(async () => {
  office = await openOffice();
  directory = await connectDirectory(office.admin);
});

const clerk = newUser('Sales.Clerk', {
  externalId: 'E-1',
  name: { givenName: 'Sales', familyName: 'Clerk' },
  phoneNumbers: [
    { value: 'tel:+1-202-555-0140', type: 'work' },
    { value: 'ext. 12', type: 'other' },
    { value: '+12025550149', type: 'fax' },
  ],
  [enterpriseUrn]: { department: 'Sales', manager: { value: 'M-1' } },
  'urn:example:extension:2.0:User': { badge: 7 },
  shoeSize: 44,
  password: 'never kept',
});
const entries = () => tenantEntries(env.DB, tenantId, 0, 100);
const people = async () =>
  (await request<{ people: PersonRow[] }>('GET', '/api/people', { as: office.admin })).body.people;
const add = async (more = {}) => (await directory.post('/Users', { ...clerk, ...more })).body;

describe('a User that a directory adds', () => {
  it('is a protected person, with everything the directory said, but its password', async () => {
    const { status, body, headers } = await directory.post('/Users', clerk);
    expect(status).toBe(201);
    const { password: _password, schemas: _schemas, ...said } = clerk;
    expect(body).toEqual({
      ...said,
      id: body.id,
      schemas: [userUrn, enterpriseUrn, 'urn:example:extension:2.0:User'],
      displayName: 'Sales Clerk',
      active: true,
      emails: [{ value: 'sales.clerk@demo.example', type: 'work', primary: true }],
      meta: {
        resourceType: 'User',
        created: body.meta.created,
        lastModified: body.meta.created,
        location: `${origin}/scim/v2/Users/${body.id}`,
        version: 'W/"1"',
      },
    });
    expect([headers.get('location'), headers.get('etag')]).toEqual([body.meta.location, 'W/"1"']);
    expect(headers.get('content-type')).toBe('application/scim+json');
    expect((await directory.get(`/Users/${body.id}`)).body).toEqual(body);
    const row = (await people()).find(({ id }) => id === body.id);
    expect(row).toMatchObject({ displayName: 'Sales Clerk', role: 'employee', numbers: ['+12025550140'] });
    const kept = await env.DB.prepare('select scim from person where id = ?').bind(body.id).first('scim');
    expect(String(kept)).not.toContain('never kept');
  });

  it('is told in the audit by the key that made it, without names or numbers', async () => {
    const { id } = await add();
    await directory.patch(`/Users/${id}`, [{ op: 'replace', path: 'title', value: 'Clerk' }]);
    await directory.remove(`/Users/${id}`);
    const chain = await entries();
    expect(chain.map(({ kind }) => kind)).toEqual([
      'scim-token.added',
      'person.added',
      'person.changed',
      'person.removed',
    ]);
    expect(new Set(chain.slice(1).map(({ actor }) => actor.slice(0, 4)))).toEqual(new Set(['tok_']));
    expect(chain[2]?.body).toEqual({ personId: id, changed: ['scim'] });
    expect(verifyChain(chain).ok).toBe(true);
    expect(JSON.stringify(chain)).not.toMatch(/clerk|2025550|sales/i);
  });

  it('is refused when somebody goes by its name already, whatever the case, and leaves nothing behind', async () => {
    await add();
    for (const more of [
      {},
      { userName: 'SALES.CLERK@demo.example' },
      { userName: 'other', emails: [{ value: 'sales.clerk@demo.example' }] },
    ]) {
      const { status, body } = await directory.post<ScimFailure>('/Users', { ...clerk, ...more });
      expect([status, body.schemas, body.status, body.scimType]).toEqual([409, [errorUrn], '409', 'uniqueness']);
    }
    expect((await directory.find('Users', 'userName eq "sales.clerk@demo.example"')).totalResults).toBe(1);
    expect(await people()).toHaveLength(4);
  });

  it('is refused with the word of the protocol for what is wrong', async () => {
    const bad: [unknown, number, string | undefined][] = [
      ['{', 400, 'invalidSyntax'],
      ['[]', 400, 'invalidSyntax'],
      ['['.repeat(100_000), 400, 'invalidSyntax'],
      [`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`, 400, 'invalidSyntax'],
      ['{"userName":"a@demo.example","__proto__":{"x":1}}', 400, 'invalidSyntax'],
      [{ displayName: 'Nobody' }, 400, 'invalidValue'],
      [{ userName: ' ' }, 400, 'invalidValue'],
      [{ userName: 'a\u0000b' }, 400, 'invalidValue'],
      [{ userName: 'a\ud800b' }, 400, 'invalidValue'],
      [{ userName: 'x@demo.example', active: 'perhaps' }, 400, 'invalidValue'],
      [{ userName: 'x@demo.example', name: 'X' }, 400, 'invalidValue'],
      [{ userName: 'x@demo.example', emails: [{ value: 'nowhere' }] }, 400, 'invalidValue'],
      [{ userName: 'x@demo.example', externalId: '\u0007' }, 400, 'invalidValue'],
      ['{"userName":"x@demo.example","size":1e999}', 400, 'invalidValue'],
      [{ userName: 'x@demo.example', photo: 'x'.repeat(40_000) }, 413, undefined],
      [{ userName: 'x@demo.example', photo: 'x'.repeat(1_100_000) }, 413, undefined],
    ];
    for (const [body, status, scimType] of bad) {
      const reply = await directory.post<ScimFailure>('/Users', body);
      expect([JSON.stringify(body).slice(0, 80), reply.status, reply.body.scimType]).toEqual([
        JSON.stringify(body).slice(0, 80),
        status,
        scimType,
      ]);
    }
    expect(await people()).toHaveLength(3);
  });

  it('must be in the domains of the tenant', async () => {
    await request('PUT', '/api/domains', { body: { domains: ['demo.example'] }, as: office.admin });
    const { status, body } = await directory.post<ScimFailure>('/Users', { userName: 'x@elsewhere.example' });
    expect([status, body.scimType]).toEqual([400, 'invalidValue']);
    expect((await directory.post('/Users', { userName: 'x@demo.example' })).status).toBe(201);
  });

  it('takes no number from whom an admin gave it, and loses only its own', async () => {
    const { id } = await add({ phoneNumbers: [{ value: '+12025550101' }, { value: '+12025550140' }] });
    const numbers = async () => (await people()).find((one) => one.id === id)?.numbers;
    expect(await numbers()).toEqual(['+12025550140']);
    const body = { numbers: ['+12025550140', '+12025550141'] };
    expect((await request('PATCH', `/api/people/${id}`, { body, as: office.admin })).status).toBe(200);
    await directory.patch(`/Users/${id}`, [{ op: 'remove', path: 'phoneNumbers' }]);
    expect(await numbers()).toEqual(['+12025550141']);
  });
});

describe('a User that a directory replaces', () => {
  it('keeps nothing of before, but its id, its teams and what is not the directory’s', async () => {
    const { id } = await add();
    const put = await directory.put(`/Users/${id}`, { ...newUser('Sales.Clerk'), displayName: 'S. Clerk' });
    expect(put.status).toBe(200);
    expect(Object.keys(put.body).sort()).toEqual(
      ['schemas', 'id', 'userName', 'displayName', 'emails', 'active', 'meta'].sort(),
    );
    expect(put.body.meta.version).toBe('W/"2"');
    expect((await people()).find((one) => one.id === id)).toMatchObject({ displayName: 'S. Clerk', numbers: [] });
    expect((await directory.put(`/Users/per_of-nobody-at-all`, clerk)).status).toBe(404);
  });

  it('signs out and unprotects whom it deactivates, and protects him again', async () => {
    const { finance } = office;
    const active = (value: unknown) =>
      directory.patch(`/Users/${finance.id}`, [{ op: 'replace', path: 'active', value }]);
    expect((await active(false)).body['active']).toBe(false);
    expect((await request('GET', '/api/me', { as: finance })).status).toBe(401);
    expect((await openCall()).opened).toMatchObject({ code: 'callee-unknown' });
    expect((await directory.find('Users', 'active eq false')).totalResults).toBe(1);
    expect((await active(true)).body['active']).toBe(true);
    expect((await openCall()).opened).toHaveProperty('effect');
  });

  it('makes nobody an admin, and never takes the last one', async () => {
    const { id } = await add({ roles: [{ value: 'admin', primary: true }] });
    expect((await people()).find((one) => one.id === id)?.role).toBe('employee');
    const replies = [
      await directory.remove(`/Users/${office.admin.id}`),
      await directory.patch<ScimFailure>(`/Users/${office.admin.id}`, [
        { op: 'replace', path: 'active', value: false },
      ]),
    ];
    expect(replies.map(({ status, body }) => [status, body.status])).toEqual([
      [409, '409'],
      [409, '409'],
    ]);
    expect((await request('GET', '/api/me', { as: office.admin })).status).toBe(200);
  });
});

describe('a User that a directory removes', () => {
  it('is gone for every reader, signed out, and its name is free; the row stays', async () => {
    const { id } = await add();
    const path = `/Users/${id}`;
    const gone = await directory.remove(path);
    expect([gone.status, gone.body]).toEqual([204, undefined]);
    const replies = [await directory.get(path), await directory.remove(path), await directory.put(path, clerk)];
    expect(replies.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect((await directory.find('Users', 'externalId eq "E-1"')).totalResults).toBe(0);
    const again = await add();
    expect(again.id).not.toBe(id);
    const row = await env.DB.prepare('select deleted_at_ms from person where id = ?').bind(id).first();
    expect(row?.['deleted_at_ms']).toBeGreaterThan(0);
    expect((await directory.remove(`/Users/${office.finance.id}`)).status).toBe(204);
    expect((await request('GET', '/api/me', { as: office.finance })).status).toBe(401);
  });
});

describe('a version', () => {
  it('that the client has is not sent again', async () => {
    const path = `/Users/${(await add()).id}`;
    const known = await directory.get(path, { 'if-none-match': '"x", W/"1"' });
    expect([known.status, known.body, known.headers.get('etag')]).toEqual([304, undefined, 'W/"1"']);
    await directory.patch(path, [{ op: 'replace', path: 'title', value: 'Clerk' }]);
    expect((await directory.get(path, { 'if-none-match': 'W/"1"' })).status).toBe(200);
  });

  it('that is not the last one changes nothing', async () => {
    const path = `/Users/${(await add()).id}`;
    const title = (value: string) => [{ op: 'replace', path: 'title', value }];
    expect((await directory.patch(path, title('One'), { 'if-match': 'W/"1"' })).headers.get('etag')).toBe('W/"2"');
    const old = { 'if-match': 'W/"1"' };
    const late = [
      await directory.patch<ScimFailure>(path, title('Two'), old),
      await directory.put<ScimFailure>(path, clerk, old),
      await directory.remove(path, old),
    ];
    expect(late.map(({ status, body }) => [status, body.status].join())).toEqual(Array(3).fill('412,412'));
    expect((await directory.get(path)).body['title']).toBe('One');
    expect((await directory.patch(path, title('Three'), { 'if-match': '*' })).status).toBe(200);
    expect((await directory.remove(path, { 'if-match': 'W/"3"' })).status).toBe(204);
  });

  it('stays when nothing changes, and loses no change of two at once', async () => {
    const path = `/Users/${(await add()).id}`;
    expect((await directory.put(path, clerk)).headers.get('etag')).toBe('W/"1"');
    const both = await Promise.all(
      ['title', 'nickName', 'userType'].map((name) => directory.patch(path, [{ op: 'add', path: name, value: name }])),
    );
    expect(both.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await directory.get(path)).body).toMatchObject({
      title: 'title',
      nickName: 'nickName',
      userType: 'userType',
    });
  });
});
