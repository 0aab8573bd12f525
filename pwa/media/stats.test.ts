import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';
import { readInbound, readOutbound, voiceLevel } from './stats.ts';

const sample = { energy: 0, seconds: 0, packets: 0, packetsLost: 0, jitterMs: 0 };

test('loudness is that of the time since the last sampling, on a meter’s scale', () => {
  const before = { ...sample, energy: 1, seconds: 10 };
  expect(voiceLevel(before, { ...sample, energy: 1, seconds: 10.25 })).toBe(0);
  expect(voiceLevel(before, { ...sample, energy: 1 + 0.25 * 0.1, seconds: 10.25 })).toBeCloseTo(1, 5);
  expect(voiceLevel(before, { ...sample, energy: 1 + 0.25 * 1e-4, seconds: 10.25 })).toBeCloseTo(1 / 3, 5);
  expect(voiceLevel(before, before)).toBe(0);
});

test('reads what a report has and takes nothing from what it lacks', () => {
  const inbound = {
    type: 'inbound-rtp',
    totalAudioEnergy: 0.5,
    totalSamplesDuration: 2,
    packetsReceived: 100,
    packetsLost: 3,
    jitter: 0.004,
  };
  expect(readInbound([{ type: 'codec' }, inbound])).toEqual({
    energy: 0.5,
    seconds: 2,
    packets: 100,
    packetsLost: 3,
    jitterMs: 4,
  });
  expect(readInbound([])).toEqual(sample);
  const report = [
    { type: 'media-source', totalAudioEnergy: 0.25, totalSamplesDuration: 1 },
    { type: 'outbound-rtp', packetsSent: 50 },
    { type: 'remote-inbound-rtp', packetsLost: 1, jitter: Number.NaN },
  ];
  expect(readOutbound(report)).toEqual({ energy: 0.25, seconds: 1, packets: 50, packetsLost: 1, jitterMs: 0 });
});

test('backoff grows, is spread, and has an end', () => {
  expect([0, 1, 2].map((attempt) => backoffMs(attempt, () => 1))).toEqual([250, 500, 1000]);
  expect(backoffMs(3, () => 0)).toBe(1000);
  expect(backoffMs(1000, () => 1)).toBe(5000);
});
