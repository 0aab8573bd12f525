import { describe, expect, test } from 'vitest';
import { assess, isUsable } from './assess.ts';
import { BaselineBook } from './baseline-book.ts';
import { comparedFeatures } from './feature.ts';
import { compareContact } from './compare-contact.ts';
import { lessonOf } from './lesson.ts';
import { nothingKnown, type Baseline, type Observation, type Place } from './observation.ts';

const dayMs = 86_400_000;
const startMs = Date.UTC(2026, 10, 2, 9);
const seen = (more: Partial<Observation> = {}): Observation => ({ atMs: startMs, values: {}, ...more });
const known = (more: Partial<Baseline>): Baseline => ({ ...nothingKnown, ...more });
const place = (longitude: number, hours = 0, more: Partial<Place> = {}): Place => ({
  latitude: 0,
  longitude,
  radiusKm: 0,
  atMs: startMs + hours * 3_600_000,
  isExit: false,
  ...more,
});

describe('what is found', () => {
  test('where nothing is known, or nothing is seen, is nothing', () => {
    const everything = seen({ values: { country: 'DE' }, place: place(1), contact: 'per_b' });
    expect(assess(everything, nothingKnown)).toEqual([]);
    const none = { count: 0, total: 0, fresh: 0 };
    const learning = { person: none, team: none, tenant: none };
    expect(assess(everything, known({ values: { country: learning } }))).toEqual([]);
    const counts = { count: 5, total: 5, fresh: 0 };
    const usual = { person: counts, team: counts, tenant: counts };
    const contact = { known: false, total: 9, singles: 1, commonDegrees: [] };
    expect(assess(seen(), known({ values: { country: usual }, lastPlace: place(90), contact }))).toEqual([]);
  });

  test('says its state and the counts it was made of, in a fixed order', () => {
    const of = (count: number) => ({ count, total: 10, fresh: 1 });
    const values = {
      country: { person: of(0), team: of(0), tenant: of(0) },
      'device-key': { person: of(10), team: of(10), tenant: of(10) },
    };
    const found = assess(seen({ values: { country: 'JP', 'device-key': 'laptop' } }), known({ values, history: 7 }));
    expect(found.map(({ code, evidence }) => [code, evidence])).toEqual([
      ['device-key', { state: 'usual', count: 10, total: 10, history: 7 }],
      ['country', { state: 'new', count: 0, total: 10, history: 7 }],
    ]);
    expect(comparedFeatures.indexOf('device-key')).toBeLessThan(comparedFeatures.indexOf('country'));
  });

  test('of the hour is usual, new, or nothing where the table says nothing', () => {
    const at = (hour: number) => Array.from({ length: 168 }, (_, i) => (i === hour ? 5 : 0));
    expect(assess(seen(), known({ hours: at(105) }))).toEqual([
      { code: 'hour', llrNats: -0.5, evidence: { state: 'usual', hour: 105 } },
    ]);
    expect(assess(seen(), known({ hours: at(20) }))).toEqual([
      { code: 'hour', llrNats: 1, evidence: { state: 'new', hour: 105 } },
    ]);
    expect(assess(seen(), known({ hours: at(-1) }))).toEqual([]);
  });

  test('of a journey is how far and how fast, in whole numbers, and only when no airliner makes it', () => {
    const go = (longitude: number, hours: number) =>
      assess(seen({ place: place(longitude, hours) }), known({ lastPlace: place(0) }));
    expect(go(20, 1)).toMatchObject([{ code: 'travel', evidence: { km: 2224, kmh: 2224 } }]);
    expect(go(20, 12)).toEqual([]);
    expect(assess(seen({ place: place(20, 1) }), nothingKnown)).toEqual([]);
    expect(assess(seen(), known({ lastPlace: place(0) }))).toEqual([]);
  });

  test('of a contact is whether he is known, and who knows both', () => {
    const contact = { known: false, total: 40, singles: 5, commonDegrees: [40] };
    const [fresh] = assess(seen({ contact: 'per_b' }), known({ contact }));
    expect(fresh).toMatchObject({ code: 'contact', evidence: { state: 'new', total: 40, singles: 5, common: 1 } });
    expect(assess(seen({ contact: 'per_b' }), known({ contact: { ...contact, known: true } }))).toEqual([
      { code: 'contact', llrNats: -0.3, evidence: { state: 'usual', total: 40, singles: 5, common: 1 } },
    ]);
    const everybody = { ...contact, singles: 40 };
    expect(assess(seen({ contact: 'per_b' }), known({ contact: everybody }))).toEqual([]);
    expect(assess(seen(), known({ contact }))).toEqual([]);
  });

  test('of sign-ins is 0.4 nats a failure to 1.4, and one for more than five', () => {
    const of = (failed: number, succeeded: number) => assess(seen({ attempts: { failed, succeeded } }), nothingKnown);
    expect(of(0, 5)).toEqual([]);
    expect(of(2, 0)).toEqual([{ code: 'login-failures', llrNats: 0.8, evidence: { failed: 2 } }]);
    expect(of(9, 6)).toEqual([
      { code: 'login-failures', llrNats: 1.4, evidence: { failed: 9 } },
      { code: 'login-velocity', llrNats: 1, evidence: { succeeded: 6 } },
    ]);
  });

  test('is usable from three sessions on', () => {
    expect([isUsable({ history: 2.999 }), isUsable({ history: 3 })]).toEqual([false, true]);
  });
});

test('a new contact is reckoned by Good and Turing, less one over the logarithm of what each common neighbour knows', () => {
  const of = (commonDegrees: number[], singles = 2, total = 10) =>
    compareContact({ known: false, total, singles, commonDegrees });
  const base = Math.log(0.8 / (2.5 / 11));
  expect(of([])).toBeCloseTo(base, 9);
  expect(of([20])).toBeCloseTo(base - 1 / Math.log(20), 9);
  expect(of([40, 90])).toBeCloseTo(base - 1 / Math.log(40) - 1 / Math.log(90), 9);
  expect(of([0])).toBe(of([2]));
  expect(of([1], 0, 40)).toBeCloseTo(Math.log(0.8 / (0.5 / 41)) - 1 / Math.log(2), 9);
  expect(compareContact({ known: true, total: 10, singles: 2, commonDegrees: [] })).toBe(-0.3);
});

describe('the book of baselines', () => {
  const book = new BaselineBook();
  const teach = (personId: string, day: number, more: Partial<Observation> = {}, teamId?: string) =>
    book.learn(
      lessonOf(seen({ atMs: startMs + day * dayMs, values: { country: 'DE' }, ...more }), {
        key: `${personId}/${day}`,
        personId,
        source: 'session',
        ...(teamId === undefined ? {} : { teamId }),
      }),
    );
  teach('per_a', 0, { contact: 'per_b', place: place(1) }, 'tea_a');
  teach('per_a', 1, { contact: 'per_b', place: place(3, 24) }, 'tea_a');
  teach('per_a', 2, { contact: 'per_c', values: { country: 'FR' } }, 'tea_a');
  teach('per_a', -1, { place: place(9, -24) }, 'tea_a');
  teach('per_b', 0, { contact: 'per_c' }, 'tea_a');
  teach('per_d', 0, { contact: 'per_b' });
  const at = { atMs: startMs + 2 * dayMs };
  const of = (personId: string, more: Partial<Observation>, teamId?: string) =>
    book.baselineFor({ personId, ...(teamId === undefined ? {} : { teamId }) }, seen({ ...at, ...more }));
  const decayed = (...daysAgo: number[]) => daysAgo.reduce((sum, days) => sum + 2 ** (-days / 45), 0);

  test('counts a value for the person, his team and the tenant, each decayed', () => {
    const { values } = of('per_a', { values: { country: 'DE' } }, 'tea_a');
    expect(values.country?.person.count).toBeCloseTo(decayed(2, 1, 3), 9);
    expect(values.country?.person.total).toBeCloseTo(decayed(2, 1, 3, 0), 9);
    expect(values.country?.team.count).toBeCloseTo(decayed(2, 1, 3, 2), 9);
    expect(values.country?.tenant.count).toBeCloseTo(decayed(2, 1, 3, 2, 2), 9);
    expect(values.country?.tenant.total).toBeCloseTo(decayed(2, 1, 3, 2, 2, 0), 9);
  });

  test('counts what was new to its person, but not his very first', () => {
    const { values } = of('per_a', { values: { country: 'FR' } }, 'tea_a');
    expect(values.country?.person.fresh).toBeCloseTo(decayed(0), 9);
    expect(values.country?.tenant.fresh).toBeCloseTo(decayed(0), 9);
    expect(of('per_b', { values: { country: 'FR' } }).values.country?.person.fresh).toBe(0);
  });

  test('without a team has no counts of one, and of what is not seen no counts at all', () => {
    const { values } = of('per_d', { values: { country: 'DE' } });
    expect(values.country?.team).toEqual({ count: 0, total: 0, fresh: 0 });
    expect(Object.keys(values)).toEqual(['country']);
    expect(of('per_a', { values: { country: 'DE' } }, 'tea_other').values.country?.team.total).toBe(0);
  });

  test('numbers sessions by their hours, decayed and undecayed', () => {
    const baseline = of('per_a', {});
    expect(baseline.history).toBeCloseTo(decayed(0, 1, 2, 3), 9);
    expect(baseline.sessions).toBe(4);
    expect(baseline.hours?.reduce((sum, count) => sum + count, 0)).toBeCloseTo(baseline.history, 9);
    expect(of('per_nobody', {})).toMatchObject({ history: 0, sessions: 0, values: {} });
    const late = of('per_a', { atMs: startMs + 183 * dayMs });
    expect(late.sessions).toBe(0);
    expect(late.history).toBeGreaterThan(0);
  });

  test('remembers the latest place, whatever the order of learning', () => {
    expect(of('per_a', {}).lastPlace).toEqual(place(3, 24));
    expect(of('per_b', {})).not.toHaveProperty('lastPlace');
  });

  test('knows whom he met how often, and who knows both', () => {
    expect(of('per_a', { contact: 'per_b' }).contact).toMatchObject({ known: true, total: 3, singles: 1 });
    expect(of('per_a', { contact: 'per_d' }).contact).toEqual({
      known: false,
      total: 3,
      singles: 1,
      commonDegrees: [2],
    });
    expect(of('per_nobody', { contact: 'per_b' }).contact).toEqual({
      known: false,
      total: 0,
      singles: 0,
      commonDegrees: [],
    });
    expect(of('per_a', {})).not.toHaveProperty('contact');
  });
});
