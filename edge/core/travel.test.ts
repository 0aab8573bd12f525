import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Place } from './observation.ts';
import { compareTravel, distanceKm } from './travel.ts';

const hourMs = 3_600_000;
const at = (latitude: number, longitude: number, hours: number, radiusKm = 20): Place => ({
  latitude,
  longitude,
  radiusKm,
  atMs: Date.UTC(2026, 10, 2) + hours * hourMs,
  isExit: false,
});
const anyPlace = fc
  .tuple(
    fc.double({ min: -90, max: 90, noNaN: true }),
    fc.double({ min: -180, max: 180, noNaN: true }),
    fc.double({ min: 0, max: 100, noNaN: true }),
    fc.integer({ min: 0, max: 500 }),
  )
  .map(([latitude, longitude, hours, radiusKm]) => at(latitude, longitude, hours, radiusKm));

describe('a distance', () => {
  test('from pole to pole, round half the equator and round a quarter is what the globe has', () => {
    const half = Math.PI * 6371;
    expect(distanceKm(at(90, 0, 0), at(-90, 0, 0))).toBeCloseTo(half, 6);
    expect(distanceKm(at(0, 0, 0), at(0, 180, 0))).toBeCloseTo(half, 6);
    expect(distanceKm(at(0, 0, 0), at(0, 90, 0))).toBeCloseTo(half / 2, 6);
    expect(distanceKm(at(60, 0, 0), at(60, 90, 0))).toBeCloseTo(4604.5399, 3);
    expect(distanceKm(at(0, 179, 0), at(0, -179, 0))).toBeCloseTo(222.3899, 3);
  });

  test('is the same both ways, never NaN and never more than half the globe', () => {
    fc.assert(
      fc.property(anyPlace, anyPlace, (a, b) => {
        const km = distanceKm(a, b);
        expect(km).toBeGreaterThanOrEqual(0);
        expect(km).toBeLessThanOrEqual(Math.PI * 6371 + 1e-6);
        expect(km).toBeCloseTo(distanceKm(b, a), 6);
      }),
    );
  });
});

describe('a journey', () => {
  test('of less than 100 km says nothing, whatever its speed', () => {
    expect(compareTravel(at(0, 0, 0), at(0, 0.899, 0.001))).toBeUndefined();
    expect(compareTravel(at(0, 0, 0), at(0, 0.9, 0.001))?.llrNats).toBeCloseTo(2.7751, 4);
  });

  test('counts as twice the logarithm of its speed over that of an airliner, to four nats', () => {
    const hop = compareTravel(at(0, 0, 0, 0), at(0, 2, 0.1, 0));
    expect(hop?.kmh).toBeCloseTo(2223.8985, 3);
    expect(hop?.llrNats).toBeCloseTo(2 * Math.log(2223.8985 / 900), 6);
    expect(compareTravel(at(52, 13, 0), at(40, -74, 5))?.llrNats).toBeCloseTo(0.70433, 4);
    expect(compareTravel(at(52, 13, 0), at(40, -74, 0.5))?.llrNats).toBe(4);
  });

  test('is as much shorter as both places are uncertain', () => {
    expect(compareTravel(at(0, 0, 0, 100), at(0, 2, 0.1, 20))?.kmh).toBeCloseTo(1023.8985, 3);
    expect(compareTravel(at(0, 0, 0, 20), at(0, 2, 0.1, 100))?.kmh).toBeCloseTo(1023.8985, 3);
    expect(compareTravel(at(0, 0, 0, 120), at(0, 2, 0.1, 120))).toMatchObject({ kmh: 0, llrNats: 0 });
  });

  test('takes a minute at least, and clocks that disagree do not hide it', () => {
    const instant = compareTravel(at(52, 13, 0), at(40, -74, 0));
    expect(instant?.kmh).toBeCloseTo(6399.6312 * 60, 1);
    expect(compareTravel(at(0, 0, 5), at(0, 30, 4))?.llrNats).toBeCloseTo(2.59605, 4);
  });

  test('never speaks for anybody, never counts more than four nats, and is never NaN', () => {
    fc.assert(
      fc.property(anyPlace, anyPlace, (a, b) => {
        const journey = compareTravel(a, b) ?? { llrNats: 0, km: 100, kmh: 0 };
        expect(journey.llrNats).toBeGreaterThanOrEqual(0);
        expect(journey.llrNats).toBeLessThanOrEqual(4);
        expect(journey.km).toBeGreaterThanOrEqual(100);
        expect(journey.kmh).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('that is faster or further never counts less', () => {
    fc.assert(
      fc.property(anyPlace, anyPlace, fc.double({ min: 0, max: 50, noNaN: true }), (a, b, later) => {
        const from = a.atMs < b.atMs ? a : { ...a, atMs: b.atMs };
        const slower = { ...b, atMs: b.atMs + later * hourMs };
        const [fast, slow] = [compareTravel(from, b), compareTravel(from, slower)];
        expect(fast?.llrNats ?? 0).toBeGreaterThanOrEqual(slow?.llrNats ?? 0);
      }),
    );
  });
});
