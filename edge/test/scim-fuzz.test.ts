import * as fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import { enterpriseUrn } from '../scim/urns.ts';
import { connectDirectory, type Directory } from './directory.ts';
import { openOffice } from './world.ts';

let directory: Directory;
let user: string;
let group: string;
const runs = { numRuns: 60 };

beforeEach(async () => {
  const { admin, finance } = await openOffice();
  directory = await connectDirectory(admin);
  const { body } = await directory.post('/Users', { userName: 'x@demo.example', name: { givenName: 'X' }, title: 'T' });
  user = `/Users/${body.id}`;
  const { body: team } = await directory.post('/Groups', { displayName: 'G', members: [{ value: finance.id }] });
  group = `/Groups/${team.id}`;
});

const word = fc.constantFrom(
  ...[
    'userName',
    'emails',
    'emails.value',
    'name',
    'name.givenName',
    'members',
    'active',
    'meta.created',
    'constructor',
  ],
  ...[
    '__proto__',
    'schemas',
    'id',
    'x',
    'groups',
    'phoneNumbers',
    enterpriseUrn,
    `${enterpriseUrn}:manager`,
    '$ref',
    '',
  ],
);
const operator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'pr', 'and', 'or', 'not', 'EQ');
const literal = fc.oneof(
  fc.json({ maxDepth: 1 }),
  fc.constantFrom('null', 'true', '"work"', '"\\', '1e999', '"\u2028"'),
);
const token = fc.oneof(word, operator, literal, fc.constantFrom('(', ')', '[', ']', '].', '.', ' '));
const sound = fc.tuple(word, operator, literal).map((parts) => parts.join(' '));
const filter = fc.oneof(
  fc.array(token, { maxLength: 14 }).map((parts) => parts.join(' ')),
  fc.array(token, { maxLength: 8 }).map((parts) => parts.join('')),
  fc.tuple(sound, fc.constantFrom('and', 'or'), sound).map((parts) => parts.join(' ')),
  fc.tuple(word, sound, word).map(([of, inner, sub]) => `${of}[${inner}].${sub} pr`),
  fc.string({ unit: 'binary' }),
);
const name = fc.oneof(
  word,
  fc.string({ maxLength: 8 }),
  fc.tuple(word, sound).map(([of, inner]) => `${of}[${inner}]`),
);
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, 'False', '', 'x', 0, -1.5, 1e300, 'per_of-nobody-at-all'),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(name, tie('any'), { maxKeys: 3 }),
  ),
})).any;
const path = fc.oneof(
  word,
  filter,
  fc.tuple(word, sound).map(([of, inner]) => `${of}[${inner}]`),
  fc.tuple(word, sound, word).map(([of, inner, sub]) => `${of}[${inner}].${sub}`),
);
const operation = fc.record(
  { op: fc.constantFrom('add', 'Replace', 'remove', 'REMOVE', 'x'), path, value },
  { requiredKeys: ['op'] },
);

/** Done, or refused by the word of the protocol: never a failure of ours. */
async function expectAnswer(reply: Promise<{ status: number; body: unknown }>): Promise<void> {
  const { status, body } = await reply;
  expect(status, JSON.stringify(body)).toBeLessThan(500);
  if (status >= 400) expect(body).toMatchObject({ status: String(status), detail: expect.any(String) });
}

it('no filter makes the server fail', async () => {
  await fc.assert(
    fc.asyncProperty(filter, fc.constantFrom('Users', 'Groups'), async (text, kind) => {
      await expectAnswer(directory.post(`/${kind}/.search`, { filter: text }));
      await expectAnswer(directory.get(`/${kind}?filter=${encodeURIComponent(text.toWellFormed())}`));
    }),
    runs,
  );
});

it('no PATCH makes the server fail, or leaves behind what cannot be read', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 3 }), fc.boolean(), async (operations, isUser) => {
      const at = isUser ? user : group;
      await expectAnswer(directory.patch(at, operations));
      const { status, body } = await directory.get(at);
      expect(status).toBe(200);
      expect((await directory.put(at, body)).status).toBe(200);
    }),
    { numRuns: 120 },
  );
  expect(Object.keys(Object.prototype)).toEqual([]);
});

it('no body and no query makes the server fail', async () => {
  const query = fc.record(
    { sortBy: name, sortOrder: name, startIndex: value, count: value, attributes: name, excludedAttributes: name },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, value, { maxKeys: 5 }), query, async (body, asked) => {
      await expectAnswer(directory.put(user, { userName: 'x@demo.example', ...body }));
      await expectAnswer(directory.put(group, { displayName: 'G', ...body }));
      await expectAnswer(directory.post('/.search', asked));
    }),
    runs,
  );
});
