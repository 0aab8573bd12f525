import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Reception } from './reception.ts';
import { buildRtcp, parseRtcp } from './rtcp-packet.ts';

test('a sender report, its description and a goodbye are one compound packet', () => {
  const reception = new Reception(9, 10);
  for (const sequence of [10, 11, 14]) reception.note(sequence, sequence * 160, sequence * 20);
  const sender = { packets: 3, octets: 480, rtpTimestamp: 1 };
  const bytes = buildRtcp({ ssrc: 5, cname: 'a@b', nowMs: 1000, sender, blocks: [reception.report(1000)], bye: true });
  expect(bytes.length % 4).toBe(0);
  expect(parseRtcp(bytes)).toEqual([
    { kind: 'sender-report', ssrc: 5, ntpMiddle: expect.any(Number) as number },
    { kind: 'other', type: 202 },
    { kind: 'bye', ssrcs: [5] },
  ]);
});

test('losses and round trips are reported for the interval', () => {
  const reception = new Reception(9, 65_534);
  for (const [i, sequence] of [65_534, 65_535, 0, 2].entries()) reception.note(sequence, i * 160, i * 20);
  reception.noteSenderReport(0xabcd, 500);
  expect(reception.report(1500)).toMatchObject({
    cumulativeLost: 1,
    fractionLost: 51,
    highestSequence: 0x1_0002,
    lastSr: 0xabcd,
    delaySinceLastSr: 65_536,
  });
  expect(reception.report(1600).fractionLost).toBe(0);
});

test('no bytes make the parser throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 128 }), (bytes) => void parseRtcp(bytes)),
    { numRuns: 300 },
  );
});
