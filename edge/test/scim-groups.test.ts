import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { verifyChain } from '../core/audit.ts';
import type { TeamRow } from '../core/view.ts';
import type { ScimResource } from '../scim/resource.ts';
import { groupUrn } from '../scim/urns.ts';
import { tenantEntries } from '../store/tenant-chain.ts';
import { connectDirectory, newUser, type Directory, type Page, type ScimFailure } from './directory.ts';
import { openOffice, origin, request } from './world.ts';

let office: Awaited<ReturnType<typeof openOffice>>;
let directory: Directory;
let path: string;

beforeEach(async () => {
  office = await openOffice();
  directory = await connectDirectory(office.admin);
  const { body } = await directory.post('/Groups', { schemas: [groupUrn], displayName: 'Sales', externalId: 'G-1' });
  path = `/Groups/${body.id}`;
});

const idsOf = (group: ScimResource): unknown[] =>
  ((group['members'] ?? []) as { value: string }[]).map(({ value }) => value);
const members = async () => idsOf((await directory.get(path)).body);
const value = (...ids: string[]) => ids.map((id) => ({ value: id }));

describe('a Group', () => {
  it('is a team: whoever is in it says so, and the console shows it', async () => {
    const { chief, finance } = office;
    const { status, body } = await directory.post('/Groups', {
      displayName: 'Finance',
      members: [{ value: finance.id, display: 'a name of their own', type: 'User' }],
    });
    expect(status).toBe(201);
    expect(body).toEqual({
      schemas: [groupUrn],
      id: body.id,
      displayName: 'Finance',
      members: [
        {
          value: finance.id,
          $ref: `${origin}/scim/v2/Users/${finance.id}`,
          display: 'Finance Lead',
          type: 'User',
        },
      ],
      meta: {
        resourceType: 'Group',
        created: body.meta.created,
        lastModified: body.meta.created,
        location: `${origin}/scim/v2/Groups/${body.id}`,
        version: 'W/"1"',
      },
    });
    expect((await directory.get(`/Users/${finance.id}`)).body['groups']).toEqual([
      { value: body.id, $ref: body.meta.location, display: 'Finance', type: 'direct' },
    ]);
    const put = { body: { personIds: [chief.id] }, as: office.admin };
    await request('PUT', `/api/teams/${body.id}/members`, put);
    expect(idsOf((await directory.get(`/Groups/${body.id}`)).body)).toEqual([chief.id]);
    const { teams } = (await request<{ teams: TeamRow[] }>('GET', '/api/teams', { as: office.admin })).body;
    expect(teams.map(({ name }) => name)).toEqual(['Finance', 'Sales']);
  });

  it('has a name of its own, and members who are there', async () => {
    const bad: [object, number, string][] = [
      [{ displayName: 'sALES' }, 409, 'uniqueness'],
      [{ displayName: ' ' }, 400, 'invalidValue'],
      [{ displayName: 'X', members: value('per_of-nobody-at-all') }, 400, 'invalidValue'],
      [{ displayName: 'X', members: value('tea_of-nobody-at-all') }, 400, 'invalidValue'],
      [{ displayName: 'X', members: [{ type: 'User' }] }, 400, 'invalidValue'],
    ];
    for (const [body, status, scimType] of bad) {
      const reply = await directory.post<ScimFailure>('/Groups', body);
      expect([reply.status, reply.body.scimType]).toEqual([status, scimType]);
    }
    expect((await directory.get<Page>('/Groups')).body.totalResults).toBe(1);
  });

  it('gains and loses members, by list, by filter and by replacement', async () => {
    const { admin, chief, finance } = office;
    const all = [admin.id, chief.id, finance.id].sort();
    const steps: [object, string[]][] = [
      [{ op: 'add', path: 'members', value: value(admin.id, chief.id) }, [admin.id, chief.id]],
      [{ op: 'add', path: 'members', value: value(chief.id, finance.id) }, all],
      [{ op: 'remove', path: `members[value eq "${chief.id}"]` }, [admin.id, finance.id]],
      [{ op: 'remove', path: 'members', value: value(admin.id) }, [finance.id]],
      [{ op: 'remove', path: 'members', value: value(admin.id) }, [finance.id]],
      [{ op: 'replace', path: 'members', value: value(chief.id) }, [chief.id]],
      [
        { op: 'add', path: 'members', value: { value: admin.id, $ref: '../Users/x', display: 'x' } },
        [admin.id, chief.id],
      ],
      [{ op: 'remove', path: 'members' }, []],
      [{ op: 'remove', path: 'members' }, []],
    ];
    for (const [operation, expected] of steps) {
      const { status, body } = await directory.patch(path, [operation]);
      expect([status, idsOf(body)]).toEqual([200, [...expected].sort()]);
    }
    const chain = await tenantEntries(env.DB, 'ten_demo-countersign', 0, 100);
    expect(verifyChain(chain).ok).toBe(true);
    expect(chain.filter(({ kind }) => kind === 'team.changed')).toHaveLength(7);
  });

  it('changes its version, and that of whoever joins or leaves', async () => {
    const { finance } = office;
    const versions = async () =>
      Promise.all([path, `/Users/${finance.id}`].map(async (at) => (await directory.get(at)).body.meta.version));
    await directory.patch(path, [{ op: 'add', path: 'members', value: value(finance.id) }]);
    expect(await versions()).toEqual(['W/"2"', 'W/"2"']);
    await directory.patch(path, [{ op: 'add', path: 'members', value: value(finance.id) }]);
    expect(await versions()).toEqual(['W/"2"', 'W/"2"']);
    await directory.patch(path, [{ op: 'replace', path: 'displayName', value: 'Selling' }]);
    expect(await versions()).toEqual(['W/"3"', 'W/"3"']);
    const late = await directory.patch<ScimFailure>(path, [{ op: 'remove', path: 'members' }], { 'if-match': 'W/"1"' });
    expect([late.status, late.body.status]).toEqual([412, '412']);
    expect((await directory.get(path, { 'if-none-match': 'W/"3"' })).status).toBe(304);
    await directory.remove(`/Users/${finance.id}`);
    expect(await members()).toEqual([]);
    expect((await directory.get(path)).body.meta.version).toBe('W/"4"');
  });

  it('that is replaced has what is said now; that is removed is gone, and its people are not', async () => {
    const { chief } = office;
    const put = await directory.put(path, { displayName: 'Sellers', members: value(chief.id) });
    expect([put.status, put.body['displayName'], put.body['externalId']]).toEqual([200, 'Sellers', undefined]);
    expect((await directory.remove(path, { 'if-match': 'W/"1"' })).status).toBe(412);
    expect((await directory.remove(path)).status).toBe(204);
    expect((await directory.get(path)).status).toBe(404);
    expect((await directory.get(`/Users/${chief.id}`)).body['groups']).toBeUndefined();
  });

  it('of thousands is changed in a moment', async () => {
    const ids = Array.from({ length: 1500 }, (_, i) => `per_crowd-${String(i).padStart(12, '0')}`);
    await env.DB.prepare(
      `insert into person (id, tenant_id, display_name, email, role, created_at_ms)
       select value, 'ten_demo-countersign', 'One of many', value || '@demo.example', 'employee', 1 from json_each(?)`,
    )
      .bind(JSON.stringify(ids))
      .run();
    const [half, all] = [ids.slice(0, 1000), ids];
    const startMs = performance.now();
    await directory.patch(path, [{ op: 'add', path: 'members', value: value(...half) }]);
    await directory.patch(path, [{ op: 'add', path: 'members', value: value(...all) }]);
    expect(await members()).toHaveLength(1500);
    await directory.patch(path, [{ op: 'remove', path: 'members', value: value(...half) }]);
    expect(await members()).toHaveLength(500);
    expect(performance.now() - startMs).toBeLessThan(30_000);
    const listed = await directory.get<Page>('/Groups?excludedAttributes=members');
    expect(listed.body.Resources[0]?.['members']).toBeUndefined();
    expect((await directory.find('Users', 'userName eq "finance.lead@demo.example"')).totalResults).toBe(1);
  });

  it('loses no member when several are added at once', async () => {
    const added = await Promise.all(
      ['One', 'Two', 'Three'].map(async (name) => (await directory.post('/Users', newUser(name))).body.id),
    );
    const replies = await Promise.all(
      added.map((id) => directory.patch(path, [{ op: 'add', path: 'members', value: value(id) }])),
    );
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await members()).toEqual([...added].sort());
  });
});
