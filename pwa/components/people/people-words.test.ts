import { expect, test } from 'vitest';
import { array, assert, constantFrom, property } from 'fast-check';
import type { ImportKind, ImportReport, Person } from '../../data/console/people-api.ts';
import { isSameName } from '../../ui/named-confirm.tsx';
import { fileFault, limitOf, readFile, textFault, textOf as textOfFile } from './import-file.ts';
import { domainFault, domainsOf } from './domains.ts';
import { applyWords, reportSummary } from './import-words.ts';
import { blankPerson, draftOf, faultsOf, patchOf, textOf } from './person-draft.ts';
import { countProtection, matches, protectionOf } from './protection.ts';

const person: Person = {
  id: 'per_1',
  displayName: 'Finance Lead',
  email: 'finance.lead@demo.example',
  role: 'employee',
  numbers: ['+12025550101'],
  passkeys: 1,
  team: { id: 'tea_1', name: 'Trésorerie' },
  extension: '1001',
};

test('protection follows activity first, then enrolment, then channels', () => {
  expect(protectionOf(person)).toBe('protected');
  expect(protectionOf({ ...person, channels: ['phone'] })).toBe('partly');
  expect(protectionOf({ ...person, channels: ['phone', 'web'] })).toBe('protected');
  expect(protectionOf({ ...person, passkeys: 0 })).toBe('not-enrolled');
  expect(protectionOf({ ...person, passkeys: 0, active: false })).toBe('inactive');
});

test('everybody is counted once', () => {
  assert(
    property(array(constantFrom(person, { ...person, passkeys: 0 }, { ...person, active: false })), (people) => {
      const counts = countProtection(people);
      expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(people.length);
    }),
  );
});

test('people are found by parts of name, mail, team or number, without case and accents', () => {
  for (const query of ['', '  ', 'FINANCE', 'lead fin', 'tresor', '55501', '1001', 'demo.example']) {
    expect(matches(person, query), query).toBe(true);
  }
  expect(matches(person, 'finance chief')).toBe(false);
});

test('a person that is opened and saved unchanged changes nothing', () => {
  expect(patchOf(person, textOf(person))).toEqual({});
});

test('only what was changed is sent, and what was emptied is taken away', () => {
  const text = {
    ...textOf(person),
    displayName: ' Finance Chief ',
    team: ' ',
    numbers: '+1 202 555 0101\n0044 20 7946 0000',
  };
  expect(patchOf(person, text)).toEqual({
    displayName: 'Finance Chief',
    team: null,
    numbers: ['+12025550101', '+442079460000'],
  });
});

test('all channels are sent as none, so that later ones are covered too', () => {
  expect(draftOf({ ...blankPerson, channels: ['web', 'phone'] }).channels).toEqual([]);
  expect(draftOf({ ...blankPerson, channels: ['phone'] }).channels).toEqual(['phone']);
});

test('a form names each fault, and none where there is none', () => {
  expect(Object.keys(faultsOf(blankPerson))).toEqual(['displayName', 'email']);
  expect(faultsOf({ ...textOf(person), numbers: '0101', extension: '10 1', channels: [] })).toEqual({
    extension: 'An extension has digits or letters only.',
    numbers: '0101 is not a whole number with its country code, like +12025550101.',
    channels: 'Choose at least one, or deactivate the person.',
  });
  expect(faultsOf(textOf(person))).toEqual({});
});

const report: ImportReport = {
  kind: 'people',
  dryRun: true,
  rows: 3,
  added: 2,
  updated: 0,
  skipped: 0,
  refused: 1,
  lines: [],
};

test('a report is summed up without zeros, as what will be or as what was done', () => {
  expect(reportSummary(report)).toBe('3 rows: 2 will be added, 1 will be refused.');
  expect(reportSummary({ ...report, dryRun: false })).toBe('3 rows: 2 added, 1 refused.');
  expect(reportSummary({ ...report, rows: 0, added: 0, refused: 0 })).toBe('The file has no rows.');
});

test('a log is learned from, and put nowhere', () => {
  const log: ImportReport = { ...report, kind: 'calls', added: 1, skipped: 1 };
  expect(reportSummary(log)).toBe('3 rows: 1 will be learned, 1 will be skipped, 1 will be refused.');
  expect(applyWords(log).label).toBe('Learn from 1 row');
});

test('an import that would change nothing cannot be applied', () => {
  expect(applyWords(report)).toEqual({ label: 'Import 2 rows', disabledReason: undefined });
  expect(applyWords({ ...report, added: 0 }).disabledReason).toMatch(/no row/i);
});

test('text of a file is read as UTF-8, as UTF-16 with its mark, and else as Windows-1252', () => {
  const text = 'Email,Name\nä@demo.example,Ä';
  expect(textOfFile(new TextEncoder().encode(text))).toBe(text);
  expect(textOfFile(Uint8Array.from([0xff, 0xfe, ...Buffer.from(text, 'utf16le')]))).toBe(text);
  expect(textOfFile(Uint8Array.from([0xfe, 0xff, ...Buffer.from(text, 'utf16le').swap16()]))).toBe(text);
  expect(textOfFile(Buffer.from(text, 'latin1'))).toBe(text);
});

test('a file that cannot be an import is refused before it is sent', () => {
  const { megabytes } = limitOf('people');
  expect(fileFault('people', { name: 'a.csv', size: 10 })).toBeUndefined();
  expect(fileFault('people', { name: 'a.csv', size: 0 })).toMatch(/empty/);
  expect(fileFault('people', { name: 'a.csv', size: megabytes * 1024 * 1024 + 1 })).toMatch(/2 MB/);
  expect(fileFault('calls', { name: 'a.csv', size: megabytes * 1024 * 1024 + 1 })).toBeUndefined();
  expect(fileFault('people', { name: 'a.xlsx', size: 10 })).toMatch(/CSV/);
});

test('a log is told by its first sign to be rows of cells or one object a line; a list of objects is neither', () => {
  const read = (text: string, kind: ImportKind = 'sign-ins') => readFile(kind, new TextEncoder().encode(text));
  expect(read('Time,Email\n').type).toBe('text/csv');
  expect(read('\n {"time":1}\n').type).toBe('application/x-ndjson');
  expect(read('{"Email"', 'people').type).toBe('text/csv');
  expect(textFault('sign-ins', read('{"time":1}'))).toBeUndefined();
  expect(textFault('sign-ins', read('[ {"time":1} ]'))).toMatch(/one object a line/);
});

test('domains are read as typed, and one that is none is named', () => {
  expect(domainsOf('@Company.com, demo.example\n\ndemo.example.')).toEqual(['company.com', 'demo.example']);
  expect(domainFault('company.com\nnope')).toBe('nope is not a domain like company.com.');
  expect(domainFault('')).toBeUndefined();
});

test('a typed name confirms without regard to case and spaces, and nothing else does', () => {
  expect(isSameName('  finance   LEAD ', 'Finance Lead')).toBe(true);
  expect(isSameName('Finance', 'Finance Lead')).toBe(false);
  expect(isSameName('', 'Finance Lead')).toBe(false);
});
