import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assess } from './assess.ts';
import { BaselineBook } from './baseline-book.ts';
import { compareContact } from './compare-contact.ts';
import { compareValue } from './compare-value.ts';
import { comparedFeatures, featureTable, type ComparedFeature } from './feature.ts';
import { combine } from './fusion.ts';
import { compareHour, hourOfWeek } from './hour-of-week.ts';
import { lessonOf } from './lesson.ts';
import type { Observation, Place, ValueCounts } from './observation.ts';
import { signalOf } from './signal.ts';
import { compareTravel, distanceKm } from './travel.ts';

const dayMs = 86_400_000;
const startMs = Date.UTC(2026, 10, 2, 9);

const home: Observation['values'] = {
  'device-key': 'laptop',
  'user-agent': 'firefox/linux',
  'network-prefix': 'p1',
  'network-asn': '64500',
  country: 'DE',
};

/** Somebody who came on so many working days in a row, with everything as usual. */
function regular(days: number, change: (seen: Observation, day: number) => Observation = (seen) => seen): BaselineBook {
  const book = new BaselineBook();
  for (let day = 0; day < days; day += 1) {
    const seen = change({ atMs: startMs + day * dayMs, values: home }, day);
    book.learn(lessonOf(seen, { key: `s${day}`, personId: 'per_a', teamId: 'tea_a', source: 'session' }));
  }
  return book;
}

function riskOf(book: BaselineBook, seen: Observation) {
  const who = { personId: 'per_a', teamId: 'tea_a' };
  const findings = assess(seen, book.baselineFor(who, seen));
  const signals = findings.map(({ code, llrNats, evidence }, i) =>
    signalOf(code, {
      id: `sig_${i}`,
      participantId: 'par_a',
      source: 'edge',
      evidence,
      atMs: seen.atMs,
      ...(llrNats === undefined ? {} : { llrNats }),
    }),
  );
  return { findings, risk: combine(signals) };
}

const anyCounts = fc
  .record({
    count: fc.double({ min: 0, max: 50, noNaN: true }),
    more: fc.double({ min: 0, max: 50, noNaN: true }),
    fresh: fc.double({ min: 0, max: 5, noNaN: true }),
  })
  .map(({ count, more, fresh }) => ({ count, total: count + more, fresh }));
const anyValue: fc.Arbitrary<ValueCounts> = fc.record({ person: anyCounts, team: anyCounts, tenant: anyCounts });
const anyFeature = fc.constantFrom<ComparedFeature>(...comparedFeatures);

describe('one value', () => {
  test('never gives more trust than its floor, nor more doubt than four nats, whatever the counts', () => {
    fc.assert(
      fc.property(anyFeature, anyValue, (feature, counts) => {
        const { llrNats } = compareValue(featureTable[feature], counts);
        expect(llrNats).toBeGreaterThanOrEqual(featureTable[feature].floorNats);
        expect(llrNats).toBeLessThanOrEqual(4);
      }),
    );
  });

  test('a new value never earns trust', () => {
    fc.assert(
      fc.property(anyFeature, anyValue, (feature, counts) => {
        const unseen = { ...counts, person: { ...counts.person, count: 0 } };
        expect(compareValue(featureTable[feature], unseen).llrNats).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('the more often a value was seen, the less it speaks against him', () => {
    fc.assert(
      fc.property(anyFeature, anyValue, fc.double({ min: 0.01, max: 10, noNaN: true }), (feature, counts, more) => {
        const seen = { ...counts, person: { ...counts.person, count: counts.person.count + 0.01 } };
        const oftener = { ...seen, person: { ...seen.person, count: seen.person.count + more } };
        const row = featureTable[feature];
        expect(compareValue(row, oftener).llrNats).toBeLessThanOrEqual(compareValue(row, seen).llrNats + 1e-12);
      }),
    );
  });

  test('the longer the history, the more a new value speaks against him', () => {
    fc.assert(
      fc.property(anyFeature, anyValue, fc.double({ min: 0, max: 50, noNaN: true }), (feature, counts, more) => {
        const none = { tenant: { count: 0, total: 0, fresh: 0 }, team: { count: 0, total: 0, fresh: 0 } };
        const person = { count: 0, total: counts.person.total + 0.5, fresh: 0 };
        const longer = { ...person, total: person.total + more };
        const row = featureTable[feature];
        const [short, long] = [compareValue(row, { ...none, person }), compareValue(row, { ...none, person: longer })];
        expect(long.llrNats).toBeGreaterThanOrEqual(short.llrNats - 1e-12);
      }),
    );
  });

  test('says nothing about somebody of whom nothing is known', () => {
    const none = { count: 0, total: 0, fresh: 0 };
    const verdict = compareValue(featureTable['device-key'], { person: none, team: none, tenant: none });
    expect(verdict).toEqual({ llrNats: 0, state: 'learning' });
  });

  test('a person’s own history does not vouch for him through a small tenant', () => {
    const own = { count: 0, total: 10, fresh: 0 };
    const alone = compareValue(featureTable['network-prefix'], { person: own, team: own, tenant: own });
    const others = { count: 40, total: 60, fresh: 2 };
    const shared = compareValue(featureTable['network-prefix'], { person: own, team: others, tenant: others });
    expect(alone.llrNats).toBeGreaterThan(1);
    expect(shared.llrNats).toBeLessThan(alone.llrNats);
  });
});

describe('a profile', () => {
  test('makes the usual quiet: below the lowest band from the third session on', () => {
    for (const days of [3, 12, 39]) {
      expect(riskOf(regular(days), { atMs: startMs + days * dayMs, values: home }).risk.p).toBeLessThan(0.005);
    }
  });

  test('an unknown device with everything else copied is in the band that asks', () => {
    for (const days of [12, 39]) {
      const seen = { atMs: startMs + days * dayMs, values: { ...home, 'device-key': 'theirs' } };
      expect(riskOf(regular(days), seen).risk.p).toBeGreaterThan(0.05);
    }
  });

  test('an honest traveller with his own device stays below it', () => {
    const abroad = { ...home, 'network-prefix': 'hotel', 'network-asn': '64999', country: 'JP' };
    expect(riskOf(regular(39), { atMs: startMs + 40 * dayMs, values: abroad }).risk.p).toBeLessThan(0.05);
  });

  test('somebody who is new everywhere every week is expected to be new', () => {
    const roaming = regular(20, (seen, day) => ({ ...seen, values: { ...home, 'network-prefix': `hotel-${day}` } }));
    const next = { atMs: startMs + 20 * dayMs, values: { ...home, 'network-prefix': 'another' } };
    const of = (book: BaselineBook) =>
      riskOf(book, next).findings.find(({ code }) => code === 'network-prefix')?.llrNats ?? 0;
    expect(of(roaming)).toBeLessThan(0.2);
    expect(of(regular(20))).toBeGreaterThan(1.5);
  });

  test('forgets a value that was not seen for 180 days', () => {
    const seen = { atMs: startMs + 191 * dayMs, values: home };
    expect(riskOf(regular(10), seen).findings.find(({ code }) => code === 'device-key')?.evidence['state']).toBe('new');
  });

  test('does not learn the same fact twice, and at most three sightings of a value a day', () => {
    const book = new BaselineBook();
    for (let i = 0; i < 50; i += 1) {
      const seen = { atMs: startMs + i * 1000, values: home };
      const key = `s${Math.floor(i / 2)}`;
      book.learn(lessonOf(seen, { key, personId: 'per_a', source: 'session' }));
    }
    const { values } = book.baselineFor({ personId: 'per_a' }, { atMs: startMs, values: home });
    expect(values['device-key']?.person.count).toBeCloseTo(3, 3);
  });

  test('is the same whatever the order of learning', () => {
    const days = [...Array(12).keys()];
    fc.assert(
      fc.property(fc.shuffledSubarray(days, { minLength: 12 }), (order) => {
        const [book, straight] = [new BaselineBook(), regular(12)];
        for (const day of order) {
          const seen = { atMs: startMs + day * dayMs, values: home };
          book.learn(lessonOf(seen, { key: `s${day}`, personId: 'per_a', teamId: 'tea_a', source: 'session' }));
        }
        const next = { atMs: startMs + 13 * dayMs, values: home };
        expect(riskOf(book, next).risk.logit).toBeCloseTo(riskOf(straight, next).risk.logit, 9);
      }),
    );
  });
});

describe('hours', () => {
  const office = Array.from({ length: 168 }, (_, hour) => (hour % 24 >= 8 && hour % 24 < 17 && hour < 120 ? 1 : 0));

  test('stay within half a nat of trust and one of doubt', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 20, noNaN: true }), { minLength: 168, maxLength: 168 }),
        fc.nat(167),
        (counts, hour) => {
          const llr = compareHour(counts, hour);
          expect(llr).toBeGreaterThanOrEqual(-0.5);
          expect(llr).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  test('tell a working day from a weekend night', () => {
    expect(compareHour(office, 36)).toBeLessThan(0);
    expect(compareHour(office, 146)).toBeGreaterThan(0.5);
    expect(compareHour([], 3)).toBe(0);
  });

  test('are counted from a Thursday, in UTC', () => {
    expect(hourOfWeek(0)).toBe(0);
    expect(hourOfWeek(167.5 * 3_600_000)).toBe(167);
    expect(hourOfWeek(168 * 3_600_000)).toBe(0);
  });
});

describe('a journey', () => {
  const at = (latitude: number, longitude: number, hours: number, isExit = false): Place => ({
    latitude,
    longitude,
    radiusKm: 20,
    atMs: startMs + hours * 3_600_000,
    isExit,
  });

  test('is measured along the great circle', () => {
    expect(distanceKm({ latitude: 52.52, longitude: 13.405 }, { latitude: 40.7128, longitude: -74.006 })).toBeCloseTo(
      6385,
      -1,
    );
    expect(distanceKm({ latitude: 10, longitude: 20 }, { latitude: 10, longitude: 20 })).toBe(0);
  });

  test('counts when no airliner makes it', () => {
    expect(compareTravel(at(52, 13, 0), at(40, -74, 1))?.llrNats).toBeGreaterThan(3);
    expect(compareTravel(at(52, 13, 0), at(40, -74, 12))?.llrNats).toBe(0);
    expect(compareTravel(at(52, 13, 0), at(52.3, 13.3, 0.1))).toBeUndefined();
  });

  test('of an exit says nothing', () => {
    expect(compareTravel(at(52, 13, 0, true), at(40, -74, 1))).toBeUndefined();
    expect(compareTravel(at(52, 13, 0), at(40, -74, 1, true))).toBeUndefined();
  });
});

describe('a contact', () => {
  test('who is new counts more for somebody who always talks with the same people', () => {
    const closed = compareContact({ known: false, total: 40, singles: 0, commonDegrees: [] });
    const open = compareContact({ known: false, total: 40, singles: 25, commonDegrees: [] });
    expect(closed).toBe(3);
    expect(open).toBeLessThan(0.5);
  });

  test('whom colleagues know counts less', () => {
    const without = compareContact({ known: false, total: 40, singles: 5, commonDegrees: [] });
    expect(compareContact({ known: false, total: 40, singles: 5, commonDegrees: [3, 3] })).toBeLessThan(without);
  });

  test('of somebody who talked with nobody yet says nothing', () => {
    expect(compareContact({ known: false, total: 0, singles: 0, commonDegrees: [] })).toBe(0);
  });
});

test('failed sign-ins alone never reach the band that asks', () => {
  const { risk } = riskOf(regular(0), { atMs: startMs, values: {}, attempts: { failed: 99, succeeded: 0 } });
  expect(risk.p).toBeLessThan(0.05);
  expect(risk.p).toBeGreaterThan(0.01);
});
