import { describe, expect, it } from 'vitest';
import { attackerModels } from './attackers.ts';
import { askRateAt } from './measure.ts';
import { assumptions } from './population.ts';
import { historyKeys, replay, tallyKey } from './replay.ts';
import { createStream } from './stream.ts';

const small = { ...assumptions, people: 120 };
const run = replay(createStream('replay test', small), 'replay test');

describe('a replay of a small tenant', () => {
  it('is the same for the same seed', () => {
    const tiny = { ...assumptions, people: 30 };
    const scores = () => replay(createStream('same', tiny), 'same').scores('ours', 12, 'targeted');
    expect(scores().length).toBeGreaterThan(20);
    expect(scores()).toEqual(scores());
  });

  it.each(attackerModels)('asks every %s attacker on a profile that is usable, by rule', (model) => {
    for (const history of historyKeys) {
      const tally = run.asked.get(tallyKey(model, history, false));
      if (tally !== undefined) expect(tally.asked, `history ${history}`).toBe(tally.of);
    }
    expect(run.asked.get(tallyKey(model, 12, false))?.of).toBeGreaterThan(100);
  });

  it('asks at most one settled honest login in fifty', () => {
    expect(run.settled.of).toBeGreaterThan(1000);
    expect(run.settled.asked / run.settled.of).toBeLessThanOrEqual(0.02);
  });

  it('asks less than a quarter of the published method on the same stream', () => {
    for (const history of [12, 39] as const) {
      const rate = (method: 'ours' | 'published') =>
        askRateAt(run.scores(method, history, 'honest'), run.scores(method, history, 'targeted'), 0.99);
      expect(rate('ours')).toBeLessThanOrEqual(rate('published') / 4);
    }
  });

  it('leaves travellers, updates and forgotten passwords mostly in peace and holds nobody for them', () => {
    const { travel, 'browser-update': update, 'forgotten-password': forgotten } = run.hardNegatives;
    expect(travel.asked / travel.of).toBeLessThan(0.15);
    expect(update.asked / update.of).toBeLessThan(0.02);
    expect(forgotten.asked / forgotten.of).toBeLessThan(0.04);
  });
});
