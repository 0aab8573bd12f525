import { Messages, Schemas, Types } from 'scimmy';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Attribute } from '../scim/attribute.ts';
import type { ScimObject, ScimResource } from '../scim/resource.ts';
import { enterpriseUrn, groupUrn, listUrn, patchUrn, userUrn } from '../scim/urns.ts';
import { connectDirectory, type Directory, type Page, type ScimFailure } from './directory.ts';
import { openOffice } from './world.ts';

/*
 * An independent implementation of RFC 7643 and 7644 (scimmy) writes the requests, reads every reply by its own
 * schemas, and works out by itself what a PATCH and a filter must come to.
 */
let directory: Directory;

beforeEach(async () => {
  const { admin } = await openOffice();
  directory = await connectDirectory(admin);
  Schemas.User.extend(Schemas.EnterpriseUser as never);
});

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** What the library makes of a resource it reads; it leaves out what its schema lacks, and throws at wrong types. */
function read(resource: ScimResource): unknown {
  const schema = resource.meta.resourceType === 'User' ? Schemas.User : Schemas.Group;
  return plain(new schema(resource, 'out'));
}

/** As it stands, without what the server alone decides. */
function core({ meta: _meta, ...resource }: ScimResource): ScimObject {
  return resource;
}

const ada = {
  schemas: [userUrn, enterpriseUrn],
  userName: 'ada@demo.example',
  externalId: 'A-1',
  name: { givenName: 'First', familyName: 'Person' },
  displayName: 'First Person',
  emails: [
    { value: 'ada@demo.example', type: 'work', primary: true },
    { value: 'ada@home.example', type: 'home' },
  ],
  phoneNumbers: [{ value: '+12025550140', type: 'mobile' }],
  addresses: [{ type: 'work', country: 'LX' }],
  title: 'Lead',
  active: true,
  [enterpriseUrn]: { department: 'Sales', manager: { value: 'M-1' } },
};

describe('the library reads', () => {
  it('every User and Group as it stands, one by one and in lists', async () => {
    const { body: user } = await directory.post('/Users', plain(new Schemas.User(ada, 'in')));
    const members = [{ value: user.id }];
    const { body: group } = await directory.post(
      '/Groups',
      plain(new Schemas.Group({ schemas: [groupUrn], displayName: 'Sales', members }, 'in')),
    );
    const { body: grouped } = await directory.get(`/Users/${user.id}`);
    for (const one of [user, group, grouped]) expect(read(one)).toEqual(one);
    expect(core(user)).toMatchObject(ada);
    for (const path of ['/Users', '/Groups', '/Users?startIndex=2&count=1']) {
      const { body } = await directory.get<Page & { schemas: [typeof listUrn] }>(path);
      const { Resources, ...page } = plain(new Messages.ListResponse(body as never)) as Page;
      expect({ ...page, Resources }).toEqual(body);
      expect(Resources.map(read)).toEqual(body.Resources);
    }
  });

  it('what the server can do, and the schemas, which agree with its own', async () => {
    const { body: config } = await directory.get('/ServiceProviderConfig');
    // Of an authentication scheme it knows neither `primary`, nor keys it was not told of.
    expect(config).toMatchObject(plain(new Schemas.ServiceProviderConfig(config)) as object);
    const { body: types } = await directory.get<Page>('/ResourceTypes');
    expect(types.Resources.map((one) => one.id)).toEqual(['User', 'Group']);
    for (const one of types.Resources) {
      expect(one).toMatchObject(plain(new Schemas.ResourceType(one)) as object);
    }
    const { body: schemas } = await directory.get<Page>('/Schemas');
    for (const own of [Schemas.User, Schemas.Group, Schemas.EnterpriseUser]) {
      const ours = schemas.Resources.find(({ id }) => id === own.definition.id);
      const theirs = plain(own.definition.describe()) as { attributes: Attribute[] };
      expect(differences(ours?.['attributes'] as unknown as Attribute[], theirs.attributes)).toEqual([]);
    }
  });

  it('every refusal as an error of the protocol', async () => {
    await directory.post('/Users', ada);
    const refused: [Promise<{ body: ScimFailure }>, number, string?][] = [
      [directory.post('/Users', ada), 409, 'uniqueness'],
      [directory.post('/Users', { schemas: [userUrn] }), 400, 'invalidValue'],
      [directory.get('/Users/per_of-nobody-at-all'), 404],
      [directory.get('/Users?filter=x'), 400, 'invalidFilter'],
      [directory.post('/Bulk', {}), 501],
    ];
    for (const [reply, status, scimType] of refused) {
      const { body } = await reply;
      // Reading an error, the library throws what it says; making one anew, it checks that codes fit each other.
      expect(() => new Messages.ErrorResponse(body as never)).toThrow(
        expect.objectContaining({ status: String(status), scimType }),
      );
      const { schemas: _schemas, ...said } = body;
      expect(plain(new Messages.ErrorResponse(said as never))).toMatchObject(body);
    }
  });
});

/** Attributes of ours that the library has too, and describes otherwise. */
function differences(ours: readonly Attribute[], theirs: readonly Attribute[], at = ''): string[] {
  return ours.flatMap((one) => {
    const other = theirs.find(({ name }) => name === one.name);
    if (other === undefined) return [];
    const differing = (['type', 'multiValued'] as const).filter((key) => one[key] !== other[key]);
    const inside = differences(one.subAttributes ?? [], other.subAttributes ?? [], `${at}${one.name}.`);
    return [...differing.map((key) => `${at}${one.name}: ${key}`), ...inside];
  });
}

describe('the library agrees about', () => {
  const patches: [string, object[]][] = [
    ['a value', [{ op: 'replace', path: 'title', value: 'Head' }]],
    ['a value inside', [{ op: 'replace', path: 'name.familyName', value: 'Other' }]],
    ['one more value', [{ op: 'add', path: 'emails', value: [{ value: 'a@x.example', type: 'other' }] }]],
    ['all values anew', [{ op: 'replace', path: 'emails', value: [{ value: 'a@x.example', type: 'work' }] }]],
    ['part of a chosen value', [{ op: 'replace', path: 'emails[type eq "home"].value', value: 'a@x.example' }]],
    ['a chosen value away', [{ op: 'remove', path: 'emails[type eq "home"]' }]],
    ['all values away', [{ op: 'remove', path: 'phoneNumbers' }]],
    ['several values without a path', [{ op: 'replace', value: { title: 'Head', nickName: 'A' } }]],
    ['an extension', [{ op: 'replace', path: `${enterpriseUrn}:department`, value: 'Legal' }]],
    [
      'a value and its removal',
      [
        { op: 'add', path: 'nickName', value: 'A' },
        { op: 'remove', path: 'title' },
      ],
    ],
  ];
  it.each(patches)('a PATCH of %s', async (_what, operations) => {
    const { body: before } = await directory.post('/Users', ada);
    const request = { schemas: [patchUrn], Operations: operations } as never;
    const message = new Messages.PatchOp(request);
    const expected = plain(await new Messages.PatchOp(request).apply(new Schemas.User(before, 'out'))) as ScimResource;
    const { status, body } = await directory.send('PATCH', `/Users/${before.id}`, plain(message));
    expect([status, core(body)]).toEqual([200, core(expected)]);
  });

  it('a PATCH otherwise than the RFC, where the RFC has its way', async () => {
    const { body: before } = await directory.post('/Users', ada);
    const path = `/Users/${before.id}`;
    // RFC 7644 §3.5.2.3: sub-attributes that are not specified are left unchanged.
    const part = await directory.patch(path, [{ op: 'replace', path: 'name', value: { givenName: 'Other' } }]);
    expect(part.body['name']).toEqual({ givenName: 'Other', familyName: 'Person' });
    // RFC 7644 §3.5.2.1: a value that exists already is not added again, and the version stays.
    const again = await directory.patch(path, [{ op: 'add', path: 'emails', value: [...ada.emails] }]);
    expect(again.body).toEqual(part.body);
  });

  it('who passes a filter', async () => {
    await directory.post('/Users', ada);
    const { Resources: all } = (await directory.get<Page>('/Users')).body;
    const filters = [
      'userName eq "ada@demo.example"',
      'userName ne "ada@demo.example"',
      'title pr',
      'not (title pr)',
      'displayName co "Lead" or title eq "Lead"',
      'active eq true and userName sw "f"',
      // It fails at what is inside of an attribute that a resource lacks.
      'name pr and name.givenName ew "st"',
      'emails[type eq "home" and value co "home"]',
      'emails.value ew "demo.example"',
      'meta.created ge "2020-01-01T00:00:00Z"',
      'meta.created lt "2020-01-01T00:00:00Z"',
      '(title pr or active eq false) and not (userName sw "b")',
    ];
    for (const filter of filters) {
      const search = plain(new Messages.SearchRequest({ schemas: [Messages.SearchRequest.id], filter }));
      const { body } = await directory.post<Page>('/Users/.search', search);
      expect([filter, body.Resources]).toEqual([filter, new Types.Filter(filter).match(all)]);
    }
  });
});
