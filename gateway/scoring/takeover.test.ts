import { describe, expect, it } from 'vitest';
import { createScoreGate } from './score-gate.ts';
import { createSpeechOnset } from './speech-onset.ts';
import { scorerOf, type Takeover } from './takeover.ts';

const guest: Takeover = { protected: false, held: false, heardAtMs: undefined, audibleAtMs: 1000 };

describe('who scores a participant', () => {
  it('leaves him to listeners for the first 10 s, then takes over when none has spoken', () => {
    expect(scorerOf(guest, 10_999)).toBe('listener');
    expect(scorerOf(guest, 11_000)).toBe('gateway');
  });

  it('gives him back as soon as a listener speaks, and takes over 10 s after the last word', () => {
    expect(scorerOf({ ...guest, heardAtMs: 20_000 }, 29_999)).toBe('listener');
    expect(scorerOf({ ...guest, heardAtMs: 20_000 }, 30_000)).toBe('gateway');
  });

  it('scores the held at once, since nobody else hears them', () => {
    expect(scorerOf({ ...guest, held: true, heardAtMs: 1500 }, 1501)).toBe('gateway');
  });

  it('never scores protected people', () => {
    expect(scorerOf({ ...guest, protected: true, held: true }, 1_000_000)).toBe('listener');
  });
});

describe('the gate of scores', () => {
  const score = { monitoring: 'scoring', llrNats: 0.2, strength: 'none', windows: 1, speechSeconds: 3 } as const;

  it('lets one pass a second at most, and unchanged ones every 5 s', () => {
    const gate = createScoreGate();
    expect(gate.pass(score, 0)).toBe(true);
    expect(gate.pass({ ...score, llrNats: 0.6 }, 500)).toBe(false);
    expect(gate.pass(score, 1500)).toBe(false);
    expect(gate.pass({ ...score, llrNats: 0.6 }, 2000)).toBe(true);
    expect(gate.pass({ ...score, llrNats: 0.6 }, 7000)).toBe(true);
  });

  it('lets a change of state pass', () => {
    const gate = createScoreGate();
    gate.pass(score, 0);
    expect(gate.pass({ ...score, monitoring: 'not-monitored' }, 1000)).toBe(true);
  });
});

describe('first speech', () => {
  const noise = (level: number) =>
    Int16Array.from({ length: 160 }, (_, i) => ((i * 7919) % 200 < 100 ? level : -level));

  it('is found once, after 80 ms, over noise', () => {
    const onset = createSpeechOnset();
    for (let n = 0; n < 50; n += 1) expect(onset.push(noise(60))).toBe(false);
    expect([1, 2, 3, 4, 5].map(() => onset.push(noise(3000)))).toEqual([false, false, false, true, false]);
  });

  it('is no click and no steady hum', () => {
    const onset = createSpeechOnset();
    expect(onset.push(noise(8000))).toBe(false);
    for (let n = 0; n < 200; n += 1) expect(onset.push(noise(150))).toBe(false);
  });
});
