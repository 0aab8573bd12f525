import { expect, test } from 'vitest';
import type { CsvTable } from './csv.ts';
import { judgeCalendar } from './lesson-import-calendar.ts';
import { judgeCalls } from './lesson-import-calls.ts';
import { judgeLessons } from './lesson-import-kinds.ts';
import { judgeSignIns, type Sight } from './lesson-import-sign-ins.ts';
import { readTime } from './lesson-import-time.ts';
import { countryCodes, countryOf, familyOfNames, methodOf, resultOf } from './lesson-import-words.ts';
import { capLessons, factsOf, settleLessons, type Desk, type Judged, type Known } from './lesson-import.ts';
import type { Lesson } from './lesson.ts';
import { lessonImportKinds } from './view.ts';

const nowMs = Date.UTC(2026, 10, 20, 12);
const finance = { personId: 'per_finance', teamId: 'tea_money' };
const chief = { personId: 'per_chief', erasedAtMs: Date.UTC(2026, 10, 10) };
const desk: Desk = {
  tenantId: 'ten_a',
  nowMs,
  roster: {
    emails: new Map<string, Known>([
      ['finance@demo.example', finance],
      ['chief@demo.example', chief],
    ]),
    numbers: new Map([['+12025550101', finance]]),
    extensions: new Map([['1001', chief]]),
  },
};
const sight: Sight = {
  prefixOf: (address) => (address.startsWith('10.') ? undefined : /^[\d.]+$/.test(address) ? `p:${address}` : null),
  familyOf: (userAgent) => `family of ${userAgent}`,
  deviceKeyOf: (id) => `d:${id}`,
  countries: countryCodes(),
};

/** Cells split by bars, so that a file is easy to read here. */
function table(...lines: string[]): CsvTable {
  const [header = [], ...rows] = lines.map((line) => line.split('|').map((cell) => cell.trim()));
  return { header, rows: rows.map((cells, i) => ({ line: i + 2, cells })) };
}

function judgedOf(judgement: ReturnType<typeof judgeSignIns>): Judged[] {
  if (!judgement.ok) throw new TypeError(judgement.reason);
  return judgement.judged;
}
const codesOf = (judged: readonly Judged[]) =>
  judged.map((one) => ('line' in one ? one.line.code : one.lessons.length));
const lessonsOf = (judged: readonly Judged[]) => judged.flatMap((one) => ('lessons' in one ? one.lessons : []));
const valuesOf = (lesson: Lesson | undefined) =>
  Object.fromEntries((lesson?.values ?? []).map(({ feature, value }) => [feature, value]));

test.each([
  ['2026-01-31T09:00:00Z', Date.UTC(2026, 0, 31, 9)],
  ['2026-01-31 09:00+02:00', Date.UTC(2026, 0, 31, 7)],
  ['2026-01-31T09:00:00.1234567-0530', Date.UTC(2026, 0, 31, 14, 30, 0, 123)],
  ['2026-01-31 09:00:00 UTC', Date.UTC(2026, 0, 31, 9)],
  ['1767225600', Date.UTC(2026, 0, 1)],
  ['1767225600.5', Date.UTC(2026, 0, 1) + 500],
  ['1767225600123', Date.UTC(2026, 0, 1) + 123],
])('reads the moment %s', (text, atMs) => {
  expect(readTime(text)).toEqual({ ok: true, atMs });
});

test.each([
  ['', 'time-missing'],
  ['2026-01-31', 'time-zone-missing'],
  ['2026-01-31T09:00:00', 'time-zone-missing'],
  ['2026-02-30T09:00:00Z', 'time-invalid'],
  ['2026-01-31T25:00:00Z', 'time-invalid'],
  ['01/02/2026 09:00', 'time-invalid'],
  ['soon', 'time-invalid'],
])('refuses the moment %j: %s', (text, code) => {
  expect(readTime(text)).toMatchObject({ ok: false, code });
});

test('a column that names UTC is a zone, another is not', () => {
  expect(readTime('2026-01-31T09:00:00', 'UTC')).toEqual({ ok: true, atMs: Date.UTC(2026, 0, 31, 9) });
  expect(readTime('2026-01-31T09:00:00', 'Pacific Standard Time')).toMatchObject({ code: 'time-zone-missing' });
});

test.each([
  ['Success', '', 'succeeded'],
  ['0', '', 'succeeded'],
  ['50126', '', 'failed'],
  ['Interrupted', '', 'failed'],
  ['SUCCESS', 'user.session.start', 'succeeded'],
  ['FAILURE', 'user.authentication.auth_via_mfa', 'failed'],
  ['SUCCESS', 'user.lifecycle.activate', 'no-sign-in'],
  ['', 'login_success', 'succeeded'],
  ['', 'Failed login', 'failed'],
  ['', 'logout', 'no-sign-in'],
  ['', '', 'unknown'],
  ['perhaps', '', 'unknown'],
])('a result %j of the event %j is %s', (result, event, outcome) => {
  expect(resultOf(result, event)).toBe(outcome);
});

test('words of logs become the words of our own observations', () => {
  expect(
    ['', 'Password, FIDO2 security key', 'google_password', 'Text message', 'Mobile app notification', 'SAML', 'x'].map(
      methodOf,
    ),
  ).toEqual([undefined, 'passkey', 'password', 'otp', 'push', 'sso', 'other']);
  expect(familyOfNames('Edge 125.0.0', 'Windows10')).toBe('Microsoft Edge on Windows');
  expect(familyOfNames('Mobile Safari 17.4', 'Ios 17.4')).toBe('Safari on iOS');
  expect(familyOfNames('CHROME', 'Mac OS X')).toBe('Chrome on macOS');
  expect(familyOfNames('', '')).toBeUndefined();
  const codes = countryCodes();
  expect(['de', 'Berlin, Berlin, DE', 'United States', 'Nowhere', ''].map((text) => countryOf(text, codes))).toEqual([
    'DE',
    'DE',
    'US',
    undefined,
    undefined,
  ]);
});

test('a sign-in log of Entra ID teaches device, network, browser, method and place', () => {
  const file = table(
    'Date (UTC) | User | Username | IP address | Location | Status | Browser | Operating System | Device ID | Managed | Autonomous system number | Multifactor authentication auth method | Latitude | Longitude',
    '2026-11-19T09:30:00 | Finance Lead | Finance@demo.example | 203.0.113.9 | Berlin, Berlin, DE | Success | Edge 125.0 | Windows10 | ABC | Yes | 64500 | Mobile app notification | 52.5 | 13.4',
    '2026-11-19T10:30:00 | Finance Lead | finance@demo.example | 10.1.2.3 | | Success | | | ABC | No | 0 | | 0 | 0',
  );
  const [first, second] = lessonsOf(judgedOf(judgeSignIns(file, desk, sight)));
  expect(first).toMatchObject({ personId: 'per_finance', teamId: 'tea_money', source: 'sign-in-log' });
  expect(first?.place).toEqual({ latitude: 52.5, longitude: 13.4, radiusKm: 50, atMs: first?.atMs, isExit: false });
  expect(valuesOf(first)).toEqual({
    hour: '9',
    'device-key': 'd:abc',
    'network-prefix': 'p:203.0.113.9',
    'network-asn': '64500',
    'network-kind': 'access',
    country: 'DE',
    'user-agent': 'Microsoft Edge on Windows',
    'login-method': 'push',
  });
  expect([valuesOf(second), second?.place]).toEqual([{ hour: '10' }, undefined]);
});

test('a sign-in log of Okta says what is no sign-in, and who is nobody here', () => {
  const file = table(
    'published | actor.alternateId | client.ipAddress | client.userAgent.rawUserAgent | outcome.result | eventType | securityContext.asNumber',
    '2026-11-19T09:30:00.000Z | finance@demo.example | 203.0.113.9 | UA | SUCCESS | user.session.start | 64500',
    '2026-11-19T09:30:00.000Z | finance@demo.example | 203.0.113.9 | UA | SUCCESS | group.user_membership.add |',
    '2026-11-19T09:30:00.000Z | nobody@demo.example | 203.0.113.9 | UA | SUCCESS | user.session.start |',
  );
  const judged = judgedOf(judgeSignIns(file, desk, sight));
  expect(codesOf(judged)).toEqual([1, 'no-sign-in', 'person-unknown']);
  expect(valuesOf(lessonsOf(judged)[0])).toMatchObject({ 'user-agent': 'family of UA', 'network-asn': '64500' });
});

test('each bad row of a sign-in log is named by its reason, and an erased profile stays so', () => {
  const file = table(
    'time | email | ip | result | lat | lon',
    '2026-11-19T09:30:00 | finance@demo.example | 203.0.113.9 | success | |',
    '2026-05-20T09:30:00Z | finance@demo.example | 203.0.113.9 | success | |',
    '2026-11-20T12:02:00Z | finance@demo.example | 203.0.113.9 | success | |',
    '2026-11-19T09:30:00Z | | 203.0.113.9 | success | |',
    '2026-11-19T09:30:00Z | finance@demo.example | not-one | success | |',
    '2026-11-19T09:30:00Z | finance@demo.example | 203.0.113.9 | success | 91 | 0',
    '2026-11-19T09:30:00Z | finance@demo.example | 203.0.113.9 | failure | |',
    '2026-11-19T09:30:00Z | finance@demo.example | 203.0.113.9 | perhaps | |',
    '2026-11-09T09:30:00Z | chief@demo.example | 203.0.113.9 | success | |',
    '2026-11-19T09:30:00Z | chief@demo.example | 203.0.113.9 | success | |',
    '2026-11-19T09:30:00Z | chief@demo.example | 203.0.113.9 | success | | | more',
  );
  expect(codesOf(judgedOf(judgeSignIns(file, desk, sight)))).toEqual([
    'time-zone-missing',
    'too-old',
    'in-future',
    'email-missing',
    'address-invalid',
    'place-invalid',
    'sign-in-failed',
    'result-unknown',
    'profile-erased',
    1,
    'row-broken',
  ]);
});

test('attempts of the last day are kept, good and bad, and older ones are not', () => {
  const file = table(
    'time | email | result',
    '2026-11-20T11:59:00Z | finance@demo.example | failure',
    '2026-11-20T11:59:30Z | finance@demo.example | success',
    '2026-11-19T11:59:30Z | finance@demo.example | failure',
  );
  const judged = judgedOf(judgeSignIns(file, desk, sight));
  expect(judged.map(({ attempt }) => attempt?.succeeded)).toEqual([false, true, undefined]);
});

test('an answered call teaches each protected side whom it talks with', () => {
  const file = table(
    'Start | From | To | Duration | Direction',
    '2026-11-19T09:30:00Z | +1 (202) 555-0101 | sip:1001 | 00:02:05 | internal',
    '2026-11-19T10:30:00Z | tel:+12025550177 | +12025550101 | 61 | inbound',
    '2026-11-19T11:30:00Z | 77 | +12025550101 | PT1M | inbound',
    '2026-11-19T12:30:00Z | +12025550177 | +12025550101 | 0 | inbound',
    '2026-11-19T12:30:00Z | +12025550177 | +12025550101 | | MISSED',
    '2026-11-19T12:30:00Z | +12025550177 | +12025550188 | 5 | inbound',
    '2026-11-19T12:30:00Z | | +12025550101 | 5 | inbound',
    '2026-11-19T12:30:00Z | +12025550177 | +12025550101 | long | inbound',
    '2026-11-09T12:30:00Z | +12025550177 | 1001 | 5 | inbound',
  );
  const judged = judgedOf(judgeCalls(file, desk));
  expect(codesOf(judged)).toEqual([
    2,
    1,
    1,
    'call-unanswered',
    'call-unanswered',
    'person-unknown',
    'side-missing',
    'duration-invalid',
    'profile-erased',
  ]);
  expect(lessonsOf(judged).map((lesson) => [lesson.personId, valuesOf(lesson)])).toEqual([
    ['per_finance', { hour: '9', 'contact-channel': 'phone', contact: 'per_chief' }],
    ['per_chief', { hour: '9', 'contact-channel': 'phone', contact: 'per_finance' }],
    ['per_finance', { hour: '10', 'contact-channel': 'phone', contact: '+12025550177' }],
    ['per_finance', { hour: '11', 'contact-channel': 'phone' }],
  ]);
});

test('a calendar teaches organizer and attendees who meets whom, how many, and where', () => {
  const file = table(
    'start.dateTime | start.timeZone | organizer | attendees | location | status',
    '2026-11-19T09:30:00 | UTC | Chief@demo.example | Finance Lead <finance@demo.example>; x@else.example | https://meet.google.com/abc | confirmed',
    '2026-11-19T10:30:00Z | | x@else.example | mailto:finance@demo.example | Room 1 | confirmed',
    '2026-11-19T10:30:00Z | | x@else.example | y@else.example | | confirmed',
    '2026-11-19T10:30:00Z | | x@else.example | finance@demo.example | | cancelled',
    '2026-11-19T10:30:00Z | | nobody | finance@demo.example | | confirmed',
  );
  const judged = judgedOf(judgeCalendar(file, desk));
  expect(codesOf(judged)).toEqual([2, 1, 'person-unknown', 'meeting-cancelled', 'email-missing']);
  expect(lessonsOf(judged).map((lesson) => [lesson.personId, valuesOf(lesson)])).toEqual([
    ['per_chief', { hour: '9', 'contact-channel': 'google-meet', 'group-size': '3-5', contact: 'per_finance' }],
    ['per_finance', { hour: '9', 'contact-channel': 'google-meet', 'group-size': '3-5', contact: 'per_chief' }],
    ['per_finance', { hour: '10', 'contact-channel': 'meeting', 'group-size': '2' }],
  ]);
});

test('a file without the columns it needs is refused as a whole, by their names', () => {
  for (const kind of lessonImportKinds) {
    expect(judgeLessons(kind, table('colour | size', 'red | 5'), desk, sight)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('There is no column for'),
    });
  }
  const twice = judgeSignIns(table('time | time | email | result', ''), desk, sight);
  expect(twice).toEqual({ ok: false, reason: 'There are two columns for Time.' });
});

test('what is on file or stands in the file twice is learned once', () => {
  const line = '2026-11-19T09:30:00Z | finance@demo.example | success';
  const file = table('time | email | result', line, line, '2026-11-18T09:30:00Z | finance@demo.example | success');
  const judged = judgedOf(judgeSignIns(file, desk, sight));
  const plan = settleLessons(judged, new Set());
  expect(plan.lines.map(({ code }) => code)).toEqual(['added', 'in-file', 'added']);
  expect(plan.lessons.map(({ atMs }) => atMs)).toEqual([nowMs - 50.5 * 3_600_000, nowMs - 26.5 * 3_600_000]);
  const again = settleLessons(judged, new Set(factsOf(judged)));
  expect([again.lessons, again.attempts, again.lines.map(({ code }) => code)]).toEqual([
    [],
    [],
    ['on-file', 'on-file', 'on-file'],
  ]);
});

test('the same fact of another tenant, person or kind is another fact', () => {
  const file = table('time | email | result', '2026-11-19T09:30:00Z | finance@demo.example | success');
  const keys = ['ten_a', 'ten_b'].flatMap((tenantId) =>
    lessonsOf(judgedOf(judgeSignIns(file, { ...desk, tenantId }, sight))).map(({ key }) => key),
  );
  expect(new Set(keys).size).toBe(2);
});

test('of one value no more than three sightings of a day are left, however far the file reaches back', () => {
  const at = (hours: number): Lesson => ({
    key: `k${hours}`,
    personId: 'per_finance',
    atMs: nowMs - hours * 3_600_000,
    source: 'sign-in-log',
    values: [
      { feature: 'country', value: 'DE' },
      { feature: 'hour', value: String(hours) },
    ],
  });
  const capped = capLessons([at(30), at(5), at(4), at(3), at(2), at(1)]);
  expect(capped.map(({ values }) => values.length)).toEqual([2, 2, 2, 2, 1, 1]);
});
