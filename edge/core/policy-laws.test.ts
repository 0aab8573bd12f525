import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assess } from './assess.ts';
import { effects, rankOf, type Effect } from './effect.ts';
import { logit, sigmoid } from './exact-math.ts';
import { comparedFeatures } from './feature.ts';
import { combine, type Risk } from './fusion.ts';
import type { Baseline, Counts, Observation } from './observation.ts';
import { decide, firstPolicy, type DecisionContext, type Policy } from './policy.ts';
import { signalOf } from './signal.ts';

const { bands } = firstPolicy;
const t0 = Date.UTC(2026, 10, 23, 9);
const riskAt = (nats: number): Risk => ({ logit: nats, p: sigmoid(nats), priorNats: nats, contributions: [] });
const anyNats = fc.double({ min: -12, max: 8, noNaN: true });

type Step = { gapMs: number; nats: number };
const anySteps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({ gapMs: fc.constantFrom(1_000, 20_000, 59_999, 60_000, 90_000), nats: anyNats }),
  { minLength: 1, maxLength: 30 },
);

/** Decides step by step, handing each decision what the one before left, as a session does. */
function run(steps: readonly Step[], policy: Policy = firstPolicy) {
  let [atMs, sinceMs, effect]: [number, number, Effect] = [t0, t0, 'none'];
  let belowSinceMs: number | undefined;
  return steps.map(({ gapMs, nats }, i) => {
    atMs += gapMs;
    const context: DecisionContext = {
      claimsColleague: true,
      proved: false,
      atMs,
      ...(i === 0 ? {} : { previousEffect: effect, previousSinceMs: sinceMs }),
      ...(belowSinceMs === undefined ? {} : { belowSinceMs }),
    };
    const decision = decide(riskAt(nats), policy, context);
    if (decision.effect !== effect) sinceMs = atMs;
    ({ effect, belowSinceMs } = decision);
    return { atMs, nats, effect };
  });
}

const wanted = (nats: number): Effect =>
  effects.findLast((one) => one !== 'none' && nats >= logit(bands[one])) ?? 'none';
/** Without the word of the person himself nobody is removed. */
const shown = (effect: Effect): Effect => (effect === 'block' ? 'hold' : effect);

describe('an effect', () => {
  test('is never less than what the risk asks for now', () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        for (const { nats, effect } of run(steps)) {
          expect(rankOf(effect)).toBeGreaterThanOrEqual(rankOf(shown(wanted(nats))));
        }
      }),
    );
  });

  test('falls only after the risk was 1.5 nats below its threshold for a minute without a break', () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        const all = run(steps);
        for (const [i, { atMs, effect }] of all.entries()) {
          const before = all[i - 1]?.effect ?? 'none';
          if (before === 'none' || rankOf(effect) >= rankOf(before)) continue;
          const isBelow = ({ nats }: { nats: number }) => nats < logit(bands[before]) - 1.5;
          const firstBelow = all.slice(0, i + 1).findLastIndex((one) => !isBelow(one)) + 1;
          expect(atMs - (all[firstBelow]?.atMs ?? Number.NaN)).toBeGreaterThanOrEqual(60_000);
        }
      }),
    );
  });

  test('does fall in the end when the risk stays low', () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        const calm = Array.from({ length: 12 }, () => ({ gapMs: 60_000, nats: logit(bands.ask) - 1.6 }));
        expect(run([...steps, ...calm]).at(-1)?.effect).toBe('none');
      }),
    );
  });

  test('is never weaker at a higher risk, whatever was decided before', () => {
    const proof = fc.constantFrom({ proved: false }, { proved: true, provedAtMs: t0 - 100_000 });
    const below = fc.option(fc.nat(120_000), { nil: undefined });
    const anyContext: fc.Arbitrary<DecisionContext> = fc
      .tuple(fc.constantFrom(...effects), proof, fc.nat(200_000), below)
      .map(([previousEffect, proved, sinceMs, belowMs]) => {
        const before = { previousEffect, previousSinceMs: t0 - sinceMs };
        const context = { claimsColleague: true, atMs: t0 };
        return Object.assign(context, proved, before, belowMs === undefined ? {} : { belowSinceMs: t0 - belowMs });
      });
    fc.assert(
      fc.property(anyContext, anyNats, fc.double({ min: 0, max: 6, noNaN: true }), (context, nats, more) => {
        const at = (logOdds: number) => rankOf(decide(riskAt(logOdds), firstPolicy, context).effect);
        expect(at(nats + more)).toBeGreaterThanOrEqual(at(nats));
      }),
    );
  });

  test('is the same for the same inputs, which are left as they are', () => {
    fc.assert(
      fc.property(anyNats, (nats) => {
        const risk = Object.freeze(riskAt(nats));
        const context = Object.freeze({ claimsColleague: true, proved: false, atMs: t0 });
        expect(decide(risk, firstPolicy, context)).toEqual(decide(structuredClone(risk), firstPolicy, { ...context }));
      }),
    );
  });
});

const weight = fc.double({ min: 0, max: 60, noNaN: true });
const anyCounts: fc.Arbitrary<Counts> = fc
  .tuple(weight, weight, fc.double({ min: 0, max: 3, noNaN: true }))
  .map(([count, more, fresh]) => ({ count, total: count + more, fresh }));
const place = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  radiusKm: fc.nat(100),
  atMs: fc.nat(3_600_000).map((ms) => t0 - ms),
  isExit: fc.boolean(),
});
const anyBaseline: fc.Arbitrary<Baseline> = fc.record({
  history: weight,
  sessions: fc.nat(60),
  values: fc.record(
    Object.fromEntries(
      comparedFeatures.map((feature) => [
        feature,
        fc.record({ person: anyCounts, team: anyCounts, tenant: anyCounts }),
      ]),
    ),
  ) as fc.Arbitrary<Baseline['values']>,
  hours: fc.array(weight, { minLength: 168, maxLength: 168 }),
  lastPlace: place,
  contact: fc.record({
    known: fc.boolean(),
    total: weight,
    singles: weight,
    commonDegrees: fc.array(fc.nat(20), { maxLength: 4 }),
  }),
});
const seenBy = (to: Observation['place'], failed = 0): Observation => ({
  atMs: t0,
  values: Object.fromEntries(comparedFeatures.map((feature) => [feature, 'v'])),
  contact: 'per_b',
  attempts: { failed, succeeded: 0 },
  ...(to === undefined ? {} : { place: { ...to, atMs: t0 } }),
});
const riskOf = (seen: Observation, baseline: Baseline): Risk =>
  combine(
    assess(seen, baseline).map(({ code, evidence, llrNats = 0 }, i) =>
      signalOf(code, { id: `s${i}`, participantId: 'par_x', source: 'edge', evidence, atMs: t0, llrNats }),
    ),
  );

describe('for whatever profile', () => {
  test('the risk is a probability and its lines add up', () => {
    fc.assert(
      fc.property(anyBaseline, place, fc.nat(20), (baseline, to, failed) => {
        const { p, logit: sum, priorNats, contributions } = riskOf(seenBy(to, failed), baseline);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThan(1);
        expect(Math.abs(contributions.reduce((all, { nats }) => all + nats, priorNats) - sum)).toBeLessThan(1e-9);
      }),
    );
  });

  test('an unknown device is asked once the profile is old enough, however usual all else is', () => {
    fc.assert(
      fc.property(anyBaseline, weight, (baseline, known) => {
        const unknown = { count: 0, total: 1 + known, fresh: 0 };
        const device = { person: unknown, team: unknown, tenant: unknown };
        const values = { ...baseline.values, 'device-key': device };
        const risk = riskOf(seenBy(undefined), { ...baseline, values });
        const context = { claimsColleague: true, proved: false, atMs: t0 };
        const effectAt = (sessions: number) => decide(risk, firstPolicy, { ...context, sessions }).effect;
        expect(rankOf(effectAt(3))).toBeGreaterThanOrEqual(rankOf('ask'));
        expect(decide(risk, firstPolicy, { ...context, sessions: 3 }).floors).toContain('an unknown device');
        expect(decide(risk, firstPolicy, { ...context, sessions: 2 }).floors).not.toContain('an unknown device');
      }),
    );
  });

  test('all that can be copied together buys no more than its floors', () => {
    fc.assert(
      fc.property(anyBaseline, (baseline) => {
        const { 'device-key': _, ...values } = baseline.values;
        const risk = riskOf(seenBy(undefined), { ...baseline, values });
        expect(risk.logit - risk.priorNats).toBeGreaterThanOrEqual(-(0.3 + 1 + 0.5 + 0.3 + 0.3) - 1e-9);
      }),
    );
  });

  test('an honest traveller is cleared by one passkey', () => {
    fc.assert(
      fc.property(anyBaseline, place, fc.nat(20), (baseline, to, failed) => {
        const seen = seenBy(to, failed);
        const findings = assess(seen, baseline).map(({ code, evidence, llrNats = 0 }, i) =>
          signalOf(code, { id: `s${i}`, participantId: 'par_x', source: 'edge', evidence, atMs: t0, llrNats }),
        );
        const about = { id: 'p', participantId: 'par_x', source: 'person', evidence: {}, atMs: t0 } as const;
        for (const proof of ['challenge-passed', 'passkey-sign-in'] as const) {
          const context = { claimsColleague: true, proved: true, provedAtMs: t0, atMs: t0, sessions: 50 };
          const risk = combine([...findings, signalOf(proof, about)]);
          expect(decide(risk, firstPolicy, { ...context, previousEffect: 'hold' }).effect).toBe('none');
        }
      }),
    );
  });
});
