import { expect, test } from 'vitest';
import { JitterBuffer, type PlayedFrame } from './jitter-buffer.ts';

function packet(index: number, payload: Uint8Array | null = new Uint8Array(160).fill(index), first = 65_530) {
  return { sequence: (first + index) & 0xffff, timestamp: (0xffff_ff00 + index * 160) >>> 0, payload, payloadType: 0 };
}

/** Delivers packets at their times, ticks every 20 ms, returns what was played: a number or `lost`. */
function play(arrivals: readonly (readonly [atMs: number, index: number])[], untilMs: number): (number | 'lost')[] {
  const buffer = new JitterBuffer(40);
  const frames: PlayedFrame[] = [];
  for (let now = 0; now <= untilMs; now++) {
    for (const [atMs, index] of arrivals) if (atMs === now) buffer.push(packet(index), now);
    if (now % 20 === 0) frames.push(...buffer.pop(now));
  }
  return frames.map((frame) => (frame.lost ? 'lost' : (frame.payload[0] ?? -1)));
}

test('packets come out in order across the wraps of sequence number and timestamp', () => {
  const arrivals = Array.from({ length: 12 }, (_, i) => [i * 20, i] as const);
  expect(play(arrivals, 400)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test('reordering within the delay is undone', () => {
  expect(
    play(
      [
        [0, 0],
        [20, 2],
        [35, 1],
        [60, 3],
      ],
      300,
    ),
  ).toEqual([0, 1, 2, 3]);
});

test('a packet that never came is marked lost, not invented', () => {
  expect(
    play(
      [
        [0, 0],
        [20, 1],
        [60, 3],
        [80, 4],
      ],
      300,
    ),
  ).toEqual([0, 1, 'lost', 3, 4]);
});

test('the end of a stream is no loss', () => {
  expect(
    play(
      [
        [0, 0],
        [20, 1],
      ],
      2000,
    ),
  ).toEqual([0, 1]);
});

test('a pause with consecutive numbers is no loss and does not delay what follows', () => {
  const buffer = new JitterBuffer(40);
  buffer.push(packet(0), 0);
  expect(buffer.pop(40)).toHaveLength(1);
  buffer.push({ ...packet(1), timestamp: (0xffff_ff00 + 160) >>> 0 }, 5000);
  expect(buffer.pop(5020)).toHaveLength(0);
  expect(buffer.pop(5040).map((frame) => frame.lost)).toEqual([false]);
});

test('late and repeated packets are counted and dropped', () => {
  const buffer = new JitterBuffer(40);
  buffer.push(packet(0), 0);
  buffer.push(packet(0), 1);
  buffer.push(packet(2), 40);
  expect(buffer.pop(100).map((frame) => frame.lost)).toEqual([false, true, false]);
  buffer.push(packet(1), 101);
  expect([buffer.duplicate, buffer.late, buffer.lost]).toEqual([1, 1, 1]);
});

test('a jump of the sequence number restarts the stream without a flood of losses', () => {
  const buffer = new JitterBuffer(40);
  buffer.push(packet(0), 0);
  buffer.pop(40);
  buffer.push(packet(5000), 60);
  expect(buffer.pop(120).map((frame) => frame.lost)).toEqual([false]);
});

test('30 ms packets keep their size and their own step', () => {
  const buffer = new JitterBuffer(40);
  const at = (i: number) => ({ sequence: i, timestamp: i * 240, payload: new Uint8Array(240), payloadType: 8 });
  for (const i of [0, 1, 3]) buffer.push(at(i), i * 30);
  const frames = buffer.pop(200);
  expect(frames.map((frame) => [frame.lost, frame.timestamp])).toEqual([
    [false, 0],
    [false, 240],
    [true, 480],
    [false, 720],
  ]);
});
