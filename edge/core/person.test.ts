import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import {
  changedFields,
  displayNameSchema,
  domainSchema,
  emailSchema,
  extensionSchema,
  isInDomains,
  newPersonSchema,
  numberSchema,
  personPatchSchema,
} from './person.ts';

const accepts = (schema: v.GenericSchema, value: unknown) => v.safeParse(schema, value).success;

describe('a person', () => {
  test('needs an address and a name; the rest has defaults', () => {
    expect(v.parse(newPersonSchema, { email: ' A@Example.com ', displayName: ' Finance   Lead ' })).toEqual({
      email: 'a@example.com',
      displayName: 'Finance Lead',
      role: 'employee',
      team: null,
      channels: [],
      numbers: [],
      extension: null,
    });
    expect(accepts(newPersonSchema, { email: 'a@example.com' })).toBe(false);
    expect(accepts(newPersonSchema, { displayName: 'A' })).toBe(false);
  });

  test('has each number and channel once', () => {
    const given = {
      email: 'a@b.co',
      displayName: 'A',
      numbers: ['+1 202 555 0101', '0012025550101'],
      channels: ['web', 'web'],
    };
    expect(v.parse(newPersonSchema, given)).toMatchObject({ numbers: ['+12025550101'], channels: ['web'] });
    const many = Array.from({ length: 21 }, (_, i) => `+1202555${String(i).padStart(4, '0')}`);
    expect(accepts(newPersonSchema, { ...given, numbers: many })).toBe(false);
    expect(accepts(newPersonSchema, { ...given, numbers: many.slice(1) })).toBe(true);
    expect(accepts(newPersonSchema, { ...given, channels: ['fax'] })).toBe(false);
  });

  test('is changed only in what the change names', () => {
    expect(v.parse(personPatchSchema, { active: false })).toEqual({ active: false });
    expect(v.parse(personPatchSchema, {})).toEqual({});
    expect(accepts(personPatchSchema, { role: 'king' })).toBe(false);
  });
});

test.each([
  ['+12025550100', true],
  ['0049 30 1234567', true],
  ['+1234567', true],
  ['+123456', false],
  ['+123456789012345', true],
  ['+1234567890123456', false],
  ['+02025550100', false],
  ['2025550100', false],
  ['x+12025550100', false],
  ['+12025550100x', false],
  [`+1202555${' '.repeat(40)}0100`, false],
])('number %s: %s', (number, good) => {
  expect(accepts(numberSchema, number)).toBe(good);
});

test.each([
  ['1001', true],
  [' reception ', true],
  ['*21#', true],
  ['', false],
  ['a b', false],
  ['x'.repeat(32), true],
  ['x'.repeat(33), false],
])('extension %s: %s', (extension, good) => {
  expect(accepts(extensionSchema, extension)).toBe(good);
});

test.each([
  ['example.com', true],
  [' Mail.Example.CO.UK ', true],
  ['localhost', false],
  ['-a.com', false],
  ['a-.com', false],
  ['a-b.com', true],
  ['a..com', false],
  ['a.c', false],
  ['x example.com', false],
  ['example.com/x', false],
  [`${'a'.repeat(63)}.com`, true],
  [`${'a'.repeat(64)}.com`, false],
])('domain %s: %s', (domain, good) => {
  expect(accepts(domainSchema, domain)).toBe(good);
});

test('an address of more than 254 characters is none, a name of no letters neither', () => {
  expect(accepts(emailSchema, `${'a'.repeat(60)}@${'b.'.repeat(90)}example.com`)).toBe(true);
  expect(accepts(emailSchema, `${'a'.repeat(60)}@${'b.'.repeat(95)}example.com`)).toBe(false);
  expect(accepts(emailSchema, 'nobody')).toBe(false);
  expect(accepts(displayNameSchema, ' \u200b ')).toBe(false);
});

test('an address is in a tenant by what stands after its last @; without domains everybody is', () => {
  expect(isInDomains('a@example.com', ['example.com'])).toBe(true);
  expect(isInDomains('"a@x"@example.com', ['example.com'])).toBe(true);
  expect(isInDomains('a@sub.example.com', ['example.com'])).toBe(false);
  expect(isInDomains('a@other.com', [])).toBe(true);
});

test('what has changed is named in order, and only what was given is compared', () => {
  const before = { b: 1, a: [1], c: 'x', d: null };
  expect(changedFields(before, { d: null, b: 2, a: [1, 2], c: 'x' })).toEqual(['a', 'b']);
  expect(changedFields(before, before)).toEqual([]);
});
