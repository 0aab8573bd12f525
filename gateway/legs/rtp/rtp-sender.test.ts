import { expect, test } from 'vitest';
import { parseRtpPacket, type RtpPacket } from './rtp-packet.ts';
import { RtpSender } from './rtp-sender.ts';
import { parseTelephoneEvent } from './telephone-event.ts';

function sender(idle: 'silence' | 'quiet' = 'quiet'): RtpSender {
  const made = new RtpSender({ ssrc: 7, sequence: 0xffff, timestamp: 0xffff_ff60, mostQueuedFrames: 3, idle });
  made.setFormat({ codec: 'PCMA', payloadType: 8, telephoneEventType: 101 });
  return made;
}

function tick(from: RtpSender, sending = true): RtpPacket | null {
  const bytes = from.tick(sending);
  return bytes === null ? null : parseRtpPacket(bytes);
}

test('bytes of any length leave as 20 ms frames, numbered across the wrap, marked after silence', () => {
  const from = sender();
  from.queue(new Uint8Array(200));
  from.queue(new Uint8Array(120));
  const packets = [tick(from), tick(from), tick(from)];
  expect(packets.map((packet) => packet?.sequence)).toEqual([0xffff, 0, undefined]);
  expect(packets.map((packet) => packet?.timestamp)).toEqual([0xffff_ff60, 0, undefined]);
  expect(packets.map((packet) => packet?.marker)).toEqual([true, false, undefined]);
  from.queue(new Uint8Array(160));
  expect(tick(from)).toMatchObject({ marker: true, timestamp: 320, sequence: 1 });
});

test('an overfull queue loses its oldest audio', () => {
  const from = sender();
  for (const value of [1, 2, 3, 4, 5]) from.queue(new Uint8Array(160).fill(value));
  expect(from.dropped).toBe(2);
  expect(tick(from)?.payload[0]).toBe(3);
});

test('the source is asked when the queue is empty, silence fills the rest', () => {
  const from = sender('silence');
  const frames = [new Uint8Array(160).fill(9)];
  from.source = () => frames.pop() ?? null;
  expect([tick(from)?.payload[0], tick(from)?.payload[0]]).toEqual([9, 0xd5]);
});

test('nothing leaves while the peer holds us, but time goes on', () => {
  const from = sender('silence');
  expect(tick(from, false)).toBeNull();
  expect(tick(from)).toMatchObject({ timestamp: 0, marker: true });
});

test('keys leave as events with one timestamp each, the end three times, then audio goes on later', () => {
  const from = sender();
  expect(from.queueDigits('1x', 60)).toBe(false);
  expect(from.queueDigits('1#', 60)).toBe(true);
  const packets = Array.from({ length: 20 }, () => tick(from)).filter((packet) => packet !== null);
  const events = packets.map((packet) => ({ ...parseTelephoneEvent(packet.payload), at: packet.timestamp }));
  expect(events.filter((item) => item.end === true)).toHaveLength(6);
  expect(new Set(events.map((item) => `${item.event}@${item.at}`)).size).toBe(2);
  expect(packets.filter((packet) => packet.marker)).toHaveLength(2);
  expect(events.at(2)).toMatchObject({ durationSamples: 480, end: false });
});
