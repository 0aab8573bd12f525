import { beforeEach, describe, expect, it } from 'vitest';
import { enterpriseUrn, groupUrn, patchUrn, userUrn } from '../scim/urns.ts';
import { connectDirectory, type Directory, type ScimFailure } from './directory.ts';
import { openOffice } from './world.ts';

/* What directories send, as their vendors document it, where it differs from the letter of the RFC. */
let directory: Directory;

beforeEach(async () => {
  const { admin } = await openOffice();
  directory = await connectDirectory(admin);
});

describe('Entra ID', () => {
  it('looks for a user before it adds him, and then changes him by paths with filters', async () => {
    expect((await directory.find('Users', 'externalId eq "0a21f0f2"')).totalResults).toBe(0);
    const { status, body } = await directory.post('/Users', {
      schemas: [userUrn, enterpriseUrn],
      externalId: '0a21f0f2',
      userName: 'Test_User@demo.example',
      active: 'True',
      emails: [{ primary: true, type: 'work', value: 'test_user@demo.example' }],
      meta: { resourceType: 'User' },
      name: { formatted: 'given family', familyName: 'family', givenName: 'given' },
      roles: [],
    });
    expect([status, body['active'], body['displayName']]).toEqual([201, true, 'given family']);
    const path = `/Users/${body.id}`;
    const patched = await directory.patch(path, [
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'updated@demo.example' },
      { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 202 555 0140' },
      { op: 'Add', path: 'addresses[type eq "work"].country', value: 'LX' },
      { op: 'Replace', path: 'name.familyName', value: 'newFamily' },
      { op: 'Add', path: 'roles[primary eq "True"].value', value: 'approver' },
      { op: 'Add', path: `${enterpriseUrn}:department`, value: 'Sales' },
      { op: 'Add', path: `${enterpriseUrn}:manager`, value: 'M-1' },
      { op: 'Add', path: 'urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User:tag', value: '701984' },
    ]);
    expect(patched.body).toMatchObject({
      emails: [{ primary: true, type: 'work', value: 'updated@demo.example' }],
      phoneNumbers: [{ type: 'mobile', value: '+1 202 555 0140' }],
      addresses: [{ type: 'work', country: 'LX' }],
      name: { familyName: 'newFamily', givenName: 'given' },
      roles: [{ primary: true, value: 'approver' }],
      [enterpriseUrn]: { department: 'Sales', manager: { value: 'M-1' } },
      'urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User': { tag: '701984' },
    });
    const less = await directory.patch(path, [
      { op: 'Remove', path: 'emails[type eq "work"].value' },
      { op: 'Remove', path: 'phoneNumbers[type eq "mobile"]' },
      { op: 'Remove', path: 'title' },
      { op: 'Remove', path: `${enterpriseUrn}:manager`, value: { value: 'M-1' } },
    ]);
    expect(less.status).toBe(200);
    expect(less.body['phoneNumbers']).toBeUndefined();
    expect(less.body[enterpriseUrn]).toEqual({ department: 'Sales' });
  });

  it('writes booleans as text, paths as names, and deactivates before it deletes', async () => {
    const { body } = await directory.post('/Users', {
      userName: 'x@demo.example',
      emails: [{ value: 'x@demo.example' }],
    });
    const path = `/Users/${body.id}`;
    const change = await directory.patch(path, [
      {
        op: 'replace',
        value: {
          displayName: 'New Name',
          'name.givenName': 'New',
          [`${enterpriseUrn}:employeeNumber`]: '42',
          'emails[type eq "home"].value': 'x@home.example',
        },
      },
    ]);
    expect(change.body).toMatchObject({
      displayName: 'New Name',
      name: { givenName: 'New' },
      [enterpriseUrn]: { employeeNumber: '42' },
    });
    expect(change.body['emails']).toContainEqual({ type: 'home', value: 'x@home.example' });
    const off = await directory.patch(path, [{ op: 'Replace', path: 'active', value: 'False' }]);
    expect(off.body['active']).toBe(false);
    expect((await directory.find('Users', 'userName eq "x@demo.example"')).Resources[0]?.['active']).toBe(false);
    expect((await directory.remove(path)).status).toBe(204);
  });

  it('adds and removes members one by one, and reads groups without them', async () => {
    const [one, two] = await Promise.all(
      ['one', 'two'].map(async (name) => (await directory.post('/Users', { userName: `${name}@demo.example` })).body),
    );
    const { body: group } = await directory.post('/Groups', {
      schemas: [groupUrn, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
      externalId: '8aa1a0c0',
      displayName: 'Group1',
      meta: { resourceType: 'Group' },
    });
    const path = `/Groups/${group.id}`;
    const members = [one, two].map((user) => ({ $ref: null, value: user?.id }));
    const added = await directory.patch(path, [{ op: 'Add', path: 'members', value: members }]);
    expect(added.body['members']).toHaveLength(2);
    const removed = await directory.patch(path, [
      { op: 'Remove', path: 'members', value: [{ $ref: null, value: one?.id }] },
    ]);
    expect(removed.body['members']).toMatchObject([{ value: two?.id }]);
    const filter = `id eq "${group.id}" and members eq "${two?.id}"`;
    expect((await directory.find('Groups', filter)).totalResults).toBe(1);
    const found = await directory.find('Groups', 'displayName eq "Group1"');
    expect(found.Resources[0]?.['externalId']).toBe('8aa1a0c0');
    const shown = await directory.get(`${path}?excludedAttributes=members`);
    expect([shown.status, shown.body['members']]).toEqual([200, undefined]);
  });
});

describe('Okta', () => {
  const user = {
    schemas: [userUrn],
    userName: 'test.user@demo.example',
    name: { givenName: 'Test', familyName: 'User' },
    emails: [{ primary: true, value: 'test.user@demo.example', type: 'work' }],
    displayName: 'Test User',
    locale: 'en-US',
    externalId: '00ujl29u0le5T6Aj10h7',
    groups: [],
    password: '1mz050nq',
    active: true,
  };

  it('adds a user with a password and groups, replaces him, and deactivates him without a path', async () => {
    const { status, body } = await directory.post('/Users', user);
    expect([status, body['password'], body['groups']]).toEqual([201, undefined, undefined]);
    const path = `/Users/${body.id}`;
    const put = await directory.put(path, { ...user, ...body, name: { givenName: 'Another', familyName: 'User' } });
    expect([put.status, put.body['name']]).toEqual([200, { givenName: 'Another', familyName: 'User' }]);
    const off = await directory.patch(path, [{ op: 'replace', value: { active: false, id: body.id, password: 'x' } }]);
    expect([off.status, off.body['active']]).toEqual([200, false]);
    const again = await directory.post<ScimFailure>('/Users', user);
    expect([again.status, again.body.scimType]).toEqual([409, 'uniqueness']);
  });

  it('sends JSON without the type of SCIM, pages from 1, and renames a group with its id in the value', async () => {
    const plain = { 'content-type': 'application/json; charset=utf-8' };
    const { status, body } = await directory.send('POST', '/Groups', { displayName: 'Test SCIM', members: [] }, plain);
    expect(status).toBe(201);
    const id = body.id;
    const renamed = await directory.patch(`/Groups/${id}`, [{ op: 'replace', value: { id, displayName: 'Renamed' } }]);
    expect(renamed.body['displayName']).toBe('Renamed');
    const page = await directory.get(
      `/Users?startIndex=1&count=100&filter=${encodeURIComponent('userName eq "nobody"')}`,
    );
    expect(page.body).toMatchObject({ totalResults: 0, itemsPerPage: 0, Resources: [] });
  });
});

describe('a PATCH that cannot be', () => {
  it('is refused with the word of the protocol, and changes nothing', async () => {
    const { body: user } = await directory.post('/Users', {
      userName: 'x@demo.example',
      name: { givenName: 'X' },
      emails: [{ value: 'x@demo.example', type: 'work' }],
    });
    const path = `/Users/${user.id}`;
    const bad: [unknown, string][] = [
      [{ op: 'move', path: 'title', value: 'x' }, 'invalidSyntax'],
      [{ path: 'title', value: 'x' }, 'invalidSyntax'],
      ['replace', 'invalidSyntax'],
      [{ op: 'remove' }, 'noTarget'],
      [{ op: 'add', path: 'title' }, 'invalidValue'],
      [{ op: 'add', value: 'x' }, 'invalidValue'],
      [{ op: 'replace', path: 'id', value: 'x' }, 'mutability'],
      [{ op: 'replace', path: 'meta.version', value: 'x' }, 'mutability'],
      [{ op: 'add', path: 'groups', value: [] }, 'mutability'],
      [{ op: 'replace', path: 'title.x', value: 'x' }, 'invalidPath'],
      [{ op: 'replace', path: 'a.b.c', value: 'x' }, 'invalidPath'],
      [{ op: 'replace', path: 'emails[type eq', value: 'x' }, 'invalidPath'],
      [{ op: 'replace', path: 'emails[type is "x"].value', value: 'x' }, 'invalidFilter'],
      [{ op: 'replace', path: 'emails[type eq "home"]', value: { value: 'y@demo.example' } }, 'noTarget'],
      [{ op: 'replace', path: 'emails[type ne "work"].value', value: 'x' }, 'noTarget'],
      [{ op: 'replace', path: 'userName', value: '' }, 'invalidValue'],
      [{ op: 'remove', path: 'userName' }, 'invalidValue'],
      [{ op: 'replace', path: 'active', value: 'perhaps' }, 'invalidValue'],
      [{ op: 'replace', path: 'name', value: 'X' }, 'invalidValue'],
      [{ op: 'add', path: enterpriseUrn, value: 'x' }, 'invalidValue'],
    ];
    for (const [operation, scimType] of bad) {
      const reply = await directory.patch<ScimFailure>(path, [operation]);
      expect([operation, reply.status, reply.body.scimType]).toEqual([operation, 400, scimType]);
    }
    for (const body of [
      {},
      { schemas: [patchUrn], Operations: [] },
      { schemas: [userUrn], Operations: [{ op: 'add' }] },
    ]) {
      expect((await directory.send<ScimFailure>('PATCH', path, body)).body.scimType).toBe('invalidSyntax');
    }
    expect((await directory.get(path)).body).toEqual(user);
  });

  it('does not leave the resource for the language', async () => {
    const { body: user } = await directory.post('/Users', { userName: 'x@demo.example', name: { givenName: 'X' } });
    const path = `/Users/${user.id}`;
    const attempts = [
      { op: 'replace', path: 'constructor.prototype', value: { polluted: 1 } },
      { op: 'replace', path: 'toString.polluted', value: 1 },
      { op: 'replace', path: 'name', value: { 'constructor.prototype.polluted': 1 } },
      { op: 'add', path: 'name', value: { '__proto__.polluted': 1 } },
      { op: 'add', value: { 'constructor.prototype': { polluted: 1 } } },
      { op: 'replace', path: 'urn:constructor:prototype', value: { 'a.b': 1 } },
      { op: 'replace', path: 'emails[type eq "x"]', value: { 'constructor.prototype.polluted': 1 } },
    ];
    for (const operation of attempts) expect((await directory.patch(path, [operation])).status).toBe(400);
    expect('polluted' in {} || 'polluted' in String).toBe(false);
    expect((await directory.get(path)).body).toEqual(user);
  });
});
