import { describe, expect, test } from 'vitest';
import type { Calibration } from './descriptor.ts';
import type { Evidence } from './evidence.ts';
import { combineWindows, createEvidence } from './evidence.ts';

const calibration: Calibration = {
  wideband: { a: 1, b: 0, boundNats: [-0.7, 2] },
  narrowband: { a: 1, b: 0, boundNats: [-0.7, 0.7] },
};

function start(options: { codecCovered?: boolean; bandwidth?: 'wideband' | 'narrowband' } = {}): Evidence {
  return createEvidence({ calibration, bandwidth: 'wideband', startedAtMs: 0, ...options });
}

/** Audio at every 20 ms packet up to `untilMs`. */
function hear(evidence: Evidence, fromMs: number, untilMs: number, speechSeconds: number): void {
  for (let atMs = fromMs; atMs <= untilMs; atMs += 20) evidence.observeAudio(atMs, speechSeconds);
}

function score(evidence: Evidence, atMs: number, logit: number): void {
  evidence.observeWindow(atMs);
  evidence.observeLogit(atMs + 10, logit);
}

describe('states', () => {
  test('listening at first, scoring after the first window', () => {
    const evidence = start();
    hear(evidence, 0, 3000, 3);
    expect(evidence.report(3000)).toMatchObject({ state: 'listening', llrNats: undefined, windows: 0 });
    score(evidence, 3500, 1);
    hear(evidence, 3000, 4000, 4);
    expect(evidence.report(4000)).toMatchObject({
      state: 'scoring',
      llrNats: 1,
      windows: 1,
      rawLogit: 1,
      speechSeconds: 4,
    });
  });

  test('ten seconds of audio without enough speech are said out loud', () => {
    const evidence = start();
    hear(evidence, 0, 10_000, 1.2);
    expect(evidence.report(10_000)).toMatchObject({
      state: 'not-enough-speech',
      llrNats: undefined,
      speechSeconds: 1.2,
    });
  });

  test('ten seconds without frames are not monitored, from the start as well as after a score, and audio mends it', () => {
    expect(start().report(10_000)?.state).toBe('not-monitored');
    const evidence = start();
    evidence.observeAudio(1000, 3);
    score(evidence, 1000, 2);
    expect(evidence.report(10_900)?.state).toBe('scoring');
    expect(evidence.report(11_900)).toMatchObject({ state: 'not-monitored', llrNats: undefined, rawLogit: undefined });
    evidence.observeAudio(13_000, 3);
    expect(evidence.report(13_000)?.state).toBe('scoring');
  });

  test.each([Number.NaN, Infinity, -Infinity])(
    'a logit of %d is not monitored, never 0; a good one mends it',
    (logit) => {
      const evidence = start();
      evidence.observeAudio(900, 3);
      score(evidence, 1000, logit);
      expect(evidence.report(1100)).toMatchObject({ state: 'not-monitored', llrNats: undefined, windows: 0 });
      score(evidence, 2000, 0.5);
      expect(evidence.report(2200)).toMatchObject({ state: 'scoring', llrNats: 0.5 });
    },
  );

  test('a missing model is not monitored', () => {
    const evidence = start();
    evidence.observeAudio(0, 0);
    evidence.observeFailure();
    expect(evidence.report(100)?.state).toBe('not-monitored');
  });

  test('a model that does not answer for ten seconds is not monitored', () => {
    const evidence = start();
    hear(evidence, 0, 14_000, 9);
    score(evidence, 3000, 1);
    evidence.observeWindow(4000);
    evidence.observeWindow(5000);
    expect(evidence.report(13_900)?.state).toBe('scoring');
    hear(evidence, 14_000, 15_000, 9);
    expect(evidence.report(15_000)?.state).toBe('not-monitored');
  });

  test('a codec that was never measured is named and gives no number', () => {
    const evidence = start({ codecCovered: false });
    evidence.observeAudio(0, 5);
    score(evidence, 0, 3);
    expect(evidence.report(500)).toMatchObject({ state: 'codec-not-covered', llrNats: undefined });
  });
});

describe('evidence', () => {
  test('is reported at most once a second', () => {
    const evidence = start();
    evidence.observeAudio(0, 0);
    const reports = Array.from({ length: 50 }, (_, i) => evidence.report(i * 100)).filter(
      (report) => report !== undefined,
    );
    expect(reports).toHaveLength(5);
  });

  test('stays within the bounds of its bandwidth however long it lasts', () => {
    for (const [bandwidth, high] of [
      ['wideband', 2],
      ['narrowband', 0.7],
    ] as const) {
      const evidence = start({ bandwidth });
      for (let i = 0; i < 100; i++) score(evidence, i * 1000, 50);
      evidence.observeAudio(100_000, 103);
      expect(evidence.report(100_000)?.llrNats).toBe(high);
      for (let i = 100; i < 200; i++) score(evidence, i * 1000, -50);
      evidence.observeAudio(200_000, 203);
      expect(evidence.report(200_000)?.llrNats).toBe(-0.7);
    }
  });

  test('is hardly moved by one odd window among twelve', () => {
    const steady = Array.from({ length: 12 }, () => 0.1);
    expect(combineWindows([...steady.slice(1), 4])).toBeCloseTo(combineWindows(steady), 6);
  });

  test('counts three overlapping windows as one, and never more than three', () => {
    expect(combineWindows([0.2])).toBeCloseTo(0.2);
    expect(combineWindows([0.2, 0.2, 0.2])).toBeCloseTo(0.2);
    expect(combineWindows(Array.from({ length: 6 }, () => 0.2))).toBeCloseTo(0.4);
    expect(combineWindows(Array.from({ length: 60 }, () => 0.2))).toBeCloseTo(0.6);
  });

  test('follows a voice that changes during the call within twelve windows', () => {
    const evidence = start();
    for (let i = 0; i < 60; i++) score(evidence, i * 1000, -2);
    for (let i = 60; i < 72; i++) score(evidence, i * 1000, 2);
    evidence.observeAudio(72_000, 75);
    expect(evidence.report(72_000)?.llrNats).toBe(2);
  });
});
