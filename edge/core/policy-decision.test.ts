import { describe, expect, test } from 'vitest';
import { stronger, wantedBy, weaker } from './effect.ts';
import { logit, sigmoid } from './exact-math.ts';
import { combine, type Contribution, type Risk } from './fusion.ts';
import { decide, firstPolicy, type DecisionContext, type Policy } from './policy.ts';
import { strengthOf } from './signal.ts';

const { bands } = firstPolicy;
const nobody: DecisionContext = { claimsColleague: false, proved: false };
const claimant: DecisionContext = { claimsColleague: true, proved: false, atMs: 1_800_000_000_000 };
const line = (code: Contribution['code'], nats: number, evidence: Contribution['evidence'] = {}): Contribution => ({
  code,
  group: 'device',
  nats,
  evidence,
});
const riskOf = (p: number, ...contributions: Contribution[]): Risk => ({
  p,
  logit: logit(p),
  priorNats: 0,
  contributions,
});
const policyWith = (floor: Partial<Policy['floors'][number]>): Policy => ({
  ...firstPolicy,
  floors: [{ name: 'the floor', when: ['country'], effect: 'hold', ...floor }],
});

describe('a band', () => {
  test('begins at its threshold, not above it', () => {
    const at = (p: number) => decide(riskOf(p), firstPolicy, nobody).effect;
    for (const [band, effect, below] of [
      ['ask', 'ask', 'none'],
      ['hold', 'hold', 'ask'],
    ] as const) {
      expect(at(bands[band])).toBe(effect);
      expect(at(bands[band] - 1e-9)).toBe(below);
    }
  });

  test('that removes does so only with the word of the person himself, and holds without it', () => {
    const denied = line('challenge-denied', 6);
    expect(decide(riskOf(bands.block), firstPolicy, nobody).effect).toBe('hold');
    expect(decide(riskOf(bands.block, denied), { ...firstPolicy, floors: [] }, nobody).effect).toBe('block');
    expect(decide(riskOf(bands.block - 1e-9, denied), { ...firstPolicy, floors: [] }, nobody).effect).toBe('hold');
  });

  test('says how he can be asked: by what the policy offers and is built', () => {
    const policy: Policy = { ...firstPolicy, methods: { ask: ['code', 'passkey'], hold: ['push', 'passkey'] } };
    expect(decide(riskOf(0.1), policy, nobody).methods).toEqual(['passkey']);
    expect(decide(riskOf(0.5), policy, nobody).methods).toEqual(['passkey']);
    expect(decide(riskOf(0.5), { ...policy, methods: { ask: ['passkey'], hold: ['code'] } }, nobody).methods).toEqual(
      [],
    );
    expect(decide(riskOf(0.01), policy, nobody).methods).toEqual([]);
    expect(decide(riskOf(0.99, line('challenge-denied', 6)), policy, nobody).methods).toEqual([]);
  });
});

describe('the reasons', () => {
  test('are what speaks against him, strongest first, of equal ones by name', () => {
    const lines = [
      line('hour', 1),
      line('contact', 2),
      line('country', 1),
      line('device-key', -3),
      line('travel', 0),
      line('user-agent', 3),
    ];
    const wanted = ['user-agent', 'contact', 'country', 'hour'];
    expect(decide(riskOf(0.1, ...lines), firstPolicy, nobody).reasons).toEqual(wanted);
    expect(decide(riskOf(0.1, ...lines.toReversed()), firstPolicy, nobody).reasons).toEqual(wanted);
  });

  test('are findings alone, no adjustments', () => {
    expect(decide(riskOf(0.1, line('media-floor', 6), line('hour', 1)), firstPolicy, nobody).reasons).toEqual(['hour']);
  });

  test('leave the waterfall as it is', () => {
    const risk = riskOf(0.1, line('hour', 1), line('contact', 2));
    decide(risk, firstPolicy, nobody);
    expect(risk.contributions.map(({ code }) => code)).toEqual(['hour', 'contact']);
  });
});

describe('a floor', () => {
  const country = line('country', 1, { state: 'new', strength: 'strong' });
  const applies = (floor: Parameters<typeof policyWith>[0], context: DecisionContext = claimant, lines = [country]) =>
    decide(riskOf(0.001, ...lines), policyWith(floor), context).floors.length === 1;

  test('needs every finding that it names', () => {
    expect(applies({ when: ['country', 'hour'] })).toBe(false);
    expect(applies({ when: ['country', 'hour'] }, claimant, [country, line('hour', 1)])).toBe(true);
    expect(applies({}, claimant, [line('hour', 1)])).toBe(false);
    expect(applies({ when: [] }, claimant, [])).toBe(true);
  });

  test('without further members applies to everybody, proved or not, stranger or not', () => {
    for (const context of [claimant, nobody, { ...claimant, proved: true, provedAtMs: 0 }])
      expect(applies({}, context)).toBe(true);
  });

  test('for those who claim a colleague applies to them alone, until they have proved it', () => {
    expect(applies({ claimsColleague: true })).toBe(true);
    expect(applies({ claimsColleague: true }, nobody)).toBe(false);
    expect(applies({ claimsColleague: true }, { ...claimant, proved: true })).toBe(false);
  });

  test('until proved ends with the proof', () => {
    expect(applies({ notProved: true })).toBe(true);
    expect(applies({ notProved: true }, nobody)).toBe(true);
    expect(applies({ notProved: true }, { ...nobody, proved: true })).toBe(false);
  });

  test('for a history needs as many sessions, and what is not known is none', () => {
    expect(applies({ minHistory: 3 }, { ...claimant, sessions: 3 })).toBe(true);
    expect(applies({ minHistory: 3 }, { ...claimant, sessions: 2 })).toBe(false);
    expect(applies({ minHistory: 3 })).toBe(false);
    expect(applies({ minHistory: 0 })).toBe(true);
  });

  test('for a state or for strong signs reads the evidence', () => {
    const usual = [line('country', 1, { state: 'usual', strength: 'weak' })];
    expect([applies({ state: 'new' }), applies({ state: 'new' }, claimant, usual)]).toEqual([true, false]);
    expect([applies({ strongVoice: true }), applies({ strongVoice: true }, claimant, usual)]).toEqual([true, false]);
    expect(applies({ state: 'new' }, claimant, [line('hour', 1, { state: 'new' }), ...usual])).toBe(false);
  });

  test('raises the effect to its own, and never lowers it', () => {
    expect(decide(riskOf(0.001, country), policyWith({ effect: 'ask' }), claimant).effect).toBe('ask');
    expect(decide(riskOf(0.5, country), policyWith({ effect: 'ask' }), claimant).effect).toBe('hold');
  });
});

describe('an effect that is kept', () => {
  const kept = (previousEffect: 'ask' | 'hold' | 'block', nats: number, more: Partial<DecisionContext> = {}) =>
    decide({ logit: nats, p: sigmoid(nats), priorNats: 0, contributions: [] }, firstPolicy, {
      ...claimant,
      previousEffect,
      previousSinceMs: 1_799_999_000_000,
      ...more,
    });

  test('begins to fall below 1.5 nats under its threshold, not at it', () => {
    expect(kept('hold', logit(bands.hold) - 1.5)).not.toHaveProperty('belowSinceMs');
    expect(kept('hold', logit(bands.hold) - 1.5 - 1e-9)).toHaveProperty('belowSinceMs', claimant.atMs);
  });

  test('falls by one proof that is as new as the effect itself', () => {
    expect(kept('hold', -9, { proved: true, provedAtMs: 1_799_999_000_000 }).effect).toBe('none');
    expect(kept('hold', -9, { proved: true, provedAtMs: 1_798_999_999_999 }).effect).toBe('hold');
  });

  test('falls through every band that is clearly below, one by one', () => {
    const overAMinute = { belowSinceMs: (claimant.atMs ?? 0) - 60_000 };
    expect(kept('block', logit(bands.hold) - 1.4, overAMinute).effect).toBe('hold');
    expect(kept('block', logit(bands.hold) - 1.6, overAMinute).effect).toBe('ask');
    expect(kept('block', logit(bands.ask) - 1.6, overAMinute).effect).toBe('none');
    expect(kept('hold', bands.ask, overAMinute).effect).toBe('hold');
  });
});

test('of two effects the stronger and the weaker are what they are called', () => {
  expect([stronger('ask', 'hold'), stronger('hold', 'ask'), weaker('ask', 'hold'), weaker('hold', 'ask')]).toEqual([
    'hold',
    'hold',
    'ask',
    'ask',
  ]);
  expect([wantedBy({ effect: 'none', wouldBe: 'hold' }), wantedBy({ effect: 'ask' })]).toEqual(['hold', 'ask']);
});

test('a voice score has one of three words', () => {
  expect([-1, 0.39, 0.4, 1.99, 2, 9].map(strengthOf)).toEqual(['none', 'none', 'weak', 'weak', 'strong', 'strong']);
});

test('the waterfall of a decision is that of its risk', () => {
  expect(decide(combine([]), firstPolicy, nobody)).toEqual({
    effect: 'none',
    p: combine([]).p,
    reasons: [],
    floors: [],
    applied: [],
    methods: [],
    policyVersion: 1,
  });
});
