import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArrivalOrder } from './arrival-order.ts';
import type { RtpPacket } from './rtp-packet.ts';

const packet = (sequence: number, timestamp = sequence * 160, marker = false): RtpPacket => ({
  marker,
  payloadType: 0,
  sequence: sequence & 0xffff,
  timestamp: timestamp >>> 0,
  ssrc: 1,
  csrcs: [],
  extension: null,
  payload: new Uint8Array(160),
});

/** Places by sequence numbers, relative to the first packet's; packets come every 20 ms. */
function placed(order: ArrivalOrder, sequences: number[], startMs = 0): (readonly [number, number] | null)[] {
  const places = sequences.map((sequence, i) => order.place(packet(sequence), startMs + i * 20));
  const first = places[0];
  return places.map((place) =>
    place === null || first == null
      ? null
      : ([place.sequence - first.sequence, (place.timestamp - first.timestamp) | 0] as const),
  );
}

describe('packets in the order of their arrival', () => {
  it('keeps losses and reordering as the network made them, over the wrap', () => {
    expect(placed(new ArrivalOrder(), [65_534, 65_535, 65_537, 65_536, 65_540])).toEqual([
      [0, 0],
      [1, 160],
      [3, 480],
      [2, 320],
      [6, 960],
    ]);
  });

  it('lets a packet through once, and one from before the first', () => {
    expect(placed(new ArrivalOrder(), [10, 11, 11, 9, 10, 12])).toEqual([
      [0, 0],
      [1, 160],
      null,
      [-1, -160],
      null,
      [2, 320],
    ]);
  });

  it('leaves key presses out without a gap, wherever late packets fall', () => {
    const order = new ArrivalOrder();
    const first = order.place(packet(1), 0)?.sequence ?? 0;
    order.skip(packet(2));
    order.skip(packet(3));
    order.skip(packet(3));
    const after = [5, 4, 6].map((sequence) => (order.place(packet(sequence), 100)?.sequence ?? 0) - first);
    expect(after).toEqual([2, 1, 3]);
  });

  it('goes on where it stopped when the sender restarts: marker set, time run on', () => {
    const order = new ArrivalOrder();
    const before = order.place(packet(100, 1000), 0);
    order.restart();
    const after = order.place(packet(40_000, 77), 60);
    expect([(after?.sequence ?? 0) - (before?.sequence ?? 0), after?.timestamp, after?.marker]).toEqual([1, 480, true]);
    const clockSet = order.place(packet(40_001, 4_000_000_000), 80);
    expect([clockSet?.timestamp, clockSet?.marker]).toEqual([640, true]);
  });

  it('takes a lone jump for a stray and two in a row for a restart (RFC 3550 §A.1)', () => {
    const order = new ArrivalOrder();
    const places = placed(order, [1, 2, 30_000, 3, 50_000, 50_001, 50_002]);
    expect(places.map((place) => place?.[0] ?? null)).toEqual([0, 1, null, 2, null, 3, 4]);
  });

  it('never gives two packets one number and never steps back further than packets are late', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -3, max: 6 }), fc.boolean()), { maxLength: 200 }), (steps) => {
        const order = new ArrivalOrder();
        const seen = new Set<number>();
        let [sequence, highest] = [65_000, -Infinity];
        for (const [i, [step, isEvent]] of steps.entries()) {
          sequence += step;
          if (isEvent) order.skip(packet(sequence));
          const place = isEvent ? null : order.place(packet(sequence), i * 20);
          if (place === null) continue;
          expect(seen.has(place.sequence)).toBe(false);
          seen.add(place.sequence);
          expect(place.sequence).toBeGreaterThan(highest - 700);
          highest = Math.max(highest, place.sequence);
        }
      }),
      { numRuns: 300 },
    );
  });
});
