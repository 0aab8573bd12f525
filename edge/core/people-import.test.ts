import { assert, constantFrom, integer, property, string, array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planNumbers, type NumberFacts } from './number-import.ts';
import { planPeople, type OnFile } from './people-import.ts';
import type { ImportLine } from './view.ts';

const onFile: OnFile = {
  domains: ['demo.example', 'sub.demo.example'],
  emails: new Map([['demo.admin@demo.example', 'per_demo-admin-person']]),
  extensions: new Set(['1000']),
  numbers: new Map([['+12025550100', 'per_demo-admin-person']]),
};

const full = ['Email', 'Name', 'Team', 'Channels', 'Numbers', 'Extension', 'Role'];

function plan(rows: readonly (readonly string[])[], header = full, file: OnFile = onFile) {
  const planned = planPeople({ header, rows: rows.map((cells, i) => ({ line: i + 2, cells })) }, file);
  if (!planned.ok) throw new TypeError(planned.reason);
  return planned.value;
}
const coded = (lines: readonly ImportLine[]) => lines.map(({ line, outcome, code }) => `${line} ${outcome} ${code}`);

describe('a file of people', () => {
  it('needs nothing but an address', () => {
    expect(plan([[' Sales.Clerk@demo.example ']], ['E-Mail']).people).toEqual([
      {
        email: 'sales.clerk@demo.example',
        displayName: 'Sales Clerk',
        role: 'employee',
        team: null,
        channels: [],
        numbers: [],
        extension: null,
        active: true,
      },
    ]);
  });

  it('takes every column in the notations people write', () => {
    const row = [
      'a@sub.demo.example',
      'A\u0000 B',
      ' Sales ',
      'Phone|Google Meet;phone',
      "'+1 202-555-0140; 0012025550141",
      '10*',
      'ADMIN',
    ];
    expect(plan([row]).people).toEqual([
      {
        email: 'a@sub.demo.example',
        displayName: 'A B',
        role: 'admin',
        team: 'Sales',
        channels: ['phone', 'google-meet'],
        numbers: ['+12025550140', '+12025550141'],
        extension: '10*',
        active: true,
      },
    ]);
  });

  it('judges every row by itself, with its line and the reason', () => {
    const { lines, people } = plan([
      ['a@demo.example', '', '', '', '+12025550140', '1010'],
      ['A@demo.example'],
      ['demo.admin@demo.example'],
      ['a@evil.example'],
      [''],
      ['nobody'],
      ['b@demo.example', '', '', 'fax'],
      ['b@demo.example', '', '', '', '5550100'],
      ['b@demo.example', '', '', '', '+12025550100'],
      ['b@demo.example', '', '', '', '+12025550140'],
      ['b@demo.example', '', '', '', '', '1000'],
      ['b@demo.example', '', '', '', '', '1010'],
      ['b@demo.example', '', '', '', '', 'a b'],
      ['b@demo.example', '', '', '', '', '', 'owner'],
      ['b@demo.example', '\u202e\u200b'],
      ['b@demo.example', '', '\u202e', '', ''],
      ['b@demo.example', '', '', '', '', '', '', 'one too many'],
      ['b@demo.example'],
    ]);
    expect(coded(lines)).toEqual([
      '2 added added',
      '3 skipped in-file',
      '4 skipped on-file',
      '5 refused domain-not-allowed',
      '6 refused email-missing',
      '7 refused email-invalid',
      '8 refused channel-unknown',
      '9 refused number-invalid',
      '10 refused number-taken',
      '11 refused number-taken',
      '12 refused extension-taken',
      '13 refused extension-taken',
      '14 refused extension-invalid',
      '15 refused role-unknown',
      '16 refused name-invalid',
      '17 refused team-invalid',
      '18 refused row-broken',
      '19 added added',
    ]);
    expect(people.map(({ email }) => email)).toEqual(['a@demo.example', 'b@demo.example']);
    expect(lines.every(({ reason }) => reason.length > 3)).toBe(true);
  });

  it('is refused as a whole only when its header cannot be read', () => {
    expect(planPeople({ header: ['Name'], rows: [] }, onFile)).toMatchObject({ ok: false });
  });

  it('never yields two people with one address, number or extension, nor one that is taken, whatever it says', () => {
    const cell = constantFrom(
      '',
      'a@demo.example',
      'A@demo.example ',
      'b@demo.example',
      'c@evil.example',
      '+12025550140',
      '+12025550100',
      '1000',
      '1010',
    );
    assert(
      property(array(array(cell, { maxLength: 8 })), string(), (rows, odd) => {
        const { lines, people } = plan([...rows, [odd]]);
        expect(lines).toHaveLength(rows.length + 1);
        expect(lines.filter(({ outcome }) => outcome === 'added')).toHaveLength(people.length);
        const all = [
          people.map(({ email }) => email),
          people.flatMap(({ numbers }) => numbers),
          people.flatMap(({ extension }) => extension ?? []),
        ];
        for (const values of all) expect(new Set(values).size).toBe(values.length);
        expect(people.some(({ numbers, extension }) => numbers.includes('+12025550100') || extension === '1000')).toBe(
          false,
        );
        expect(people.every(({ email }) => email.endsWith('@demo.example'))).toBe(true);
      }),
    );
  });
});

describe('a directory of numbers', () => {
  const nowMs = Date.parse('2026-11-23T12:00:00Z');
  const facts: NumberFacts = new Map([
    ['+12025550100', { lineType: 'unknown', verifiedAtMs: null, simChangedAtMs: null, forwarded: null }],
  ]);
  const numbersOf = (rows: readonly (readonly string[])[], known = facts) => {
    const header = ['Email', 'Number', 'LineType', 'VerifiedAt'];
    const file = { ...onFile, emails: new Map([...onFile.emails, ['b@demo.example', 'per_of-somebody-else']]) };
    const planned = planNumbers({ header, rows: rows.map((cells, i) => ({ line: i + 2, cells })) }, file, known, nowMs);
    if (!planned.ok) throw new TypeError(planned.reason);
    return planned.value;
  };

  it('judges every row by itself, with its line and the reason', () => {
    const admin = 'demo.admin@demo.example';
    const { lines, numbers } = numbersOf([
      [admin, '001 202 555 0150', 'Mobile', '2026-01-31'],
      [admin, '+12025550150'],
      [admin, '+12025550100'],
      ['b@demo.example', '+12025550100'],
      ['c@demo.example', '+12025550151'],
      [admin, '555'],
      [admin, '+12025550152', 'satellite'],
      [admin, '+12025550152', '', '31.01.2026'],
      [admin, '+12025550152', '', '2026-13-31'],
      [admin, '+12025550152', '', '2027-01-31'],
      ['', '+12025550152'],
      ['x', '+12025550152'],
      ['b@demo.example', '+12025550152', '', '2026-01-31T10:00:00+01:00'],
    ]);
    expect(coded(lines)).toEqual([
      '2 added added',
      '3 skipped in-file',
      '4 skipped on-file',
      '5 refused number-taken',
      '6 refused person-unknown',
      '7 refused number-invalid',
      '8 refused line-type-unknown',
      '9 refused verified-at-invalid',
      '10 refused verified-at-invalid',
      '11 refused verified-at-invalid',
      '12 refused email-missing',
      '13 refused email-invalid',
      '14 added added',
    ]);
    expect(numbers).toEqual([
      {
        personId: 'per_demo-admin-person',
        number: '+12025550150',
        lineType: 'mobile',
        verifiedAtMs: Date.parse('2026-01-31'),
      },
      { personId: 'per_of-somebody-else', number: '+12025550152', verifiedAtMs: Date.parse('2026-01-31T09:00:00Z') },
    ]);
  });

  it('takes what a carrier says of the line, and refuses what it cannot mean', () => {
    const admin = 'demo.admin@demo.example';
    const header = ['Email', 'Number', 'SimChangedAt', 'Forwarding'];
    const cells = [
      [admin, '+12025550160', '2026-11-20', 'yes'],
      [admin, '+12025550161', '', 'No'],
      [admin, '+12025550162', 'lately', ''],
      [admin, '+12025550163', '', 'perhaps'],
    ];
    const rows = cells.map((row, i) => ({ line: i + 2, cells: row }));
    const planned = planNumbers({ header, rows }, onFile, facts, nowMs);
    if (!planned.ok) throw new TypeError(planned.reason);
    expect(coded(planned.value.lines)).toEqual([
      '2 added added',
      '3 added added',
      '4 refused sim-changed-at-invalid',
      '5 refused forwarded-invalid',
    ]);
    expect(planned.value.numbers.map(({ simChangedAtMs, forwarded }) => [simChangedAtMs, forwarded])).toEqual([
      [Date.parse('2026-11-20'), true],
      [undefined, false],
    ]);
  });

  it('renews what is known of a number only when the file knows something else', () => {
    const row = ['demo.admin@demo.example', '+12025550100', 'fixed', '2026-01-31'];
    expect(coded(numbersOf([row]).lines)).toEqual(['2 updated updated']);
    const known: NumberFacts = new Map([
      [
        '+12025550100',
        { lineType: 'fixed', verifiedAtMs: Date.parse('2026-01-31'), simChangedAtMs: null, forwarded: null },
      ],
    ]);
    expect(coded(numbersOf([row], known).lines)).toEqual(['2 skipped on-file']);
    expect(coded(numbersOf([['demo.admin@demo.example', '+12025550100', 'unknown']], known).lines)).toEqual([
      '2 skipped on-file',
    ]);
  });

  it('never takes the same number twice', () => {
    const number = integer({ min: 0, max: 9 }).map((digit) => `+1202555015${digit}`);
    assert(
      property(array(number), (list) => {
        const { numbers } = numbersOf(list.map((one) => ['b@demo.example', one]));
        expect(numbers).toHaveLength(new Set(list).size);
      }),
    );
  });
});
