import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  breakGlassMs,
  breakGlassViewOf,
  laterTerm,
  requestMs,
  stateOf,
  termOf,
  type BreakGlassTerm,
  type StoredBreakGlass,
} from './break-glass.ts';

const asked: StoredBreakGlass = { id: 'brk_1', reason: 'Outage', requestedBy: 'per_a', requestedAtMs: 1000 };
const begun = { ...asked, approvedBy: 'per_b', startedAtMs: 5000, untilMs: 5000 + breakGlassMs };
const ended = { ...begun, endedBy: 'per_a', endedAtMs: 9000 };

describe('break-glass', () => {
  test('can be approved until its request expires, and runs until its time is over or somebody ends it', () => {
    expect(stateOf(asked, 1000 + requestMs - 1)).toBe('requested');
    expect(stateOf(asked, 1000 + requestMs)).toBe('expired');
    expect(stateOf(begun, begun.untilMs - 1)).toBe('running');
    expect(stateOf(begun, begun.untilMs)).toBe('over');
    expect([stateOf(ended, 9000), stateOf({ ...asked, endedAtMs: 2000 }, 2000)]).toEqual(['ended', 'ended']);
  });

  test('lasts until the earlier of its end and its time', () => {
    expect(termOf(asked)).toBeUndefined();
    expect(termOf(begun)?.untilMs).toBe(begun.untilMs);
    expect(termOf(ended)?.untilMs).toBe(9000);
  });

  test('is shown while it runs or is asked for, and not after', () => {
    expect(breakGlassViewOf([asked], 2000)).toEqual({
      requested: { ...asked, expiresAtMs: 1000 + requestMs },
      asOfMs: 2000,
    });
    expect(breakGlassViewOf([begun], 6000)).toEqual({ active: begun, asOfMs: 6000 });
    expect(breakGlassViewOf([ended, begun, asked], begun.untilMs)).toEqual({ asOfMs: begun.untilMs });
  });

  test('comes out the same in whatever order and how often its words arrive', () => {
    const words = [1, 2, 3].flatMap((n): BreakGlassTerm[] => {
      const startedAtMs = n * 100;
      return [startedAtMs + 90, startedAtMs + 40].map((untilMs) => ({ id: `brk_${n}`, startedAtMs, untilMs }));
    });
    const last = words.at(-1);
    const heard = fc.shuffledSubarray([...words, ...words], { minLength: words.length * 2 });
    fc.assert(
      fc.property(heard, (order) => {
        expect(order.reduce<BreakGlassTerm | undefined>(laterTerm, undefined)).toEqual(last);
      }),
    );
  });
});
