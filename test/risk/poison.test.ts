import { describe, expect, it } from 'vitest';
import { askThreshold, dormant, poison, poisonScripts, type PoisonScript } from './poison.ts';

describe('thirty days of slow poison', () => {
  const seed = 'poison test';

  it.each(Object.keys(poisonScripts) as PoisonScript[])('%s: every attempt is asked, first to last', (script) => {
    const days = poison(script, seed);
    expect(days).toHaveLength(30);
    expect(days.filter(({ asked }) => !asked)).toEqual([]);
  });

  it.each(['drift', 'flood'] as const)('%s: nothing of it is learned', (script) => {
    const patient = poison(script, seed).at(-1);
    const sudden = poison(script, seed, 30).at(-1);
    expect(patient?.p).toBeGreaterThan(0);
    expect(patient).toEqual(sudden);
  });

  it('who turns into himself ends far above the threshold', () => {
    expect(poison('drift', seed).at(-1)?.p).toBeGreaterThan(3 * askThreshold);
  });

  it('a week of absence does not open the door', () => {
    const { asked, of } = dormant(seed, 7);
    expect(of).toBeGreaterThan(30);
    expect(asked / of).toBeGreaterThan(0.9);
  });
});
