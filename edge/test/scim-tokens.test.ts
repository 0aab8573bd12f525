import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ScimTokenRow } from '../core/view.ts';
import { groupUrn, userUrn } from '../scim/urns.ts';
import { connectDirectory, directoryWith, newUser, type Page, type ScimFailure } from './directory.ts';
import { addPerson, openOffice, origin, request, type Someone } from './world.ts';

let admin: Someone;

beforeEach(async () => {
  ({ admin } = await openOffice());
});

type Made = ScimTokenRow & { token: string; baseUrl: string };
const make = (name: string, as: Pick<Someone, 'cookie'> = admin) =>
  request<Made>('POST', '/api/scim-tokens', { body: { name }, as });
const list = async (as: Pick<Someone, 'cookie'> = admin) =>
  (await request<{ tokens: ScimTokenRow[] }>('GET', '/api/scim-tokens', { as })).body.tokens;

describe('a key for a directory', () => {
  it('is shown once, stored as its hash, listed with its last use, and ends when it is revoked', async () => {
    const { status, body } = await make(' Entra\u200b ID ');
    expect([status, body.name, body.baseUrl]).toEqual([201, 'Entra ID', `${origin}/scim/v2`]);
    const rows = JSON.stringify((await env.DB.prepare('select * from scim_token').all()).results);
    expect(rows).not.toContain(body.token);
    expect(await list()).toEqual([{ id: body.id, name: 'Entra ID', createdAtMs: body.createdAtMs }]);
    const directory = directoryWith(body.token);
    expect((await directory.get<Page>('/Users')).body.totalResults).toBe(3);
    expect((await list())[0]?.usedAtMs).toBeGreaterThan(0);
    const revoke = () => request('DELETE', `/api/scim-tokens/${body.id}`, { as: admin });
    expect((await revoke()).status).toBe(204);
    expect((await revoke()).status).toBe(404);
    expect(await list()).toEqual([]);
    expect((await directory.get('/Users')).status).toBe(401);
  });

  it('that is missing or wrong is asked for, in the form of the protocol', async () => {
    for (const token of ['', 'x', 'A'.repeat(43), env.SETUP_KEY, env.GATEWAY_KEY]) {
      const { status, body, headers } = await directoryWith(token).get<ScimFailure>('/Users');
      expect([status, body.status]).toEqual([401, '401']);
      expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(headers.get('content-type')).toBe('application/scim+json');
    }
  });

  it('opens nothing but SCIM', async () => {
    const { body } = await make('Directory');
    for (const path of ['/api/people', '/api/scim-tokens', '/api/sessions']) {
      const reply = await request('GET', path, { headers: { authorization: `Bearer ${body.token}` } });
      expect([path, reply.status]).toEqual([path, 401]);
    }
  });

  it('needs a name', async () => {
    expect((await make('\u202e')).status).toBe(422);
  });
});

describe('the directory of another tenant', () => {
  it('finds, changes and removes nothing of ours, and takes no name from us', async () => {
    const ours = await connectDirectory(admin);
    const stranger = await addPerson('ten_another-company', 'admin');
    const theirs = await connectDirectory(stranger, 'Theirs');
    const { body: user } = await ours.post('/Users', newUser('Sales Clerk', { externalId: 'E-1' }));
    const id = user.id;
    const { body: group } = await ours.post('/Groups', { displayName: 'Sales', members: [{ value: id }] });
    for (const path of [`/Users/${id}`, `/Groups/${group.id}`]) {
      const replies = [
        await theirs.get(path),
        await theirs.put(path, { userName: 'x', displayName: 'x' }),
        await theirs.patch(path, [{ op: 'replace', path: 'displayName', value: 'x' }]),
        await theirs.remove(path),
      ];
      expect(replies.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    }
    expect((await theirs.find('Users', 'externalId eq "E-1" or userName co "clerk"')).totalResults).toBe(0);
    expect((await theirs.get<Page>('/Groups')).body.totalResults).toBe(0);
    const taken = await theirs.post<ScimFailure>('/Groups', { displayName: 'Theirs', members: [{ value: id }] });
    expect([taken.status, taken.body.scimType]).toEqual([400, 'invalidValue']);
    expect((await theirs.post('/Users', newUser('Sales Clerk', { externalId: 'E-1' }))).status).toBe(201);
    expect((await theirs.post('/Groups', { displayName: 'Sales' })).status).toBe(201);
    expect((await ours.get(`/Users/${id}`)).body).toMatchObject({ groups: [{ display: 'Sales' }] });
    expect(await list(stranger)).toHaveLength(1);
    const [mine] = await list();
    expect((await request('DELETE', `/api/scim-tokens/${mine?.id ?? ''}`, { as: stranger })).status).toBe(404);
  });
});

describe('what a directory asks before it begins', () => {
  it('is what the server can do, and the shapes of what it keeps', async () => {
    const directory = await connectDirectory(admin);
    const { body: config } = await directory.get('/ServiceProviderConfig');
    expect(config).toMatchObject({
      patch: { supported: true },
      bulk: { supported: false },
      filter: { supported: true, maxResults: 500 },
      sort: { supported: true },
      etag: { supported: true },
    });
    const { body: types } = await directory.get<Page>('/ResourceTypes');
    expect(types.Resources.map((one) => [one.id, one['endpoint'], one['schema']])).toEqual([
      ['User', '/Users', userUrn],
      ['Group', '/Groups', groupUrn],
    ]);
    const { body: schemas } = await directory.get<Page>('/Schemas');
    for (const one of [...types.Resources, ...schemas.Resources]) {
      const path = one.meta.location.slice(`${origin}/scim/v2`.length);
      expect((await directory.get(path)).body).toEqual(one);
    }
    expect(schemas.totalResults).toBe(3);
    expect((await directory.get('/Schemas/urn:none')).status).toBe(404);
    expect((await directory.get('/Schemas?filter=id%20pr')).status).toBe(403);
  });

  it('is told what is not there, and what is not done, in the form of the protocol', async () => {
    const directory = await connectDirectory(admin);
    const codes: [string, string, number][] = [
      ['GET', '/Me', 501],
      ['POST', '/Bulk', 501],
      ['GET', '/Printers', 404],
      ['DELETE', '/Users', 405],
      ['GET', '/Users/no-such-id', 404],
    ];
    for (const [method, path, status] of codes) {
      const body = method === 'POST' ? {} : undefined;
      const reply = await directory.send<ScimFailure>(method, path, body);
      expect([path, reply.status, reply.body.status]).toEqual([path, status, String(status)]);
    }
    const typed = await directory.send('POST', '/Users', '{}', { 'content-type': 'text/plain' });
    expect(typed.status).toBe(415);
  });
});
