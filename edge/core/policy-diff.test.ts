import { expect, test } from 'vitest';
import { diffPolicies } from './policy-diff.ts';
import { firstPolicy, type Policy } from './policy.ts';

const policy = (changes: Partial<Policy>): Policy => ({ ...firstPolicy, ...changes });
const group = { name: 'Finance', teamIds: ['tea_a'], personIds: ['per_a'] };
const words = (before: Policy, after: Policy) => diffPolicies(before, after).map((one) => one.words);

test('a policy does not differ from itself, whatever its version', () => {
  expect(diffPolicies(firstPolicy, { ...firstPolicy, version: 9 })).toEqual([]);
});

test('a threshold is told in percent, with both values', () => {
  const after = policy({ bands: { ...firstPolicy.bands, ask: 0.08 } });
  expect(diffPolicies(firstPolicy, after)).toEqual([
    { path: 'bands.ask', before: 0.05, after: 0.08, words: 'Threshold › ask: 8 %, was 5 %.' },
  ]);
});

test('named rules are compared by name, not by place', () => {
  const [first, second, ...others] = firstPolicy.floors;
  if (first === undefined || second === undefined) throw new TypeError('the first policy has changed');
  expect(diffPolicies(firstPolicy, policy({ floors: [second, first, ...others] }))).toEqual([]);
  expect(
    diffPolicies(firstPolicy, policy({ floors: [{ ...first, effect: 'block' }, second, ...others] })),
  ).toMatchObject([{ path: `floors.${first.name}.effect`, before: 'hold', after: 'block' }]);
  const [gone] = diffPolicies(firstPolicy, policy({ floors: [second, ...others] }));
  expect(gone).toMatchObject({ path: `floors.${first.name}`, words: `Rule › ${first.name}: removed.` });
  expect(gone).not.toHaveProperty('after');
});

test('lists of people tell who came and who went', () => {
  const before = policy({ groups: [group], critical: { personIds: ['per_a', 'per_b'] } });
  const after = policy({
    groups: [{ ...group, personIds: ['per_a', 'per_c'] }],
    critical: { personIds: ['per_b'] },
  });
  expect(words(before, after)).toEqual([
    'Protected-critical › people: removed per_a.',
    'Group › Finance › people: added per_c.',
  ]);
});

test('a rule that is new is one difference, and what it gains later is named', () => {
  expect(diffPolicies(firstPolicy, policy({ groups: [group] }))).toEqual([
    { path: 'groups.Finance', after: group, words: 'Group › Finance: added.' },
  ]);
  expect(words(policy({ groups: [group] }), policy({ groups: [{ ...group, floorAtLeast: 'ask' }] }))).toEqual([
    'Group › Finance › at least: added (ask).',
  ]);
});

test('the end of an exception is told as a day', () => {
  const exception = {
    id: 'x1',
    reason: 'r',
    personId: 'per_a',
    atMost: 'ask',
    untilMs: Date.UTC(2026, 11, 1),
  } as const;
  const later = { ...exception, untilMs: Date.UTC(2026, 11, 24) };
  expect(words(policy({ exceptions: [exception] }), policy({ exceptions: [later] }))).toEqual([
    'Exception › x1 › until: 2026-12-24, was 2026-12-01.',
  ]);
});
