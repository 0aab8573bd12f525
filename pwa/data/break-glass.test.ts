import { expect, test } from 'vitest';
import { breakGlassAt } from './break-glass.ts';

const asked = { id: 'brk_1', reason: 'why', requestedBy: 'per_1', requestedAtMs: 0 };

test('break-glass ends by its own clock, so that a cached reply is right offline', () => {
  const view = { active: { ...asked, startedAtMs: 10, untilMs: 100 } };
  expect(breakGlassAt(view, 99).active?.untilMs).toBe(100);
  expect(breakGlassAt(view, 100).active).toBeUndefined();
  expect(breakGlassAt(undefined, 0)).toEqual({ active: undefined, requested: undefined });
});

test('a request that ran out is none', () => {
  const view = { requested: { ...asked, expiresAtMs: 50 } };
  expect(breakGlassAt(view, 49).requested?.id).toBe('brk_1');
  expect(breakGlassAt(view, 50).requested).toBeUndefined();
});
