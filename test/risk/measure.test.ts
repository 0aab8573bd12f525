import { describe, expect, it } from 'vitest';
import { calibrationOf, crossFitted, type Labelled } from './calibration.ts';
import { askRateAt, caughtAt, margin, thresholdFor } from './measure.ts';
import { createRandom } from './random.ts';

describe('rates at thresholds', () => {
  const attacks = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

  it('the threshold is the highest that catches the share', () => {
    expect(thresholdFor(attacks, 0.9)).toBe(2);
    expect(thresholdFor(attacks, 0.91)).toBe(1);
    expect(thresholdFor(attacks, 1)).toBe(1);
  });

  it('honest logins at the threshold are asked', () => {
    expect(askRateAt([0, 0, 1, 2], attacks, 0.9)).toBe(0.25);
    expect(askRateAt([0, 0, 1, 2], attacks, 1)).toBe(0.5);
  });

  it('what is caught under a budget never asks more honest people than the budget, ties included', () => {
    expect(caughtAt([0, 0, 5, 5], attacks, 0.25)).toBe(0.5);
    expect(caughtAt([0, 1, 2, 8], attacks, 0.25)).toBe(0.8);
    expect(caughtAt([0, 1, 2, 8], attacks, 0)).toBe(0.2);
  });

  it('a margin is that of Wilson', () => {
    // 10 of 100: 0.0552 to 0.1744.
    expect(margin(0.1, 100)).toBeCloseTo((0.1744 - 0.0552) / 2, 3);
  });
});

describe('calibration', () => {
  const random = createRandom('calibration');
  // Two normal classes a distance d apart have log-likelihood ratio d x: a scorer that knows is calibrated.
  const prior = 0.01;
  const distance = 3;
  const known: Labelled[] = Array.from({ length: 8000 }, (_, i) => {
    const isAttack = i % 2 === 0;
    const x = random.normal() + (isAttack ? distance / 2 : -distance / 2);
    return { logit: distance * x + Math.log(prior / (1 - prior)), isAttack, fold: i % 5 };
  });

  it('finds a scorer that is right nearly without error, and one that is sure of itself too much wrong', () => {
    const right = calibrationOf(known, prior);
    const bold = calibrationOf(
      known.map((one) => ({ ...one, logit: one.logit * 3 })),
      prior,
    );
    expect(right.ece).toBeLessThan(0.003);
    expect(right.cllr).toBeLessThan(0.3);
    expect(bold.cllr).toBeGreaterThan(right.cllr);
    expect(bold.brier).toBeGreaterThan(right.brier);
  });

  it('a scorer that says nothing costs one bit', () => {
    const silent = known.map((one) => ({ ...one, logit: Math.log(prior / (1 - prior)) }));
    expect(calibrationOf(silent, prior).cllr).toBeCloseTo(1, 12);
  });

  it('a fit on the others undoes a stretched and shifted scale', () => {
    const bent = known.map((one) => ({ ...one, logit: one.logit * 2 + 1 }));
    const { fitted, a } = crossFitted(bent, prior);
    expect(a).toBeCloseTo(0.5, 1);
    expect(fitted).toHaveLength(known.length);
    expect(calibrationOf(fitted, prior).cllr).toBeLessThan(calibrationOf(known, prior).cllr + 0.02);
  });
});
