import { env, exports } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ProfileView } from '../core/profile-view.ts';
import type { ImportReport } from '../core/view.ts';
import { parseNdjson } from '../ndjson.ts';
import { tenantEntries } from '../store/tenant-chain.ts';
import { openOffice, origin, request, type Someone } from './world.ts';

const tenantId = 'ten_demo-countersign';
const csv = 'text/csv';
const ndjson = 'application/x-ndjson';
let admin: Someone;
let finance: Someone;
let chief: Someone;

beforeEach(async () => {
  ({ admin, finance, chief } = await openOffice());
});

type Answer = ImportReport & { code: string; detail: string };
async function send(path: string, body: BodyInit, type = csv): Promise<{ status: number; body: Answer }> {
  const headers = { origin, cookie: admin.cookie, 'content-type': type };
  const reply = await exports.default.fetch(`${origin}/api/imports/${path}`, { method: 'POST', headers, body });
  return { status: reply.status, body: await reply.json() };
}

const entries = () => tenantEntries(env.DB, tenantId, 0, 100);
const coded = ({ lines }: ImportReport) => lines.map(({ line, outcome, code }) => `${line} ${outcome} ${code}`);
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const hour = 60;
const day = 24 * hour;

async function emailOf({ id }: Pick<Someone, 'id'>): Promise<string> {
  const row = await env.DB.prepare('select email from person where id = ?').bind(id).first<{ email: string }>();
  return row?.email ?? '';
}
async function profileOf({ id }: Pick<Someone, 'id'>): Promise<Record<string, [string, number][]>> {
  const { body } = await request<ProfileView>('GET', `/api/people/${id}/profile`, { as: admin });
  return Object.fromEntries(
    body.features.map(({ feature, values }) => [
      feature,
      values.map(({ value, count }): [string, number] => [value, Math.round(count)]),
    ]),
  );
}
const contents = async () => {
  const queries = ['baseline', 'profile', 'learned', 'sign_in_attempt', 'tenant_entry'].map((name) =>
    env.DB.prepare(`select * from ${name}`),
  );
  return (await env.DB.batch(queries)).map(({ results }) => results);
};

describe('importing a sign-in log', () => {
  const chrome =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36';

  async function file(): Promise<string> {
    const email = await emailOf(finance);
    return [
      'Time,Email,IP address,Country,ASN,User agent,Result',
      `${ago(3 * day)},${email},203.0.113.7,DE,AS64500,"${chrome}",success`,
      `${ago(2 * day)},${email.toUpperCase()},203.0.113.200,Germany,64500,"${chrome}",success`,
      `${ago(5)},${email},198.51.100.1,FR,64501,curl,failure`,
      `2026-11-01T09:00:00,${email},203.0.113.7,DE,64500,,success`,
      `${ago(3 * day)},stranger@else.example,203.0.113.7,DE,64500,,success`,
      `${ago(200 * day)},${email},203.0.113.7,DE,64500,,success`,
      `${ago(-day)},${email},203.0.113.7,DE,64500,,success`,
    ].join('\n');
  }

  it('teaches from the good rows, reports every row, and is one entry of counts in the chain', async () => {
    const { status, body } = await send('sign-ins', await file());
    expect(status).toBe(200);
    expect(coded(body)).toEqual([
      '2 added added',
      '3 added added',
      '4 skipped sign-in-failed',
      '5 refused time-zone-missing',
      '6 skipped person-unknown',
      '7 skipped too-old',
      '8 skipped in-future',
    ]);
    expect(body).toMatchObject({ kind: 'sign-ins', dryRun: false, rows: 7, added: 2, skipped: 4, refused: 1 });
    const profile = await profileOf(finance);
    expect(profile).toMatchObject({
      country: [['DE', 2]],
      'network-asn': [['64500', 2]],
      'user-agent': [['Chrome on Windows', 2]],
      'network-prefix': [[expect.stringMatching(/^[\w-]{22}$/), 2]],
    });
    const [entry] = await entries();
    expect(entry).toMatchObject({
      kind: 'lessons.imported',
      actor: admin.id,
      body: { kind: 'sign-ins', rows: 7, added: 2, skipped: 4, refused: 1, lessons: 2, attempts: 1 },
    });
    expect(JSON.stringify(entry)).not.toMatch(/example|203\.0/);
  });

  it('changes nothing when the file comes again, as CSV or as NDJSON, or only for a look', async () => {
    const text = await file();
    const before = await contents();
    const dry = await send('sign-ins?dryRun=1', text);
    expect(await contents()).toEqual(before);
    const real = await send('sign-ins', text);
    expect(dry.body).toEqual({ ...real.body, dryRun: true });
    const after = await contents();
    const again = await send('sign-ins', text);
    expect(again.body).toMatchObject({ added: 0, skipped: 6, refused: 1 });
    const [header = [], ...rows] = text.split('\n').map((line) => line.split(/,(?![^"]*"[^"]*$)/));
    const json = rows.map((cells) =>
      JSON.stringify(Object.fromEntries(cells.map((cell, i) => [header[i], cell.replaceAll('"', '')]))),
    );
    const asJson = await send('sign-ins', json.join('\n'), ndjson);
    expect(asJson.body).toMatchObject({ added: 0, skipped: 6, refused: 1 });
    expect(await contents()).toEqual(after);
  });

  it('teaches once when the same file comes many times at once', async () => {
    const text = await file();
    const replies = await Promise.all([1, 2, 3].map(() => send('sign-ins', text)));
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await profileOf(finance))['country']).toEqual([['DE', 2]]);
    expect(await env.DB.prepare('select count(*) as n from sign_in_attempt').first()).toEqual({ n: 1 });
  });

  it('leaves no half of itself when it fails', async () => {
    await env.DB.exec("create trigger full before insert on profile begin select raise(abort, 'disk full'); end");
    const before = await contents();
    expect((await send('sign-ins', await file())).status).toBe(500);
    expect(await contents()).toEqual(before);
    await env.DB.exec('drop trigger full');
  });

  it('counts no more than three sightings of a value and day, even behind what is on file', async () => {
    const email = await emailOf(finance);
    const lines = (minutes: number[]) =>
      ['time,email,country,result', ...minutes.map((one) => `${ago(one)},${email},DE,ok`)].join('\n');
    await send('sign-ins', lines([1]));
    const atNoon = new Date(Date.now() - 9 * day * 60_000).setUTCHours(12, 0, 0, 0);
    const minutes = Array.from({ length: 40 }, (_, i) => (Date.now() - atNoon) / 60_000 + i);
    expect((await send('sign-ins', lines(minutes))).body.added).toBe(40);
    const [[, count] = ['', 0]] = (await profileOf(finance))['country'] ?? [];
    expect(count).toBeLessThanOrEqual(4);
  });

  it('reads what identity providers write as JSON', async () => {
    const email = await emailOf(finance);
    const entra = {
      createdDateTime: ago(day),
      userPrincipalName: email,
      ipAddress: '203.0.113.7',
      status: { errorCode: 0 },
      location: { countryOrRegion: 'DE', geoCoordinates: { latitude: 52.5, longitude: 13.4 } },
      deviceDetail: { deviceId: 'A1', isManaged: true, browser: 'Edge 125.0', operatingSystem: 'Windows10' },
      authenticationDetails: [{ authenticationMethod: 'Password' }, { authenticationMethod: 'FIDO2 security key' }],
    };
    const okta = {
      published: ago(2 * day),
      eventType: 'user.session.start',
      actor: { alternateId: email },
      outcome: { result: 'SUCCESS' },
      client: { ipAddress: '203.0.113.7', geographicalContext: { country: 'Germany' } },
      securityContext: { asNumber: 64500 },
    };
    const google = {
      id: { time: ago(3 * day) },
      actor: { email },
      ipAddress: '203.0.113.7',
      events: [{ type: 'login', name: 'login_success' }],
    };
    const lines = [JSON.stringify(entra), '', '{"broken":', '[1]', JSON.stringify(okta), JSON.stringify(google)];
    const { body } = await send('sign-ins', lines.join('\r\n'), ndjson);
    // Columns of all three stand side by side, so those of the best name win: one provider a file.
    expect(coded(body).filter((line) => line.includes('row-broken'))).toEqual([
      '3 refused row-broken',
      '4 refused row-broken',
    ]);
    for (const one of [entra, okta, google]) await send('sign-ins', JSON.stringify(one), ndjson);
    const profile = await profileOf(finance);
    expect(profile).toMatchObject({
      country: [['DE', 2]],
      'login-method': [['passkey', 1]],
      'user-agent': [['Microsoft Edge on Windows', 1]],
      'device-key': [[expect.stringMatching(/^[0-9a-f]{64}$/), 1]],
    });
    expect(profile['network-prefix']?.[0]?.[1]).toBe(3);
  });

  it('takes twenty thousand rows in one go within seconds, and not one more', async () => {
    const email = [await emailOf(finance), await emailOf(chief), await emailOf(admin)];
    const rows = Array.from({ length: 20_000 }, (_, i) => {
      const at = ago(60 + i * 10);
      return `${at},${email[i % 3]},203.0.${i % 113}.${i % 250},${['DE', 'FR', 'IT'][i % 7] ?? 'DE'},${64500 + (i % 5)},"${chrome}",password,success,52.${i % 9},13.4`;
    });
    const text = ['time,email,ip,country,asn,user agent,method,result,lat,lon', ...rows].join('\n');
    const startMs = Date.now();
    const { body } = await send('sign-ins', text);
    const tookMs = Date.now() - startMs;
    expect(body).toMatchObject({ rows: 20_000, added: 20_000 });
    // Five seconds of processor time; the rest is room for a machine that does much else. A plan of the database that
    // reads all that was learned for each lesson takes minutes.
    expect(tookMs).toBeLessThan(45_000);
    const more = await send('sign-ins', `${text}\n${rows[0]}`);
    expect([more.status, more.body.code]).toEqual([413, 'body-too-large']);
  });
});

describe('importing calls and calendars', () => {
  it('teaches who talks with whom, by number, extension and address', async () => {
    const text = [
      'time,from,to,duration,direction',
      `${ago(day)},1001,+12025550177,60,outbound`,
      `${ago(2 * day)},+12025550177,1001,60,inbound`,
      `${ago(2 * day)},+12025550177,1001,0,inbound`,
    ].join('\n');
    const { body } = await send('calls', text);
    expect(coded(body)).toEqual(['2 added added', '3 added added', '4 skipped call-unanswered']);
    const { id } = (await env.DB.prepare("select id from person where extension = '1001'").first<{ id: string }>()) ?? {
      id: '',
    };
    expect(await profileOf({ id })).toMatchObject({
      contact: [['+12025550177', 2]],
      'contact-channel': [['phone', 2]],
    });
  });

  it('teaches every attendee on file of a meeting', async () => {
    const [a, b] = [await emailOf(chief), await emailOf(finance)];
    const text = `start,organizer,attendees,location\n${ago(day)},${a},"${b}; guest@else.example",https://x.zoom.us/j/1`;
    expect((await send('calendar', text)).body).toMatchObject({ kind: 'calendar', rows: 1, added: 1 });
    expect(await profileOf(chief)).toMatchObject({ contact: [[finance.id, 1]], 'group-size': [['3-5', 1]] });
    expect(await profileOf(finance)).toMatchObject({ contact: [[chief.id, 1]], 'contact-channel': [['zoom', 1]] });
  });

  it('refuses a calendar that would teach too much at once', async () => {
    const all = [await emailOf(chief), await emailOf(finance), await emailOf(admin)].join(';');
    const rows = Array.from({ length: 13_400 }, (_, i) => `${ago(i * 5)},${all.split(';')[0]},${all}`);
    const { status, body } = await send('calendar', ['start,organizer,attendees', ...rows].join('\n'));
    expect([status, body.code, body.detail]).toEqual([
      413,
      'body-too-large',
      expect.stringContaining('Split the file'),
    ]);
  });
});

describe('what is no log', () => {
  it('is refused by its code', async () => {
    const codes = async (reply: ReturnType<typeof send>) => [(await reply).status, (await reply).body.code];
    expect(await codes(send('sign-ins', ''))).toEqual([400, 'malformed-csv']);
    expect(await codes(send('sign-ins', 'colour\nred'))).toEqual([400, 'malformed-csv']);
    expect(await codes(send('calls', '{"a":1}', ndjson))).toEqual([400, 'malformed-ndjson']);
    expect(await codes(send('calls', new Uint8Array([0x7b, 0xfc]), ndjson))).toEqual([400, 'malformed-ndjson']);
    expect(await codes(send('calls', '{}', 'application/json'))).toEqual([415, 'unsupported-media-type']);
    expect(await codes(send('calls', 'x'.repeat(8 * 1024 * 1024 + 1)))).toEqual([413, 'body-too-large']);
    expect((await send('directory', 'a')).status).toBe(404);
  });
});

describe('the NDJSON parser', () => {
  it('flattens what is asked for, by path, and names each line', () => {
    const names = new Set(['ab', 'listx', 'n']);
    const text = '{"a":{"b":1,"c":2},"n":null}\n\nnonsense\n{"list":[{"x":"1"},{"x":"2"}],"a.b":true}';
    expect(parseNdjson(text, names)).toEqual({
      header: ['ab', 'listx'],
      rows: [
        { line: 1, cells: ['1'] },
        { line: 3, cells: [], fault: 'The line is not a JSON object.' },
        { line: 4, cells: ['true', '1;2'] },
      ],
    });
  });

  it('stays shallow and small, whatever is nested', () => {
    const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`;
    expect(parseNdjson(deep, new Set(['a'])).header).toEqual([]);
    expect(parseNdjson('{"__proto__":{"time":1},"constructor":2}', new Set(['constructor', 'time'])).header).toEqual([
      'constructor',
    ]);
  });
});
