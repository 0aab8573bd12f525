import { expect, test } from 'vitest';
import type { Risk } from './fusion.ts';
import { logit, sigmoid } from './exact-math.ts';
import { decide, firstPolicy, type DecisionContext, type Effect } from './policy.ts';

/** requirements C.4 item 10: up at the threshold, down only after 60 s at 1.5 nats below it. */
const { bands } = firstPolicy;
const t0 = 1_800_000_000_000;
const riskOf = (nats: number): Risk => ({ logit: nats, p: sigmoid(nats), priorNats: nats, contributions: [] });
const claimant: DecisionContext = { claimsColleague: true, proved: false, atMs: t0 };
const after = (previousEffect: Effect, nats: number, more: Partial<DecisionContext> = {}) =>
  decide(riskOf(nats), firstPolicy, { ...claimant, previousEffect, previousSinceMs: t0 - 1000, ...more });

test('just below its threshold an effect stays, and no clock runs', () => {
  const decision = after('hold', logit(bands.hold) - 1.4);
  expect(decision.effect).toBe('hold');
  expect(decision).not.toHaveProperty('belowSinceMs');
});

test('clearly below it an effect stays for a minute and then falls', () => {
  const low = logit(bands.hold) - 1.6;
  expect(after('hold', low)).toMatchObject({ effect: 'hold', belowSinceMs: t0 });
  expect(after('hold', low, { belowSinceMs: t0, atMs: t0 + 59_999 })).toMatchObject({
    effect: 'hold',
    belowSinceMs: t0,
  });
  const fallen = after('hold', low, { belowSinceMs: t0, atMs: t0 + 60_000 });
  expect(fallen.effect).toBe('ask');
  expect(fallen).not.toHaveProperty('belowSinceMs');
});

test('it falls to the next band that is still on by the same rule', () => {
  const overAMinute = { belowSinceMs: t0, atMs: t0 + 60_000 };
  expect(after('hold', logit(bands.ask) - 1.4, overAMinute).effect).toBe('ask');
  expect(after('hold', logit(bands.ask) - 1.6, overAMinute).effect).toBe('none');
  expect(after('ask', logit(bands.ask) - 1.6, overAMinute).effect).toBe('none');
});

test('a rise in between starts the minute anew', () => {
  const risen = after('hold', logit(bands.hold) - 1, { belowSinceMs: t0, atMs: t0 + 30_000 });
  expect(risen).not.toHaveProperty('belowSinceMs');
});

test('without a clock an effect does not fall', () => {
  expect(decide(riskOf(-9), firstPolicy, { claimsColleague: true, proved: false, previousEffect: 'hold' }).effect).toBe(
    'hold',
  );
});

test('an effect rises at once', () => {
  expect(after('ask', logit(bands.hold)).effect).toBe('hold');
  expect(after('none', logit(bands.ask)).effect).toBe('ask');
});

test('a proof that is newer than the effect ends it at once, an older one does not', () => {
  expect(after('hold', -9, { proved: true }).effect).toBe('none');
  expect(after('hold', -9, { proved: true, provedAtMs: t0 }).effect).toBe('none');
  expect(after('hold', -9, { proved: true, provedAtMs: t0 - 5000 }).effect).toBe('hold');
});
