import { describe, expect, test } from 'vitest';
import { cleanName, identifyCaller, identifyGuest, normalNumber, type KnownPerson } from './identity.ts';

const finance: KnownPerson = {
  id: 'per_finance',
  displayName: 'Finance Lead',
  extension: '1001',
  numbers: ['+1 202 555 0101'],
};
const chief: KnownPerson = { id: 'per_chief', displayName: 'Chief Executive', numbers: ['+12025550102'] };
const people = [finance, chief];

describe('a number', () => {
  test.each([
    ['001 202 555 0102', '+12025550102'],
    ['  +1 (202) 555-0102 ', '+12025550102'],
    ['+1.202/555.0102', '+12025550102'],
    ['1001', '1001'],
    ['0202 555', '0202555'],
    ['1002', '1002'],
  ])('%j is %s', (written, number) => {
    expect(normalNumber(written)).toBe(number);
  });
});

describe('a name as it may be shown', () => {
  test('has no control, bidirectional, private or broken characters, and single spaces', () => {
    expect(cleanName('  Chief \t\n Executive ')).toBe('Chief Executive');
    expect(cleanName('Chief\u202eExecutive\u0000')).toBe('Chief Executive');
    expect(cleanName('Chief\ue000\ud800Executive')).toBe('Chief Executive');
    expect(cleanName('Jose\u0301')).toBe('José');
  });

  test('is cut after 128 characters', () => {
    expect(cleanName('x'.repeat(200))).toBe('x'.repeat(128));
  });
});

const call = (
  presented: { displayName?: string; number?: string; asserted?: boolean },
  options: Partial<{ calleeId: string; seenBefore: boolean }> = {},
  known: readonly KnownPerson[] = people,
) =>
  identifyCaller({ asserted: false, ...presented }, known, { calleeId: 'per_finance', seenBefore: false, ...options });

describe('a caller', () => {
  test('from a number on file is taken for its owner, by number or by extension', () => {
    expect(call({ number: '+12025550102', asserted: true })).toEqual({
      claimed: { personId: 'per_chief', displayName: 'Chief Executive' },
      findings: [
        { code: 'number-on-file', evidence: { number: '+12025550102', person: 'Chief Executive', asserted: true } },
      ],
    });
    expect(call({ number: '1001' }).claimed?.personId).toBe('per_finance');
    expect(call({ number: '0012025550101' }).claimed?.personId).toBe('per_finance');
  });

  test('from a number that called before is not new, and nobody’s', () => {
    expect(call({ number: '+12025550199' }, { seenBefore: true })).toEqual({
      findings: [{ code: 'number-seen-before', evidence: { number: '+12025550199', asserted: false } }],
    });
    expect(call({ number: '+12025550199' })).toEqual({
      findings: [{ code: 'number-unknown', evidence: { number: '+12025550199', asserted: false } }],
    });
  });

  test('who shows nothing at all withholds the number, and claims nobody', () => {
    expect(call({})).toEqual({ findings: [{ code: 'number-withheld', evidence: {} }] });
    expect(call({}, { seenBefore: true }).findings[0]?.code).toBe('number-withheld');
  });

  test('with a colleague’s name on another number collides with him', () => {
    expect(call({ displayName: 'Chief Executive', number: '+12025550199' })).toEqual({
      claimed: { personId: 'per_chief', displayName: 'Chief Executive' },
      findings: [
        { code: 'number-unknown', evidence: { number: '+12025550199', asserted: false } },
        { code: 'name-collision', evidence: { person: 'Chief Executive', name: 'Chief Executive' } },
      ],
    });
  });

  test('with one colleague’s name on another’s number claims the name, and collides', () => {
    const found = call({ displayName: 'Chief Executive', number: '+12025550101' });
    expect(found.claimed?.personId).toBe('per_chief');
    expect(found.findings.map(({ code }) => code)).toEqual(['number-on-file', 'name-collision']);
  });

  test('with his own name on his own number does not collide, nor with a name that nobody has', () => {
    for (const displayName of ['Chief Executive', 'Front Desk']) {
      const found = call({ displayName, number: '+12025550102' });
      expect(found.claimed?.personId).toBe('per_chief');
      expect(found.findings.map(({ code }) => code)).toEqual(['number-on-file']);
    }
  });

  test('of a name that several have is taken for the one he owns the number of, else for one who is not called', () => {
    const namesake: KnownPerson = { id: 'per_other', displayName: 'Finance Lead', numbers: ['+12025550103'] };
    const three = [finance, namesake, chief];
    expect(call({ displayName: 'Finance Lead', number: '+12025550103' }, {}, three).claimed?.personId).toBe(
      'per_other',
    );
    expect(call({ displayName: 'Finance Lead' }, {}, three).claimed?.personId).toBe('per_other');
    expect(call({ displayName: 'Finance Lead' }, { calleeId: 'per_other' }, three).claimed?.personId).toBe(
      'per_finance',
    );
    expect(call({ displayName: 'Finance Lead' }).claimed?.personId).toBe('per_finance');
  });
});

describe('a guest', () => {
  const guest = (displayName: string, inviteeName: string, otherDevice = false) =>
    identifyGuest({ displayName, inviteeName, otherDevice }, people);

  test('who comes under the name he was invited by, on the device that opened it first, is bound to it', () => {
    expect(guest('Visiting Auditor', 'visiting auditor')).toEqual({
      findings: [{ code: 'invite-bound', evidence: { invitee: 'visiting auditor' } }],
    });
  });

  test('on another device has a forwarded link, whatever his name', () => {
    for (const name of ['Visiting Auditor', 'Somebody Else']) {
      expect(guest(name, 'Visiting Auditor', true)).toEqual({
        findings: [{ code: 'link-forwarded', evidence: { invitee: 'Visiting Auditor' } }],
      });
    }
  });

  test('who takes a protected person’s name on somebody else’s link says himself that it is forwarded', () => {
    expect(guest('Chief Executive', 'Visiting Auditor')).toEqual({
      claimed: { personId: 'per_chief', displayName: 'Chief Executive' },
      findings: [
        { code: 'link-forwarded', evidence: { invitee: 'Visiting Auditor' } },
        { code: 'name-collision', evidence: { person: 'Chief Executive', name: 'Chief Executive' } },
      ],
    });
  });

  test('who was invited under a protected person’s name still collides with it', () => {
    expect(guest('Chief Executive', 'Chief Executive').findings.map(({ code }) => code)).toEqual([
      'invite-bound',
      'name-collision',
    ]);
  });

  test('who takes another name of his own says nothing by it', () => {
    expect(guest('Somebody Else', 'Visiting Auditor')).toEqual({ findings: [] });
  });
});
