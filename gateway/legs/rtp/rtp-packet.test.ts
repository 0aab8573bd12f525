import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildRtpPacket, parseRtpPacket, type RtpPacket } from './rtp-packet.ts';

const plain: RtpPacket = {
  marker: true,
  payloadType: 111,
  sequence: 7,
  timestamp: 4800,
  ssrc: 0x11223344,
  csrcs: [1234],
  extension: null,
  payload: new Uint8Array(0),
};

test('the header with one CSRC has the known bytes', () => {
  expect(Buffer.from(buildRtpPacket(plain)).toString('hex')).toBe('81ef0007000012c011223344000004d2');
});

test('what is built is read back, whatever it carries', () => {
  const word = fc.integer({ min: 0, max: 0xffffffff });
  const packets = fc.record({
    marker: fc.boolean(),
    payloadType: fc.integer({ min: 0, max: 127 }),
    sequence: fc.integer({ min: 0, max: 0xffff }),
    timestamp: word,
    ssrc: word,
    csrcs: fc.array(word, { maxLength: 15 }),
    extension: fc.option(
      fc.record({
        profile: fc.integer({ min: 0, max: 0xffff }),
        bytes: fc
          .integer({ min: 0, max: 5 })
          .chain((words) => fc.uint8Array({ minLength: words * 4, maxLength: words * 4 })),
      }),
    ),
    payload: fc.uint8Array({ maxLength: 240 }),
  });
  fc.assert(
    fc.property(packets, (packet) => {
      const read = parseRtpPacket(buildRtpPacket(packet));
      expect(JSON.stringify(read)).toBe(JSON.stringify(packet));
    }),
    { numRuns: 200 },
  );
});

test('padding is taken off', () => {
  const bytes = Uint8Array.from([...buildRtpPacket({ ...plain, payload: Uint8Array.of(9) }), 0, 0, 3]);
  bytes[0] = (bytes[0] ?? 0) | 0x20;
  expect([...(parseRtpPacket(bytes)?.payload ?? [])]).toEqual([9]);
});

test('lengths that do not fit are refused, and no bytes make it throw', () => {
  const padded = buildRtpPacket(plain);
  padded[0] = 0xa1;
  padded[15] = 200;
  expect(parseRtpPacket(padded)).toBeNull();
  expect(parseRtpPacket(Uint8Array.of(0x80, 0))).toBeNull();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void parseRtpPacket(bytes)),
    { numRuns: 300 },
  );
});
