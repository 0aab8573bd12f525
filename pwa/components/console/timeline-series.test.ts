import { expect, test } from 'vitest';
import { timelineSeries } from './timeline-series.ts';

const a = { id: 'a', displayName: 'Caller' };
const b = { id: 'b', displayName: 'Called' };
const silent = { id: 'c', displayName: 'Silent' };

test('each participant has a column with gaps where only others have points', () => {
  const points = [
    { atMs: 1000, participantId: 'a', p: 0.1, effect: 'none' as const },
    { atMs: 2000, participantId: 'b', p: 0.02, effect: 'none' as const },
    { atMs: 3000, participantId: 'a', p: 0.9, effect: 'hold' as const },
  ];
  const { names, columns } = timelineSeries(points, [a, b, silent], 5000);
  expect(names).toEqual(['Caller', 'Called']);
  expect(columns[0]).toEqual([1, 2, 3, 5]);
  expect(columns[1]).toEqual([1, undefined, 9, 9]);
  expect(columns[2]).toEqual([undefined, 0.2, undefined, 0.2]);
});

test('the line of one who left ends there', () => {
  const points = [{ atMs: 1000, participantId: 'a', p: 0.5, effect: 'hold' as const }];
  expect(timelineSeries(points, [{ ...a, leftAtMs: 2500 }], 9000).columns[0]).toEqual([1, 2.5]);
});
