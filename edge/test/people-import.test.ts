import { env, exports } from 'cloudflare:workers';
import { array, assert, constantFrom, property, string } from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ImportReport, PersonRow } from '../core/view.ts';
import { writeCsv } from '../core/csv.ts';
import { parseCsv } from '../csv.ts';
import { tenantEntries } from '../store/tenant-chain.ts';
import { openOffice, origin, request, type Someone } from './world.ts';

const tenantId = 'ten_demo-countersign';
let admin: Someone;

beforeEach(async () => {
  ({ admin } = await openOffice());
});

type Answer = ImportReport & { code: string; detail: string };

async function send(path: string, body: BodyInit, type = 'text/csv'): Promise<{ status: number; body: Answer }> {
  const headers = { origin, cookie: admin.cookie, 'content-type': type };
  const reply = await exports.default.fetch(`${origin}${path}`, { method: 'POST', headers, body });
  return { status: reply.status, body: await reply.json() };
}
const importPeople = (body: BodyInit, query = '') => send(`/api/people/import${query}`, body);
const importNumbers = (body: BodyInit, query = '') => send(`/api/numbers/import${query}`, body);

async function people(): Promise<PersonRow[]> {
  return (await request<{ people: PersonRow[] }>('GET', '/api/people', { as: admin })).body.people;
}
const entries = () => tenantEntries(env.DB, tenantId, 0, 100);
const coded = ({ lines }: ImportReport) => lines.map(({ line, outcome, code }) => `${line} ${outcome} ${code}`);

describe('importing people', () => {
  const file = [
    '\ufeffName;Email;Team;Numbers',
    '"Sales; Clerk";clerk@demo.example;Sales;"+1 202 555 0140;+1 202 555 0141"',
    '',
    '"Two',
    'Lines";lines@demo.example;sales;',
    'Demo Admin;demo.admin@demo.example;;',
    'Nobody;nobody;;',
    'Wide;wide@demo.example;;;;;',
    'Open;open@demo.example;"never closed',
  ].join('\r\n');

  it('reads one JSON object a line as well, lists included', async () => {
    const lines = [
      { email: 'json@demo.example', name: 'Json Clerk', team: 'Sales', numbers: ['+12025550145', '+12025550146'] },
      { email: 'nobody', name: 'Nobody' },
    ].map((one) => JSON.stringify(one));
    const sent = await send('/api/people/import', [...lines, 'not json'].join('\n'), 'application/x-ndjson');
    expect(coded(sent.body)).toEqual(['1 added added', '2 refused email-invalid', '3 refused row-broken']);
    const clerk = (await people()).find(({ email }) => email === 'json@demo.example');
    expect([clerk?.numbers.toSorted(), clerk?.team?.name]).toEqual([['+12025550145', '+12025550146'], 'Sales']);
    const number = JSON.stringify({ email: 'json@demo.example', number: '+12025550147', lineType: 'mobile' });
    const numbers = await send('/api/numbers/import', number, 'application/x-ndjson');
    expect(coded(numbers.body)).toEqual(['1 added added']);
    const without = await send('/api/people/import', '{"name":"x"}', 'application/x-ndjson');
    expect([without.status, without.body.code]).toEqual([400, 'malformed-ndjson']);
  });

  it('adds the good rows and reports each row by the line it stands in', async () => {
    const { status, body } = await importPeople(file);
    expect(status).toBe(200);
    expect(coded(body)).toEqual([
      '2 added added',
      '4 added added',
      '6 skipped on-file',
      '7 refused email-invalid',
      '8 refused row-broken',
      '9 refused row-broken',
    ]);
    expect(body).toMatchObject({
      kind: 'people',
      dryRun: false,
      rows: 6,
      added: 2,
      updated: 0,
      skipped: 1,
      refused: 3,
    });
    const added = (await people()).filter(({ email }) => /clerk|lines/.test(email));
    expect(added.map(({ displayName, numbers, team }) => [displayName, numbers.length, team?.name])).toEqual([
      ['Sales; Clerk', 2, 'Sales'],
      ['Two Lines', 0, 'Sales'],
    ]);
    const [entry] = await entries();
    expect(entry).toMatchObject({ kind: 'people.imported', body: { added: 2, personIds: added.map(({ id }) => id) } });
    expect(JSON.stringify(entry)).not.toMatch(/clerk|demo\.example/i);
  });

  it('reports the same and writes nothing in a dry run', async () => {
    const dry = await importPeople(file, '?dryRun=1');
    expect([await people(), await entries()]).toEqual([expect.objectContaining({ length: 3 }), []]);
    const real = await importPeople(file);
    expect(dry.body).toEqual({ ...real.body, dryRun: true });
    const again = await importPeople(file);
    expect(again.body).toMatchObject({ added: 0, skipped: 3, refused: 3 });
    expect(await entries()).toHaveLength(1);
  });

  it('takes five thousand rows in one go, and not one more', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => {
      return [`person-${i}@demo.example`, `Person ${i}`, `Team ${i % 40}`, `+1${2_000_000_000 + i}`];
    });
    const text = writeCsv(['Email', 'Name', 'Team', 'Numbers'], rows);
    const { body } = await importPeople(text);
    expect(body).toMatchObject({ rows: 5000, added: 5000 });
    const counts = await env.DB.prepare(
      `select (select count(*) from person) as people, (select count(*) from person_number) as numbers,
         (select count(*) from team) as teams, (select count(*) from team_member) as members,
         (select count(*) from person where team_id is null) as teamless`,
    ).first();
    expect(counts).toEqual({ people: 5003, numbers: 5003, teams: 40, members: 5000, teamless: 3 });
    const more = await importPeople(`${text}x@demo.example,X,,\r\n`);
    expect([more.status, more.body.code]).toEqual([413, 'body-too-large']);
  });

  it('leaves no half of itself when two files that overlap come at once', async () => {
    const text = (names: string[]) =>
      `Email,Numbers\n${names.map((name, i) => `${name}@demo.example,+1202555017${i}`).join('\n')}`;
    const replies = await Promise.all([
      importPeople(text(['a', 'b', 'c'])),
      importPeople(text(['a', 'b', 'd'])),
      importPeople(text(['a', 'b', 'e'])),
    ]);
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    const emails = (await people()).map(({ email }) => email);
    // The third number is in each file: one owner has it, the others' rows are refused.
    expect(emails.filter((email) => /^[ab]@/.test(email))).toHaveLength(2);
    expect(emails.filter((email) => /^[cde]@/.test(email))).toHaveLength(1);
    const total = replies.reduce((sum, { body }) => sum + body.added, 0);
    expect(total).toBe(3);
  });

  it('refuses what is no such file, by its code', async () => {
    const codes = async (reply: ReturnType<typeof send>) => [(await reply).status, (await reply).body.code];
    expect(await codes(importPeople(''))).toEqual([400, 'malformed-csv']);
    expect(await codes(importPeople('Name\nX'))).toEqual([400, 'malformed-csv']);
    expect(await codes(importPeople(new Uint8Array([0x45, 0x6d, 0xfc, 0x0a])))).toEqual([400, 'malformed-csv']);
    expect(await codes(send('/api/people/import', '{}', 'application/json'))).toEqual([415, 'unsupported-media-type']);
    expect(await codes(importPeople(`Email\n${'x'.repeat(2 * 1024 * 1024)}`))).toEqual([413, 'body-too-large']);
  });
});

describe('exporting people', () => {
  it('gives a file that a spreadsheet does not calculate, and that imports again to the same people', async () => {
    const risky = writeCsv(
      ['Email', 'Name', 'Team', 'Numbers', 'Channels', 'Extension', 'Role'],
      [['risky@demo.example', '=1+1', '@team', '+12025550145;+12025550146', 'phone;zoom', '1015', 'auditor']],
    );
    expect((await importPeople(risky)).body.added).toBe(1);
    const before = (await people()).find(({ email }) => email === 'risky@demo.example');
    expect(before).toMatchObject({ displayName: '=1+1', numbers: ['+12025550145', '+12025550146'] });
    const file = await request<string>('GET', '/api/people/export.csv', { as: admin });
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const table = parseCsv(file.body);
    expect(table.rows.every(({ cells }) => cells.every((cell) => !/^[=+\-@\t\r]/.test(cell)))).toBe(true);
    await request('DELETE', `/api/people/${before?.id}`, { as: admin });
    expect((await importPeople(file.body)).body).toMatchObject({ added: 1, skipped: 3, refused: 0 });
    const after = (await people()).find(({ email }) => email === 'risky@demo.example');
    expect({ ...after, id: before?.id }).toEqual(before);
  });
});

describe('importing numbers', () => {
  it('adds and renews numbers of people on file, in one transaction, and refuses those of others', async () => {
    const text = [
      'email,number,line type,verified at',
      'demo.admin@demo.example,+1 202 555 0150,mobile,2026-01-31',
      'demo.admin@demo.example,+12025550100,fixed,',
      'demo.admin@demo.example,+12025550101,,',
      'nobody@demo.example,+12025550151,,',
    ].join('\n');
    const dry = await importNumbers(text, '?dryRun=1');
    expect(coded(dry.body)).toEqual([
      '2 added added',
      '3 updated updated',
      '4 refused number-taken',
      '5 refused person-unknown',
    ]);
    const read = async () =>
      (
        await env.DB.prepare(
          `select number, source, line_type, verified_at_ms from person_number where person_id = ? order by number`,
        )
          .bind(admin.id)
          .all()
      ).results;
    expect(await read()).toHaveLength(1);
    expect((await importNumbers(text)).body).toMatchObject({ kind: 'numbers', added: 1, updated: 1, refused: 2 });
    expect(await read()).toEqual([
      { number: '+12025550100', source: 'setup', line_type: 'fixed', verified_at_ms: null },
      { number: '+12025550150', source: 'directory', line_type: 'mobile', verified_at_ms: Date.parse('2026-01-31') },
    ]);
    expect((await importNumbers(text)).body).toMatchObject({ added: 0, updated: 0, skipped: 2 });
    expect((await entries()).map(({ kind }) => kind)).toEqual(['numbers.imported']);
  });
});

const quoted = (cells: readonly string[]): string =>
  `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\r\n`;

describe('the CSV parser', () => {
  it('reads back what was written, with the line each row begins on', () => {
    const cell = array(constantFrom('a', ' ', '"', ',', ';', '\n', '\r\n', '\t', 'é', '😀'), { maxLength: 5 }).map(
      (one) => one.join(''),
    );
    assert(
      property(array(array(cell, { minLength: 3, maxLength: 3 }), { maxLength: 6 }), (rows) => {
        const text = [['A', 'B', 'C'], ...rows].map(quoted).join('');
        const filled = rows.filter((row) => row.some((one) => one.trim() !== ''));
        const parsed = parseCsv(text);
        expect(parsed.rows.map(({ cells }) => cells)).toEqual(filled);
        for (const { line, cells } of parsed.rows) {
          const above = text
            .split(/\r\n|\n|\r/)
            .slice(line - 1)
            .join('\n');
          expect(above.startsWith(quoted(cells).split(/\r\n|\n|\r/)[0] ?? '?')).toBe(true);
        }
      }),
    );
  });

  it('never throws, whatever the text', () => {
    assert(
      property(string({ unit: 'binary' }), (text) => {
        expect(parseCsv(text).rows.length).toBeLessThanOrEqual(text.length + 1);
      }),
      { numRuns: 200 },
    );
  });
});
