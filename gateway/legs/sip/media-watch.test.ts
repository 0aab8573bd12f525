import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../rtp/fake-clock.ts';
import { MediaWatch } from './media-watch.ts';

function watched(answers: boolean[]) {
  const clock = createFakeClock(1_000_000);
  const state = { heardAtMs: clock.nowMs(), excused: false, asked: [] as number[], deadAtMs: 0 };
  const since = (): number => clock.nowMs() - 1_000_000;
  const watch = new MediaWatch({
    clock,
    silenceMs: 30_000,
    lastHeardAtMs: () => state.heardAtMs,
    excused: () => state.excused,
    isAlive() {
      state.asked.push(since());
      return Promise.resolve(answers.shift() ?? true);
    },
    onDead() {
      state.deadAtMs = since();
    },
  });
  /** In steps, so that answers are read in between. */
  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 1000) {
      clock.advance(1000);
      await Promise.resolve();
      await Promise.resolve();
    }
  }
  return { clock, state, watch, pass };
}

describe('the watch over a leg’s media', () => {
  it('asks after 30 s without a packet, and says dead when nobody is there', async () => {
    const { state, pass } = watched([false]);
    await pass(29_000);
    expect(state.asked).toEqual([]);
    await pass(5000);
    expect(state).toMatchObject({ asked: [30_000], deadAtMs: 30_000 });
    await pass(90_000);
    expect(state.asked).toHaveLength(1);
  });

  it('counts from the last packet', async () => {
    const { state, clock, pass } = watched([]);
    await pass(20_000);
    state.heardAtMs = clock.nowMs();
    await pass(29_000);
    expect(state.asked).toEqual([]);
    await pass(2000);
    expect(state.asked).toEqual([50_000]);
  });

  it('lets a silent peer be who answers, and asks him again every 30 s', async () => {
    const { state, pass } = watched([true, true, false]);
    await pass(100_000);
    expect(state).toMatchObject({ asked: [30_000, 60_000, 90_000], deadAtMs: 90_000 });
  });

  it('asks nobody whom we hold, nor soon after', async () => {
    const { state, pass } = watched([]);
    state.excused = true;
    await pass(75_000);
    state.excused = false;
    await pass(14_000);
    expect(state.asked).toEqual([]);
    await pass(2000);
    expect(state.asked).toEqual([90_000]);
  });

  it('is quiet once stopped', async () => {
    const { state, watch, clock, pass } = watched([false]);
    watch.stop();
    await pass(60_000);
    expect([state.asked, clock.pending()]).toEqual([[], 0]);
  });
});
