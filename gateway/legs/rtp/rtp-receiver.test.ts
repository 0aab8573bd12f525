import { expect, test } from 'vitest';
import type { RtpPacket } from './rtp-packet.ts';
import { RtpReceiver } from './rtp-receiver.ts';

function packet(sequence: number, ssrc = 1, payloadType = 0): RtpPacket {
  const payload = new Uint8Array(160).fill(ssrc);
  return { marker: false, payloadType, sequence, timestamp: sequence * 160, ssrc, csrcs: [], extension: null, payload };
}

function receiver(): RtpReceiver {
  const made = new RtpReceiver(40);
  made.setFormat({ codec: 'PCMU', payloadType: 0, telephoneEventType: 101 });
  made.receive(packet(1), 0);
  return made;
}

test('another SSRC is refused until an offer or answer allows it', () => {
  const made = receiver();
  made.receive(packet(50, 2), 20);
  expect(made.wrongSsrc).toBe(1);
  made.setFormat({ codec: 'PCMU', payloadType: 0, telephoneEventType: 101 });
  made.receive(packet(51, 2), 40);
  made.receive(packet(2, 1), 45);
  expect([made.ssrcChanges, made.wrongSsrc]).toEqual([1, 2]);
  expect(made.play(100).frames.map((frame) => frame.payload[0])).toEqual([2]);
});

test('a source that was silent for long may come back with another SSRC', () => {
  const made = receiver();
  made.receive(packet(90, 3), 2500);
  expect([made.ssrcChanges, made.wrongSsrc]).toEqual([1, 0]);
});

test('payload types that were not agreed are counted and dropped', () => {
  const made = receiver();
  made.receive(packet(2, 1, 8), 20);
  expect(made.wrongPayload).toBe(1);
});

test('a payload that no telephone sends is dropped', () => {
  const made = receiver();
  expect(made.receive({ ...packet(2), payload: new Uint8Array(1300) }, 20).place).toBeNull();
  expect(made.wrongPayload).toBe(1);
});

test('a key press between audio packets is no loss', () => {
  const made = new RtpReceiver(40);
  made.setFormat({ codec: 'PCMU', payloadType: 0, telephoneEventType: 101 });
  const first = made.receive(packet(1), 0);
  const event = { ...packet(2, 1, 101), payload: Uint8Array.of(4, 0x8a, 3, 32) };
  expect(made.receive(event, 20)).toEqual({ digits: [{ digit: '4', durationMs: 100 }], place: null });
  // Who does not wait for the buffer sees no loss there either.
  expect(made.receive(packet(3), 40).place?.sequence).toBe((first.place?.sequence ?? 0) + 1);
  expect(made.play(200).frames.map((frame) => frame.lost)).toEqual([false, false]);
});
