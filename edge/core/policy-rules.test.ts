import { expect, test } from 'vitest';
import { combine } from './fusion.ts';
import { decide, firstPolicy, type DecisionContext, type Policy } from './policy.ts';
import { policyHash } from './policy-hash.ts';
import { rulesFor } from './policy-rules.ts';
import { signalOf, type Signal, type SignalCode } from './signal.ts';

const atMs = Date.UTC(2026, 10, 20, 23);
const claimant: DecisionContext = { claimsColleague: true, proved: false, subjectId: 'per_finance', atMs };

function signal(code: SignalCode, llrNats?: number, evidence: Signal['evidence'] = {}): Signal {
  const facts = { id: code, participantId: 'par_x', source: 'edge', evidence, atMs: 1 } as const;
  return signalOf(code, { ...facts, ...(llrNats === undefined ? {} : { llrNats }) });
}

/** A risk of so many nats above the prior (0.01 is -4.6). */
const risk = (nats: number, ...more: Signal[]) => combine([signal('employee-suspects', nats), ...more]);
const policy = (changes: Partial<Policy>): Policy => ({ ...firstPolicy, ...changes });
const strict = { ask: 0.02, hold: 0.1, block: 0.5 };
const lax = { ask: 0.2, hold: 0.6, block: 0.9 };
const group = { name: 'Finance', teamIds: ['tea_finance'], personIds: ['per_finance'] };
const schedule = { name: 'Nights', days: [5], from: '22:00', to: '06:00', timeZone: 'UTC', bands: strict };

test('without anything that narrows it a policy applies as it stands', () => {
  expect(rulesFor(firstPolicy, claimant)).toMatchObject({
    bands: firstPolicy.bands,
    atLeast: 'none',
    critical: false,
    applied: [],
  });
});

test('a group is for those who are claimed to be in it, by person or by team', () => {
  const rules = policy({ groups: [{ ...group, bands: strict }] });
  expect(rulesFor(rules, claimant)).toMatchObject({ bands: strict, applied: ['group:Finance'] });
  expect(rulesFor(rules, { ...claimant, subjectId: 'per_other', teamIds: ['tea_finance'] }).bands).toEqual(strict);
  expect(rulesFor(rules, { ...claimant, subjectId: 'per_other', teamIds: ['tea_other'] }).applied).toEqual([]);
  expect(rulesFor(rules, { claimsColleague: false, proved: false }).bands).toEqual(firstPolicy.bands);
});

test('an override may loosen, and of several the strictest threshold counts', () => {
  const rules = policy({
    groups: [{ ...group, bands: lax }],
    channels: { phone: { bands: { ask: 0.3, hold: 0.4, block: 0.95 } } },
  });
  expect(rulesFor(rules, claimant).bands).toEqual(lax);
  expect(rulesFor(rules, { ...claimant, channel: 'phone' })).toMatchObject({
    bands: { ask: 0.2, hold: 0.4, block: 0.9 },
    applied: ['group:Finance', 'channel:phone'],
  });
  expect(rulesFor(rules, { ...claimant, channel: 'web' }).applied).toEqual(['group:Finance']);
});

test('a schedule counts while it runs, and not at all without a clock', () => {
  const rules = policy({ schedules: [schedule] });
  expect(rulesFor(rules, claimant)).toMatchObject({ bands: strict, applied: ['schedule:Nights'] });
  expect(rulesFor(rules, { ...claimant, atMs: atMs - 3 * 3_600_000 }).applied).toEqual([]);
  expect(rulesFor(rules, { claimsColleague: true, proved: false }).applied).toEqual([]);
});

test('whoever claims a member of a group with a floor is asked until he proved it', () => {
  const rules = policy({ groups: [{ ...group, floorAtLeast: 'ask' }] });
  expect(decide(risk(0), rules, claimant)).toMatchObject({ effect: 'ask', methods: ['passkey'] });
  expect(decide(risk(0), rules, { ...claimant, proved: true }).effect).toBe('none');
  expect(decide(risk(0), rules, { ...claimant, claimsColleague: false }).effect).toBe('none');
});

test('a protected-critical person is held where another is asked', () => {
  const rules = policy({ critical: { personIds: ['per_finance'] } });
  expect(decide(risk(2), rules, claimant)).toMatchObject({ effect: 'hold', applied: ['critical'] });
  expect(decide(risk(2), rules, { ...claimant, subjectId: 'per_other' }).effect).toBe('ask');
  expect(decide(risk(0), rules, claimant).effect).toBe('none');
  expect(decide(risk(2), rules, { ...claimant, proved: true }).effect).toBe('ask');
});

test('an exception softens until its end, and never what the person himself says', () => {
  const exceptions = [
    { id: 'x1', reason: 'new phone', personId: 'per_finance', atMost: 'ask', untilMs: atMs + 1 },
  ] as const;
  const rules = policy({ exceptions: [...exceptions] });
  expect(decide(risk(5), rules, claimant)).toMatchObject({ effect: 'ask', applied: ['exception:x1'] });
  expect(decide(risk(5), rules, { ...claimant, atMs: atMs + 1 }).effect).toBe('hold');
  expect(decide(risk(5), rules, { ...claimant, subjectId: 'per_other' }).effect).toBe('hold');
  expect(decide(risk(0, signal('challenge-denied')), rules, claimant).effect).toBe('block');
});

test('exceptions by team and by number find theirs, and of two the softer counts', () => {
  const rules = policy({
    exceptions: [
      { id: 'team', reason: 'x', teamId: 'tea_a', atMost: 'ask', untilMs: atMs + 1 },
      { id: 'number', reason: 'x', number: '+12025550142', atMost: 'none', untilMs: atMs + 1 },
    ],
  });
  expect(decide(risk(5), rules, { ...claimant, teamIds: ['tea_a'] }).effect).toBe('ask');
  expect(decide(risk(5), rules, { ...claimant, teamIds: ['tea_a'], number: '+12025550142' }).effect).toBe('none');
  expect(decide(risk(5), rules, { ...claimant, number: '+12025550143' }).effect).toBe('hold');
});

test('an unknown device of a person with a history is asked about, however usual all else is', () => {
  const device = signal('device-key', 0, { state: 'new' });
  const usual = signal('network-prefix', -4, { state: 'usual' });
  const at = (sessions: number, proved = false) =>
    decide(combine([device, usual]), firstPolicy, { ...claimant, proved, sessions });
  expect(at(3)).toMatchObject({ effect: 'ask', floors: ['an unknown device'] });
  expect(at(2.9).effect).toBe('none');
  expect(at(12, true).effect).toBe('none');
  const missing = signal('device-key', 0, { state: 'missing' });
  expect(decide(combine([missing]), firstPolicy, { ...claimant, sessions: 3 }).effect).toBe('ask');
  const known = signal('device-key', -3, { state: 'usual' });
  expect(decide(combine([known]), firstPolicy, { ...claimant, sessions: 3 }).effect).toBe('none');
});

test('under break-glass nothing is done, and what would have been is on record', () => {
  const decision = decide(risk(5), firstPolicy, { ...claimant, breakGlass: true });
  expect(decision).toMatchObject({ effect: 'none', wouldBe: 'hold' });
  expect(decide(risk(5), firstPolicy, claimant)).not.toHaveProperty('wouldBe');
});

test('methods are named when somebody is asked, and only those that can be used', () => {
  const rules = policy({ methods: { ask: ['push', 'passkey', 'code'], hold: ['passkey'] } });
  expect(decide(risk(2), rules, claimant).methods).toEqual(['passkey']);
  expect(decide(risk(0), rules, claimant).methods).toEqual([]);
});

test('the hash is of the rules and not of their version or the order of members', () => {
  const { bands, ...others } = firstPolicy;
  expect(policyHash({ ...others, bands, version: 7 })).toBe(policyHash(firstPolicy));
  expect(policyHash(policy({ bands: strict }))).not.toBe(policyHash(firstPolicy));
  expect(policyHash(firstPolicy)).toMatch(/^[0-9a-f]{64}$/);
});
