import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareValue } from './compare-value.ts';
import { comparedFeatures, featureTable, type ComparedFeature } from './feature.ts';
import type { Counts, ValueCounts } from './observation.ts';

const counts = (count: number, total: number, fresh = 0): Counts => ({ count, total, fresh });
const none = counts(0, 0);
const plus = (a: Counts, b: Counts): Counts => counts(a.count + b.count, a.total + b.total, a.fresh + b.fresh);

/** Reckoned by hand from requirements C.4 item 1: person, team and tenant, the wider ones with the person in them. */
const worked: [ComparedFeature, Counts, Counts, Counts, string, number][] = [
  ['device-key', counts(10, 10), none, none, 'usual', -3.5],
  ['device-key', counts(0, 10), none, none, 'new', 2.82710956],
  ['country', counts(5, 10, 1), counts(25, 40, 2), counts(60, 120, 5), 'usual', -0.11040314],
  ['country', counts(1, 20, 1), counts(25, 40, 2), counts(60, 120, 5), 'rare', 0.75756266],
  ['country', counts(0, 10, 1), counts(25, 40, 2), counts(60, 120, 5), 'new', 1.61751147],
  ['network-asn', counts(0, 10, 3), counts(0, 20, 3), counts(20, 120, 15), 'new', 2.10715843],
  ['network-asn', counts(0, 10, 3), counts(0, 20, 3), counts(50, 120, 15), 'new', 2.16587424],
  ['network-asn', counts(0, 10, 3), counts(8, 20, 3), counts(20, 120, 15), 'new', 0],
  ['network-prefix', counts(0, 12), counts(30, 60, 1), counts(30, 200, 6), 'new', 0.24824285],
  ['network-prefix', counts(6, 12), counts(30, 60, 1), counts(30, 200, 6), 'usual', -1],
  ['group-size', counts(0.5, 12), counts(3, 60, 1), counts(3, 200, 6), 'rare', 0.91097139],
  ['group-size', counts(0, 12, 11), counts(3, 60, 12), counts(3, 200, 36), 'new', 0],
];

test.each(worked)('%s of %o, team %o, tenant %o is %s: %f nats', (feature, person, team, tenant, state, nats) => {
  const found = compareValue(featureTable[feature], { person, team, tenant });
  expect(found.state).toBe(state);
  expect(found.llrNats).toBeCloseTo(nats, 7);
});

const weight = fc.double({ min: 0, max: 50, noNaN: true });
const anyCounts = fc
  .record({ count: weight, more: weight, share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ count, more, share }) => counts(count, count + more, (count + more) * share));
const known = anyCounts.filter(({ total }) => total > 0.01);
const anyFeature = fc.constantFrom<ComparedFeature>(...comparedFeatures);
const nats = (feature: ComparedFeature, of: ValueCounts) => compareValue(featureTable[feature], of).llrNats;

describe('backing off', () => {
  test('a team that shows what the tenant shows changes nothing', () => {
    fc.assert(
      fc.property(
        anyFeature,
        known,
        known,
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        (feature, person, others, size) => {
          const { worldShare, novelty } = featureTable[feature];
          const share = (others.count + 2 * (worldShare === 0 ? 1e-6 : worldShare)) / (others.total + 2);
          const fresh = (others.fresh + 2 * novelty) / (others.total + 2);
          const alike = counts(share * size, size, fresh * size);
          const tenant = plus(others, person);
          const without = nats(feature, { person, team: person, tenant });
          expect(nats(feature, { person, team: plus(alike, person), tenant })).toBeCloseTo(without, 7);
        },
      ),
    );
  });

  test('a person alone in team and tenant is judged as if there were neither', () => {
    fc.assert(
      fc.property(anyFeature, known, (feature, person) => {
        const alone = nats(feature, { person, team: none, tenant: none });
        expect(nats(feature, { person, team: person, tenant: person })).toBe(alone);
      }),
    );
  });

  test('what colleagues of his team show more often speaks less against him, seen or new', () => {
    fc.assert(
      fc.property(anyFeature, known, known, known, fc.nat(50), (feature, person, team, tenant, more) => {
        const wide = plus(plus(tenant, team), person);
        const oftener = counts(Math.min(team.total, team.count + more), team.total, team.fresh);
        const [less, much] = [plus(team, person), plus(oftener, person)];
        expect(nats(feature, { person, team: much, tenant: wide })).toBeLessThanOrEqual(
          nats(feature, { person, team: less, tenant: wide }) + 1e-9,
        );
      }),
    );
  });

  test('the more is known of a person, the less his team and tenant matter', () => {
    fc.assert(
      fc.property(
        anyFeature,
        anyCounts,
        anyCounts,
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        (feature, a, b, share) => {
          const differences = [10, 1e4, 1e8].map((total) => {
            const person = counts(share * total, total);
            const tenant = plus(counts(10, 20), person);
            const [one, other] = [plus(a, person), plus(b, person)];
            return Math.abs(
              nats(feature, { person, team: one, tenant }) - nats(feature, { person, team: other, tenant }),
            );
          });
          expect(differences[2]).toBeLessThan(1e-6);
          expect(differences[2]).toBeLessThanOrEqual((differences[0] ?? 0) + 1e-6);
        },
      ),
    );
  });

  test('who shows something new more often is less surprising when he does', () => {
    fc.assert(
      fc.property(anyFeature, known, known, weight, (feature, one, others, more) => {
        const person = counts(0, one.total, one.fresh);
        const restless = counts(0, one.total, one.fresh + more);
        const around = (own: Counts) => ({ person: own, team: plus(others, own), tenant: plus(others, own) });
        expect(nats(feature, around(restless))).toBeLessThanOrEqual(nats(feature, around(person)) + 1e-9);
      }),
    );
  });
});

test('never NaN, and never outside floor and cap, however odd the counts are', () => {
  const odd = fc.oneof(
    fc.double({ min: 0, noNaN: true }),
    fc.constantFrom(0, Number.MIN_VALUE, 1e-300, 1e300, Number.MAX_VALUE, Number.POSITIVE_INFINITY, Number.NaN, -1),
  );
  const oddCounts = fc.record({ count: odd, total: odd, fresh: odd });
  fc.assert(
    fc.property(anyFeature, oddCounts, oddCounts, oddCounts, (feature, person, team, tenant) => {
      const found = nats(feature, { person, team, tenant });
      expect(found).toBeGreaterThanOrEqual(featureTable[feature].floorNats);
      expect(found).toBeLessThanOrEqual(4);
    }),
  );
});

test('what an attacker can copy buys next to nothing; only the key of a device buys much', () => {
  const all = counts(1000, 1000);
  for (const feature of comparedFeatures) {
    const best = nats(feature, { person: all, team: all, tenant: all });
    const least = feature === 'device-key' ? -3.5 : feature === 'network-prefix' ? -1 : -0.3;
    expect(best, feature).toBeGreaterThanOrEqual(least);
    expect(featureTable[feature].floorNats, feature).toBe(least);
  }
});
