import { expect, test } from 'vitest';
import { checkPolicy } from './policy-check.ts';
import { firstPolicy, type Policy } from './policy.ts';

const nowMs = Date.UTC(2026, 10, 23);
const dayMs = 86_400_000;
const around = { nowMs, personIds: new Set(['per_a', 'per_b']), teamIds: new Set(['tea_a']) };
const bands = { ask: 0.04, hold: 0.2, block: 0.7 };
const group = { name: 'Finance', teamIds: ['tea_a'], personIds: ['per_a'], bands };
const schedule = { name: 'Nights', days: [1], from: '22:00', to: '06:00', timeZone: 'Europe/Madrid', bands };
const exception = { id: 'x1', reason: 'New phone', personId: 'per_a', atMost: 'ask', untilMs: nowMs + dayMs } as const;

function problemsOf(changes: Partial<Policy> | Record<string, unknown>): string[] {
  const verdict = checkPolicy({ ...firstPolicy, ...changes }, around);
  return verdict.ok ? [] : verdict.problems.map(({ path, reason }) => `${path}: ${reason}`);
}

test('the first policy and one with everything in it are accepted', () => {
  expect(problemsOf({})).toEqual([]);
  const all = {
    groups: [{ ...group, floorAtLeast: 'hold' }],
    channels: { phone: { bands }, web: {} },
    schedules: [schedule],
    critical: { personIds: ['per_b'] },
    exceptions: [exception],
  };
  expect(problemsOf(all)).toEqual([]);
});

test('what is left out gets its default', () => {
  const verdict = checkPolicy({ bands: firstPolicy.bands, floors: [] }, around);
  expect(verdict).toEqual({ ok: true, policy: { ...firstPolicy, floors: [] } });
});

test.each<[string, unknown]>([
  ['text', 'not a policy'],
  ['nothing', undefined],
  ['a list', []],
  ['no bands', { floors: [] }],
  ['a member that was mistyped', { ...firstPolicy, flors: [] }],
  ['a mistyped member of a rule', { ...firstPolicy, groups: [{ ...group, bandz: bands }] }],
  ['an effect that does not exist', { ...firstPolicy, floors: [{ name: 'x', when: ['country'], effect: 'warn' }] }],
  ['a time that does not exist', { ...firstPolicy, schedules: [{ ...schedule, to: '24:10' }] }],
  ['an exception without an end', { ...firstPolicy, exceptions: [{ ...exception, untilMs: undefined }] }],
  ['a threshold that is no number', { ...firstPolicy, bands: { ...bands, ask: Number.NaN } }],
])('%s cannot be parsed', (_, input) => {
  const verdict = checkPolicy(input, around);
  expect(verdict.ok).toBe(false);
  if (!verdict.ok) expect(verdict.problems[0]?.reason).not.toBe('');
});

test.each<[Policy['bands'], string]>([
  [{ ask: 0.3, hold: 0.3, block: 0.8 }, 'bands: The thresholds must ascend: ask, hold, block.'],
  [{ ask: 0.05, hold: 0.9, block: 0.8 }, 'bands: The thresholds must ascend: ask, hold, block.'],
  [{ ask: 0, hold: 0.3, block: 0.8 }, 'bands: Every threshold must lie between 0 and 1, both excluded.'],
  [{ ask: 0.05, hold: 0.3, block: 1 }, 'bands: Every threshold must lie between 0 and 1, both excluded.'],
  [
    { ask: 0.01, hold: 0.3, block: 0.8 },
    'bands.ask: At or below 0.01, the risk of a stranger nothing is known of, it asks everybody.',
  ],
])('thresholds %j are refused', (wrong, problem) => {
  expect(problemsOf({ bands: wrong })).toEqual([problem]);
  const inside = {
    channels: { phone: { bands: wrong } },
    schedules: [{ ...schedule, bands: wrong }],
    groups: [{ ...group, bands: wrong }],
  };
  expect(problemsOf(inside)).toEqual([`groups.0.${problem}`, `channels.phone.${problem}`, `schedules.0.${problem}`]);
});

test('an ask threshold just above the prior is accepted', () => {
  expect(problemsOf({ bands: { ...bands, ask: 0.0101 } })).toEqual([]);
});

test('a band that nobody could answer is refused', () => {
  expect(problemsOf({ methods: { ask: ['totp', 'code'], hold: ['passkey'] } })).toEqual([
    'methods.ask: No method that can be used (passkey): whoever is asked would be locked out.',
  ]);
  expect(problemsOf({ methods: { ask: ['passkey'], hold: [] } })).toHaveLength(1);
  expect(problemsOf({ methods: { ask: ['code', 'passkey'], hold: ['passkey'] } })).toEqual([]);
});

test('a rule that applies to everybody is refused', () => {
  const floor = { name: 'x', when: [], effect: 'hold' };
  expect(problemsOf({ floors: [floor] })).toEqual(['floors.0: It names no finding, so it applies to everybody.']);
  expect(problemsOf({ floors: [{ ...floor, effect: 'ask', notProved: true }] })).toHaveLength(1);
  expect(problemsOf({ floors: [{ ...floor, effect: 'block', claimsColleague: true }] })).toEqual([
    'floors.0: It names no finding, so it holds everybody who uses the name of a colleague.',
  ]);
  expect(problemsOf({ floors: [{ ...floor, effect: 'ask', claimsColleague: true }] })).toEqual([]);
  expect(problemsOf({ floors: [{ ...floor, effect: 'none' }] })).toEqual([]);
  expect(problemsOf({ floors: [{ ...floor, when: ['contry'] }] })).toEqual([
    'floors.0.when: There is no finding contry.',
  ]);
});

test('a group of nobody, or one that holds everybody, is refused', () => {
  expect(problemsOf({ groups: [{ ...group, teamIds: [], personIds: [] }] })).toEqual([
    'groups.0: Nobody is in this group.',
  ]);
  const everybody = { ...group, personIds: ['per_a', 'per_b'], floorAtLeast: 'hold' };
  expect(problemsOf({ groups: [everybody] })).toEqual([
    'groups.0.floorAtLeast: Everybody is in this group, so it holds everybody.',
  ]);
  expect(problemsOf({ groups: [{ ...everybody, floorAtLeast: 'ask' }] })).toEqual([]);
});

test('an exception ends within 90 days, is for one, and a number cannot lift everything', () => {
  expect(problemsOf({ exceptions: [{ ...exception, untilMs: nowMs + 90 * dayMs }] })).toEqual([]);
  expect(problemsOf({ exceptions: [{ ...exception, untilMs: nowMs + 90 * dayMs + 1 }] })).toEqual([
    'exceptions.0.untilMs: An exception ends within 90 days.',
  ]);
  expect(problemsOf({ exceptions: [{ ...exception, untilMs: nowMs - 1 }] })).toEqual([]);
  expect(problemsOf({ exceptions: [{ ...exception, teamId: 'tea_a' }] })).toHaveLength(1);
  expect(problemsOf({ exceptions: [{ ...exception, personId: undefined }] })).toHaveLength(1);
  const byNumber = { ...exception, personId: undefined, number: '+12025550142' };
  expect(problemsOf({ exceptions: [byNumber] })).toEqual([]);
  expect(problemsOf({ exceptions: [{ ...byNumber, atMost: 'none' }] })[0]).toMatch(/^exceptions\.0\.atMost/);
});

test('people, teams and time zones that do not exist are named', () => {
  const wrong = {
    groups: [{ ...group, teamIds: ['tea_x'], personIds: ['per_x'] }],
    critical: { personIds: ['per_y'] },
    exceptions: [{ ...exception, personId: 'per_z' }],
    schedules: [{ ...schedule, timeZone: 'Mars/Olympus' }],
  };
  expect(problemsOf(wrong)).toEqual([
    'schedules.0.timeZone: There is no time zone Mars/Olympus.',
    'groups.0: There is no person per_x.',
    'groups.0: There is no team tea_x.',
    'critical: There is no person per_y.',
    'exceptions.0: There is no person per_z.',
  ]);
  const { personIds: _, teamIds: __, ...unknowing } = around;
  expect(checkPolicy({ ...firstPolicy, critical: { personIds: ['per_y'] } }, unknowing).ok).toBe(true);
});

test('two rules of one name are refused', () => {
  expect(problemsOf({ groups: [group, group] })).toEqual(['groups.1: “Finance” is there twice.']);
  expect(problemsOf({ exceptions: [exception, exception] })).toEqual(['exceptions.1: “x1” is there twice.']);
});
