import { describe, expect, test } from 'vitest';
import type { Feature } from './feature.ts';
import { profileViewOf, type BaselineRow } from './profile-view.ts';
import { growthAt } from './tally.ts';

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 10, 23);
/** A value seen so often, the last time so many days ago; weights as the store keeps them. */
const row = (feature: Feature, value: string, count: number, daysAgo = 0, firstDaysAgo = daysAgo): BaselineRow => ({
  feature,
  value,
  weight: count * growthAt(nowMs),
  firstAtMs: nowMs - firstDaysAgo * dayMs,
  lastAtMs: nowMs - daysAgo * dayMs,
  source: 'session',
});
const viewOf = (...rows: BaselineRow[]) =>
  profileViewOf({ personId: 'per_a', rows, numbers: [], signIns: { failed: 0, succeeded: 0 } }, nowMs, (id) =>
    id === 'per_b' ? 'Chief Executive' : undefined,
  );

describe('a profile', () => {
  test('of whom nothing is known is being learned', () => {
    expect(viewOf()).toMatchObject({ personId: 'per_a', state: 'learning', sessions: 0, features: [], asOfMs: nowMs });
  });

  test('has the values of each feature, the most frequent first, with first and last moment', () => {
    const view = viewOf(row('country', 'DE', 1, 2, 30), row('country', 'FR', 5, 4, 9), row('country', 'AT', 1, 8, 20));
    expect(view.features).toEqual([
      {
        feature: 'country',
        state: 'usable',
        count: 7,
        firstAtMs: nowMs - 30 * dayMs,
        lastAtMs: nowMs - 2 * dayMs,
        values: [
          {
            value: 'FR',
            label: 'FR',
            count: 5,
            firstAtMs: nowMs - 9 * dayMs,
            lastAtMs: nowMs - 4 * dayMs,
            source: 'session',
          },
          {
            value: 'AT',
            label: 'AT',
            count: 1,
            firstAtMs: nowMs - 20 * dayMs,
            lastAtMs: nowMs - 8 * dayMs,
            source: 'session',
          },
          {
            value: 'DE',
            label: 'DE',
            count: 1,
            firstAtMs: nowMs - 30 * dayMs,
            lastAtMs: nowMs - 2 * dayMs,
            source: 'session',
          },
        ],
      },
    ]);
  });

  test('counts its sessions by their hours, whatever else was learned', () => {
    const view = viewOf(row('hour', '9', 2), row('hour', '10', 2), row('country', 'DE', 40));
    expect(view).toMatchObject({ state: 'usable', sessions: 4 });
    expect(viewOf(row('country', 'DE', 40))).toMatchObject({ state: 'learning', sessions: 0 });
  });

  test('is usable from three sessions on, stale after sixty days, and forgets after 180', () => {
    expect(viewOf(row('hour', '9', 2.99)).state).toBe('learning');
    expect(viewOf(row('hour', '9', 3)).state).toBe('usable');
    expect(viewOf(row('hour', '9', 3, 60)).state).toBe('usable');
    expect(viewOf(row('hour', '9', 3, 60.1)).state).toBe('stale');
    expect(viewOf(row('hour', '9', 3, 180)).features).toHaveLength(1);
    expect(viewOf(row('hour', '9', 3, 180.1)).features).toEqual([]);
  });

  test('does not show totals, nor what is no feature', () => {
    expect(viewOf(row('country', '', 9), row('shoe-size' as Feature, '42', 9)).features).toEqual([]);
  });

  test.each<[Feature, string, string]>([
    ['device-key', '0123456789abcdef', '…89abcdef'],
    ['passkey', '0123456789abcdef', '…89abcdef'],
    ['network-prefix', '0123456789abcdef', '…89abcdef'],
    ['network-asn', '64500', 'AS64500'],
    ['contact', 'per_b', 'Chief Executive'],
    ['contact', '+12025550177', '+12025550177'],
    ['user-agent', 'Firefox on Linux', 'Firefox on Linux'],
    ['hour', '0', 'Thu 00:00 UTC'],
    ['hour', '33', 'Fri 09:00 UTC'],
    ['hour', '48', 'Sat 00:00 UTC'],
    ['hour', '72', 'Sun 00:00 UTC'],
    ['hour', '105', 'Mon 09:00 UTC'],
    ['hour', '120', 'Tue 00:00 UTC'],
    ['hour', '167', 'Wed 23:00 UTC'],
    ['hour', '168', '? 00:00 UTC'],
  ])('%s %s is shown as %s', (feature, value, label) => {
    expect(viewOf(row(feature, value, 1)).features[0]?.values[0]?.label).toBe(label);
  });
});
