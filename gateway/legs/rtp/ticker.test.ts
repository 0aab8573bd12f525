import { expect, test } from 'vitest';
import { createFakeClock } from './fake-clock.ts';
import { startTicker } from './ticker.ts';

test('ticks keep to the ideal times although every timer is late', () => {
  const clock = createFakeClock();
  const late = { nowMs: () => clock.nowMs(), after: (ms: number, run: () => void) => clock.after(ms + 3, run) };
  let ticks = 0;
  const ticker = startTicker(late, 20, () => ticks++);
  clock.advance(2010);
  ticker.stop();
  expect(ticks).toBe(100);
  clock.advance(100);
  expect([ticks, clock.pending()]).toEqual([100, 0]);
});

test('a long stall is not caught up in a burst', () => {
  const clock = createFakeClock();
  const stalled = { nowMs: () => clock.nowMs(), after: (_ms: number, run: () => void) => clock.after(1000, run) };
  let ticks = 0;
  startTicker(stalled, 20, () => ticks++);
  clock.advance(1000);
  expect(ticks).toBe(1);
});
