import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rankOf } from './effect.ts';
import { decide, effects, firstPolicy, type DecisionContext, type Policy } from './policy.ts';
import type { Bands, Exception, Floor, Group, Schedule } from './policy-model.ts';
import { combine } from './fusion.ts';
import { weakensPolicy } from './policy-weakens.ts';
import { signalOf, type SignalCode } from './signal.ts';

const policy = (changes: Partial<Policy>): Policy => ({ ...firstPolicy, ...changes });
const strict: Bands = { ask: 0.02, hold: 0.1, block: 0.5 };
const lax: Bands = { ask: 0.2, hold: 0.6, block: 0.9 };
const group: Group = { name: 'Finance', teamIds: ['tea_a'], personIds: ['per_a'] };
const nights: Schedule = { name: 'Nights', days: [1, 2], from: '22:00', to: '06:00', timeZone: 'UTC', bands: strict };
const exception: Exception = {
  id: 'x1',
  reason: 'r',
  personId: 'per_a',
  atMost: 'ask',
  untilMs: Date.UTC(2026, 11, 1),
};
const weakens = (before: Partial<Policy>, after: Partial<Policy>) => weakensPolicy(policy(before), policy(after));

describe('what weakens a policy is told', () => {
  test.each<[string, Partial<Policy>, Partial<Policy>, RegExp]>([
    [
      'a threshold raised',
      {},
      { bands: { ...firstPolicy.bands, ask: 0.08 } },
      /^The policy asks only from 8 % of risk on, not from 5 %\.$/,
    ],
    [
      'a rule gone',
      {},
      { floors: firstPolicy.floors.slice(1) },
      /^Rule “synthetic voice.*” \(at least hold\) is gone\.$/,
    ],
    [
      'a rule that does less',
      {},
      {
        floors: firstPolicy.floors.map((one) => ({
          ...one,
          effect: one.effect === 'block' ? ('hold' as const) : one.effect,
        })),
      },
      /^Rule “the person himself says it is not him” is narrower or weaker than before\.$/,
    ],
    [
      'a rule that applies to fewer',
      { floors: [{ name: 'x', when: ['travel'], effect: 'ask' }] },
      { floors: [{ name: 'x', when: ['travel'], minHistory: 5, effect: 'ask' }] },
      /^Rule “x” is narrower/,
    ],
    [
      'strict bands of a group gone',
      { groups: [{ ...group, personIds: [], bands: { ...firstPolicy.bands, ask: 0.02 } }] },
      {},
      /^Group “Finance” for tea_a no longer asks from 2 % of risk on\.$/,
    ],
    [
      'lax bands of a group',
      {},
      { groups: [{ ...group, personIds: [], bands: { ...firstPolicy.bands, hold: 0.6 } }] },
      /^Group “Finance” for tea_a holds only from 60 % of risk on, not from 30 %\.$/,
    ],
    [
      'a member who leaves a strict group',
      { groups: [{ ...group, bands: { ...firstPolicy.bands, ask: 0.02 } }] },
      { groups: [{ ...group, personIds: [], bands: { ...firstPolicy.bands, ask: 0.02 } }] },
      /for per_a no longer asks from 2 %/,
    ],
    [
      'a lax channel',
      {},
      { channels: { phone: { bands: { ...firstPolicy.bands, block: 0.9 } } } },
      /^The channel phone removes only from 90 %/,
    ],
    [
      'a strict schedule that ends earlier',
      { schedules: [{ ...nights, bands: { ...firstPolicy.bands, ask: 0.02 } }] },
      { schedules: [{ ...nights, to: '05:00', bands: { ...firstPolicy.bands, ask: 0.02 } }] },
      /^Schedule “Nights” no longer asks/,
    ],
    [
      'a floor of a group gone',
      { groups: [{ ...group, teamIds: [], floorAtLeast: 'hold' }] },
      { groups: [{ ...group, teamIds: [], floorAtLeast: 'ask' }] },
      /^Group “Finance” no longer makes it at least hold for per_a\.$/,
    ],
    [
      'a critical person removed',
      { critical: { personIds: ['per_a'] } },
      {},
      /^per_a is no longer protected-critical\.$/,
    ],
    [
      'an exception added',
      {},
      { exceptions: [exception] },
      /^Exception “x1” is new: at most ask for per_a until 2026-12-01\.$/,
    ],
    [
      'an exception extended',
      { exceptions: [exception] },
      { exceptions: [{ ...exception, untilMs: Date.UTC(2026, 11, 2) }] },
      /^Exception “x1” is wider than before: .* until 2026-12-02\.$/,
    ],
    [
      'an exception that spares more',
      { exceptions: [exception] },
      { exceptions: [{ ...exception, atMost: 'none' }] },
      /is wider than before: at most none/,
    ],
    [
      'an exception for another',
      { exceptions: [exception] },
      { exceptions: [{ ...exception, personId: 'per_b' }] },
      /for per_b/,
    ],
    [
      'a weaker method',
      {},
      { methods: { ask: ['passkey', 'code'], hold: ['passkey'] } },
      /^To ask, the weaker method code is enough\.$/,
    ],
    [
      'the best method gone',
      { methods: { ask: ['passkey'], hold: ['passkey', 'totp'] } },
      { methods: { ask: ['passkey'], hold: ['totp'] } },
      /^To hold, the strongest method \(passkey, totp\) is no longer offered\.$/,
    ],
  ])('%s', (_, before, after, sentence) => {
    const said = weakens(before, after);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(sentence);
  });

  test.each<[string, Partial<Policy>, Partial<Policy>]>([
    ['a threshold lowered', {}, { bands: { ...firstPolicy.bands, ask: 0.03 } }],
    ['a rule added', { floors: [] }, {}],
    [
      'a rule renamed and widened',
      {},
      { floors: firstPolicy.floors.map((one) => ({ ...one, name: `${one.name}!`, minHistory: 0 })) },
    ],
    [
      'strict bands added',
      {},
      { groups: [{ ...group, bands: strict }], schedules: [nights], channels: { web: { bands: strict } } },
    ],
    ['lax bands gone', { groups: [{ ...group, bands: lax }] }, {}],
    [
      'a strict schedule that lasts longer',
      { schedules: [nights] },
      { schedules: [{ ...nights, days: [1, 2, 3], from: '21:00' }] },
    ],
    [
      'strict bands moved to another group of the same people',
      { groups: [{ ...group, bands: strict }] },
      { groups: [{ ...group, name: 'Money', bands: strict }] },
    ],
    [
      'a floor of a group raised',
      { groups: [{ ...group, floorAtLeast: 'ask' }] },
      { groups: [{ ...group, floorAtLeast: 'hold' }] },
    ],
    ['a critical person added', {}, { critical: { personIds: ['per_a'] } }],
    [
      'an exception removed or shortened',
      { exceptions: [exception, { ...exception, id: 'x2', teamId: 'tea_a' }] },
      { exceptions: [{ ...exception, untilMs: 5 }] },
    ],
    ['a method as strong', {}, { methods: { ask: ['passkey', 'push'], hold: ['push'] } }],
    ['a weaker method removed', { methods: { ask: ['passkey', 'code'], hold: ['passkey'] } }, {}],
  ])('%s is no weakening', (_, before, after) => {
    expect(weakens(before, after)).toEqual([]);
  });
});

describe('a rule is narrower by each thing it asks for', () => {
  const plain: Floor = { name: 'x', when: ['travel'], effect: 'ask' };
  const narrower: Partial<Floor>[] = [
    { when: ['travel', 'country'] },
    { claimsColleague: true },
    { notProved: true },
    { strongVoice: true },
    { state: 'new' },
    { minHistory: 3 },
    { effect: 'none' },
  ];
  test.each(narrower)('%j', (member) => {
    const narrow = { ...plain, ...member };
    expect(weakens({ floors: [plain] }, { floors: [narrow] })).toHaveLength(1);
    expect(weakens({ floors: [narrow] }, { floors: [plain] })).toEqual([]);
    expect(weakens({ floors: [narrow] }, { floors: [{ ...narrow, name: 'y' }] })).toEqual([]);
  });

  test('and of two values of the same thing neither covers the other', () => {
    const [a, b] = [
      { ...plain, state: 'new' },
      { ...plain, state: 'missing' },
    ];
    expect(weakens({ floors: [a] }, { floors: [b] })).toHaveLength(1);
    expect(weakens({ floors: [b] }, { floors: [a] })).toHaveLength(1);
  });

  test('a claim of a colleague already means that nothing is proved', () => {
    const claim = { ...plain, claimsColleague: true };
    expect(weakens({ floors: [claim] }, { floors: [{ ...claim, notProved: true }] })).toEqual([]);
    expect(weakens({ floors: [claim] }, { floors: [{ ...plain, notProved: true }] })).toEqual([]);
  });
});

describe('a schedule is narrower', () => {
  const wide = { ...nights, bands: { ...firstPolicy.bands, ask: 0.02 } };
  test.each<Partial<Schedule>>([
    { from: '23:00' },
    { to: '05:00' },
    { to: '23:30' },
    { days: [1] },
    { timeZone: 'Asia/Kolkata' },
  ])('with %j', (member) => {
    const narrow = { ...wide, ...member };
    expect(weakens({ schedules: [wide] }, { schedules: [narrow] })).toHaveLength(1);
    if (member.timeZone === undefined) expect(weakens({ schedules: [narrow] }, { schedules: [wide] })).toEqual([]);
  });
});

/** Few names and values, so that what two policies say often meets. */
const people = ['per_a', 'per_b'];
const teams = ['tea_a', 'tea_b'];
const codes: SignalCode[] = [
  'number-unknown',
  'name-collision',
  'device-key',
  'synthetic-voice',
  'challenge-denied',
  'employee-suspects',
];
const t0 = Date.UTC(2026, 10, 23);
const hourMs = 3_600_000;
const threeOf = fc.constantFrom<Bands>(strict, firstPolicy.bands, lax, { ask: 0.02, hold: 0.3, block: 0.9 });
const anyEffect = fc.constantFrom(...effects);
const anyFloor: fc.Arbitrary<Floor> = fc.record(
  {
    name: fc.constantFrom('f1', 'f2', 'f3'),
    when: fc.subarray(codes, { minLength: 1, maxLength: 2 }),
    effect: anyEffect,
    claimsColleague: fc.boolean(),
    notProved: fc.boolean(),
    strongVoice: fc.boolean(),
    state: fc.constantFrom('new', 'usual'),
    minHistory: fc.constantFrom(0, 3, 10),
  },
  { requiredKeys: ['name', 'when', 'effect'] },
);
const anyGroup: fc.Arbitrary<Group> = fc.record(
  {
    name: fc.constantFrom('g1', 'g2'),
    personIds: fc.subarray(people),
    teamIds: fc.subarray(teams),
    bands: threeOf,
    floorAtLeast: fc.constantFrom('ask', 'hold'),
  },
  { requiredKeys: ['name', 'personIds', 'teamIds'] },
);
const anySchedule: fc.Arbitrary<Schedule> = fc.record({
  name: fc.constantFrom('s1', 's2'),
  days: fc.subarray([1, 2], { minLength: 1 }),
  from: fc.constantFrom('00:00', '12:00', '22:00'),
  to: fc.constantFrom('06:00', '12:00', '23:00'),
  timeZone: fc.constantFrom('UTC', 'Asia/Kolkata'),
  bands: threeOf,
});
const anyException: fc.Arbitrary<Exception> = fc
  .record({
    id: fc.constantFrom('x1', 'x2'),
    reason: fc.constant('r'),
    whom: fc.constantFrom({ personId: 'per_a' }, { teamId: 'tea_b' }, { number: '+12025550142' }),
    atMost: anyEffect,
    untilMs: fc.constantFrom(t0, t0 + 20 * hourMs, t0 + 40 * hourMs),
  })
  .map(({ whom, ...rest }) => Object.assign(rest, whom));
const anyMethods = fc.subarray(['passkey', 'idp', 'code'] as const, { minLength: 1 });
const anyPolicy: fc.Arbitrary<Policy> = fc.record({
  version: fc.constant(1),
  bands: threeOf,
  methods: fc.record({ ask: anyMethods, hold: anyMethods }),
  floors: fc.array(anyFloor, { maxLength: 2 }),
  groups: fc.array(anyGroup, { maxLength: 2 }),
  channels: fc.record(
    { phone: fc.record({ bands: threeOf }), web: fc.record({ bands: threeOf }) },
    { requiredKeys: [] },
  ),
  schedules: fc.array(anySchedule, { maxLength: 2 }),
  critical: fc.record({ personIds: fc.subarray(people) }),
  exceptions: fc.array(anyException, { maxLength: 2 }),
});
/** A policy and another that shares most of it: two unrelated ones are nearly always weaker somewhere. */
const relatedPair = fc
  .tuple(
    anyPolicy,
    anyPolicy,
    fc.subarray(['bands', 'methods', 'floors', 'groups', 'channels', 'schedules', 'critical', 'exceptions'] as const, {
      maxLength: 2,
    }),
  )
  .map(([before, other, changed]) => {
    const changes = Object.fromEntries(changed.map((member) => [member, other[member]]));
    return [before, { ...before, ...changes }] as const;
  });
const anyContext: fc.Arbitrary<DecisionContext> = fc
  .record(
    {
      claimsColleague: fc.boolean(),
      proved: fc.boolean(),
      subjectId: fc.constantFrom(...people),
      teamIds: fc.subarray(teams),
      channel: fc.constantFrom('phone', 'web'),
      number: fc.constantFrom('+12025550142', '+12025550143'),
      hours: fc.double({ min: 0, max: 48, noNaN: true }),
      sessions: fc.constantFrom(0, 3, 10),
      previousEffect: anyEffect,
      below: fc.constantFrom(10_000, 60_000),
      breakGlass: fc.boolean(),
    },
    { requiredKeys: ['claimsColleague', 'proved'] },
  )
  .map(({ hours, below, ...rest }) => {
    if (hours === undefined) return rest;
    const atMs = t0 + Math.round(hours * hourMs);
    return Object.assign(rest, below === undefined ? { atMs } : { atMs, belowSinceMs: atMs - below });
  });
const anyRisk = fc
  .array(
    fc.record({
      code: fc.constantFrom(...codes),
      llrNats: fc.double({ min: -4, max: 5, noNaN: true }),
      evidence: fc.record(
        { state: fc.constantFrom('new', 'usual'), strength: fc.constantFrom('weak', 'strong') },
        { requiredKeys: [] },
      ),
    }),
    { maxLength: 5 },
  )
  .map((found) =>
    combine(
      found.map(({ code, llrNats, evidence }, i) =>
        signalOf(code, { id: String(i), participantId: 'par_x', source: 'edge', evidence, atMs: 1, llrNats }),
      ),
    ),
  );

describe('for all policies', () => {
  test('none weakens itself', () => {
    fc.assert(
      fc.property(anyPolicy, (one) => {
        expect(weakensPolicy(one, { ...one, version: 2 })).toEqual([]);
      }),
    );
  });

  test('a raised threshold always weakens', () => {
    fc.assert(
      fc.property(anyPolicy, fc.constantFrom('ask', 'hold', 'block'), (one, band) => {
        const raised = { ...one, bands: { ...one.bands, [band]: one.bands[band] + 0.01 } };
        expect(weakensPolicy(one, raised)).not.toEqual([]);
      }),
    );
  });

  test('what is not weaker by its rules does no less, for nobody, at no time, at no risk', () => {
    let [runs, compared] = [0, 0];
    const check = (
      [before, after]: readonly [Policy, Policy],
      cases: readonly (readonly [DecisionContext, ReturnType<typeof combine>])[],
    ) => {
      runs += 1;
      if (weakensPolicy(before, after).length > 0) return;
      compared += 1;
      for (const [context, risk] of cases) {
        const [was, is] = [decide(risk, before, context), decide(risk, after, context)];
        expect(rankOf(is.wouldBe ?? is.effect)).toBeGreaterThanOrEqual(rankOf(was.wouldBe ?? was.effect));
      }
    };
    const cases = fc.array(fc.tuple(anyContext, anyRisk), { minLength: 8, maxLength: 8 });
    fc.assert(fc.property(relatedPair, cases, check), { numRuns: 1500 });
    expect(compared).toBeGreaterThan(runs / 6);
  });
});
