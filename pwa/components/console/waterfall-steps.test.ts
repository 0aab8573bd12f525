import { expect, test } from 'vitest';
import { array, assert, double, property } from 'fast-check';
import { percentText, riskOfTen, roundToSum, signed, waterfallOf, type RiskDetail } from './waterfall-steps.ts';

const riskOf = (nats: number[]): RiskDetail => ({
  p: 0.5,
  logit: nats.reduce((sum, part) => sum + part, -4.595),
  priorNats: -4.595,
  contributions: nats.map((part) => ({
    code: 'name-collision',
    group: 'graph',
    nats: part,
    evidence: {},
    sentence: 'Uses the name of a colleague.',
    ...(part > 0 ? { lowers: 'A passkey.' } : {}),
  })),
  effect: 'hold',
  policyVersion: 1,
});
const figure = (shown: string): number => Math.round(Number(shown.replace('−', '-')) * 100);

test('the shown figures add up to the shown total, whatever the findings', () => {
  assert(
    property(array(double({ min: -12, max: 12, noNaN: true }), { maxLength: 12 }), (nats) => {
      const { steps, totalShown } = waterfallOf(riskOf(nats));
      expect(steps.reduce((sum, step) => sum + figure(step.shown), 0)).toBe(figure(totalShown));
    }),
  );
});

test('each line starts where the one before ended, from zero to the logit', () => {
  const risk = riskOf([3, -0.5, 1.2]);
  const { steps } = waterfallOf(risk);
  expect(steps[0]?.fromNats).toBe(0);
  for (const [index, step] of steps.entries()) expect(step.fromNats).toBe(steps[index - 1]?.toNats ?? 0);
  expect(steps.at(-1)?.toNats).toBeCloseTo(risk.logit, 9);
});

test('the prior comes first in words, then the heaviest finding', () => {
  const { steps } = waterfallOf(riskOf([0.5, -2, 1]));
  expect(steps.map((step) => step.kind)).toEqual(['prior', 'for', 'against', 'against']);
  expect(steps[0]?.sentence).toContain('1 in 100');
});

test('a discount for overlap is a line of its own', () => {
  const risk = riskOf([3]);
  const discount = { code: 'correlation-discount', group: 'graph', nats: -1, evidence: { findings: 2 } } as const;
  risk.contributions.push({ ...discount, sentence: 'Findings of one kind overlap.' });
  expect(waterfallOf(risk).steps.at(-1)).toMatchObject({ kind: 'discount', shown: '−1.00' });
});

test('rounding changes no part by a whole unit', () => {
  assert(
    property(array(double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 20 }), (parts) => {
      for (const [index, rounded] of roundToSum(parts, 2).entries()) {
        expect(Math.abs(rounded - (parts[index] ?? 0))).toBeLessThan(0.01 + 1e-9);
      }
    }),
  );
});

test('a model is never sure in words, and risk stays between 0 and 10', () => {
  expect([percentText(0.00001), percentText(0.042), percentText(0.62), percentText(0.99999)]).toEqual([
    '< 0.1 %',
    '4.2 %',
    '62 %',
    '> 99.9 %',
  ]);
  expect([riskOfTen(0), riskOfTen(0.973), riskOfTen(1)]).toEqual(['0.0', '9.7', '10.0']);
  expect([signed(-0.5), signed(2), signed(-0.001)]).toEqual(['−0.50', '+2.00', '0.00']);
});

test('what would lower a finding stands with it, and only with one that speaks against', () => {
  expect(waterfallOf(riskOf([2, -1])).steps.map(({ lowers }) => lowers)).toEqual([undefined, 'A passkey.', undefined]);
});
