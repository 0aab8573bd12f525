import { beforeEach, describe, expect, it } from 'vitest';
import type { ScimResource } from '../scim/resource.ts';
import { searchUrn } from '../scim/urns.ts';
import { connectDirectory, type Directory, type Page, type ScimFailure } from './directory.ts';
import { openOffice } from './world.ts';

let directory: Directory;

beforeEach(async () => {
  const { admin } = await openOffice();
  directory = await connectDirectory(admin);
  await directory.post('/Users', {
    userName: 'Ada@demo.example',
    externalId: 'A-1',
    displayName: 'Ärzte-Team',
    name: { givenName: 'First', familyName: 'Person' },
    emails: [
      { value: 'ada@demo.example', type: 'work', primary: true },
      { value: 'ada@home.example', type: 'home' },
    ],
    title: 'Lead',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Sales' },
  });
  await directory.post('/Users', { userName: 'bob@demo.example', externalId: 'a-1', active: false });
});

const nameOf = ({ userName }: ScimResource) => (typeof userName === 'string' ? userName.split('@')[0] : undefined);
const names = async (filter: string) => (await directory.find('Users', filter)).Resources.map((one) => nameOf(one));

describe('a filter', () => {
  const cases: [string, string[]][] = [
    ['userName eq "ADA@demo.example"', ['Ada']],
    ['USERNAME EQ "ada@DEMO.example"', ['Ada']],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName sw "ada"', ['Ada']],
    ['externalId eq "A-1"', ['Ada']],
    ['externalId eq "a-1"', ['bob']],
    ['active eq false', ['bob']],
    ['active eq "False"', ['bob']],
    ['not (active eq true)', ['bob']],
    ['active ne true', ['bob']],
    ['emails.value eq "ada@home.example"', ['Ada']],
    ['emails co "home"', ['Ada']],
    ['emails[type eq "home" and value ew "home.example"]', ['Ada']],
    ['emails[type eq "work" and value ew "home.example"]', []],
    ['emails[type eq "home"].value eq "ada@home.example"', ['Ada']],
    ['displayName eq "ärzte-team"', ['Ada']],
    ['name.familyName eq "person" and title pr', ['Ada']],
    ['title pr', ['Ada']],
    ['title eq null', ['demo.admin', 'finance.lead', 'chief.executive', 'bob']],
    ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "sales"', ['Ada']],
    ['externalId pr and (userName sw "b" or userName ew "x.example")', ['bob']],
    ['meta.lastModified gt "2020-01-01T00:00:00Z" and externalId pr', ['Ada', 'bob']],
    ['meta.lastModified lt "2020-01-01T00:00:00Z"', []],
    ['shoeSize gt 3', []],
    ['id eq "per_of-nobody-at-all"', []],
  ];
  it.each(cases)('%s', async (filter, expected) => {
    expect(new Set(await names(filter))).toEqual(new Set(expected));
  });

  it('that cannot be read is refused by name', async () => {
    const bad = [
      'userName',
      'userName eq',
      'userName is "x"',
      'userName eq x',
      '(userName pr',
      'userName pr)',
      'and',
      'emails[type eq "work"',
      'userName eq "a\nb"',
      'a constructor b',
      'userName pr constructor title pr',
      '1a pr',
      'a.b.c pr',
      'active gt true',
      `userName eq "${'x'.repeat(2000)}"`,
      '('.repeat(1500),
    ];
    for (const filter of bad) {
      const { status, body } = await directory.get<ScimFailure>(`/Users?filter=${encodeURIComponent(filter)}`);
      expect([filter.slice(0, 60), status, body.scimType]).toEqual([filter.slice(0, 60), 400, 'invalidFilter']);
    }
  });
});

describe('a list', () => {
  it('comes in pages that together are all of it, each once', async () => {
    const ids: unknown[] = [];
    for (const startIndex of [1, 3, 5]) {
      const { body } = await directory.get<Page>(`/Users?startIndex=${startIndex}&count=2`);
      expect([body.totalResults, body.startIndex, body.itemsPerPage]).toEqual([5, startIndex, body.Resources.length]);
      ids.push(...body.Resources.map((one) => one.id));
    }
    expect(new Set(ids).size).toBe(5);
    const shapes: [string, number, number][] = [
      ['count=0', 1, 0],
      ['count=-3', 1, 0],
      ['startIndex=-1&count=1', 1, 1],
      ['startIndex=99', 99, 0],
      ['filter=title%20pr&count=0', 1, 0],
      ['count=100000', 1, 5],
    ];
    for (const [query, startIndex, itemsPerPage] of shapes) {
      const { body } = await directory.get<Page>(`/Users?${query}`);
      expect([query, body.startIndex, body.itemsPerPage, body.Resources.length]).toEqual([
        query,
        startIndex,
        itemsPerPage,
        itemsPerPage,
      ]);
    }
    for (const query of ['count=some', 'startIndex=1.5', 'startIndex=1e300', 'count=Infinity', 'sortBy=a.b.c']) {
      const { status, body } = await directory.get<ScimFailure>(`/Users?${query}`);
      expect([query, status, body.scimType]).toEqual([query, 400, 'invalidValue']);
    }
  });

  it('comes in the order that is asked for', async () => {
    const by = async (query: string) =>
      (await directory.get<Page>(`/Users?${query}`)).body.Resources.map((one) => nameOf(one));
    const inOrder = ['Ada', 'bob', 'chief.executive', 'demo.admin', 'finance.lead'];
    expect(await by('sortBy=userName')).toEqual(inOrder);
    expect(await by('sortBy=emails.value&sortOrder=descending')).toEqual(inOrder.toReversed());
    expect((await by('sortBy=title'))[0]).toBe('Ada');
    expect((await by('sortBy=name.familyName&sortOrder=descending')).at(-1)).toBe('Ada');
  });

  it('has the attributes that are asked for', async () => {
    const keys = async (query: string) => {
      const { body } = await directory.get<Page>(`/Users?filter=title%20pr&${query}`);
      return body.Resources[0];
    };
    expect(Object.keys((await keys('attributes=userName,name.givenName')) ?? {})).toEqual([
      'schemas',
      'id',
      'userName',
      'name',
    ]);
    expect((await keys('attributes=name.givenName'))?.['name']).toEqual({ givenName: 'First' });
    expect((await keys('attributes=emails.type'))?.['emails']).toEqual([{ type: 'work' }, { type: 'home' }]);
    const less = await keys('excludedAttributes=id,emails,name.familyName,meta');
    expect([less?.id, less?.['emails'], less?.['name'], less?.['meta']]).toEqual([
      expect.any(String),
      undefined,
      { givenName: 'First' },
      undefined,
    ]);
    const urn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
    expect((await keys(`attributes=${urn}:department`))?.[urn]).toEqual({ department: 'Sales' });
    expect((await keys(`attributes=${urn}`))?.[urn]).toEqual({ department: 'Sales' });
    expect((await keys(`excludedAttributes=${urn}`))?.[urn]).toBeUndefined();
    const both = await directory.get<ScimFailure>('/Users?attributes=id&excludedAttributes=id');
    expect([both.status, both.body.scimType]).toEqual([400, 'invalidValue']);
  });

  it('is the same when it is asked for by POST, of one kind or of all', async () => {
    await directory.post('/Groups', { displayName: 'Sales' });
    const search = { schemas: [searchUrn], filter: 'title pr', attributes: ['userName'], startIndex: 1, count: 10 };
    const { body } = await directory.post<Page>('/Users/.search', search);
    expect(body.Resources).toEqual(
      (await directory.get<Page>('/Users?filter=title%20pr&attributes=userName')).body.Resources,
    );
    const groups = await directory.post<Page>('/Groups/.search', { filter: 'displayName eq "sales"' });
    expect(groups.body.totalResults).toBe(1);
    const all = await directory.post<Page>('/.search', { sortBy: 'displayName' });
    expect(all.body.Resources.map(({ meta }) => meta.resourceType)).toContain('Group');
    expect(all.body.totalResults).toBe(6);
    const one = await directory.post<Page>('/.search', { filter: 'meta.resourceType eq "Group"' });
    expect(one.body.totalResults).toBe(1);
  });
});
