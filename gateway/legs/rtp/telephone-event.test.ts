import { expect, test } from 'vitest';
import { buildTelephoneEvent, DtmfReceiver, parseTelephoneEvent, telephoneEventPayloads } from './telephone-event.ts';

const press = (event: number, durationSamples: number, end = false): Uint8Array =>
  buildTelephoneEvent({ event, end, volume: 10, durationSamples });

test('a payload is read back', () => {
  expect(parseTelephoneEvent(press(11, 800, true))).toEqual({ event: 11, end: true, volume: 10, durationSamples: 800 });
  expect(parseTelephoneEvent(Uint8Array.of(1, 2, 3))).toBeNull();
});

test('updates and three end packets are one digit', () => {
  const receiver = new DtmfReceiver();
  const digits = telephoneEventPayloads(5, 100).flatMap((payload, i) => receiver.receive(1000, payload, i * 20));
  expect(digits).toEqual([{ digit: '5', durationMs: 100 }]);
});

test('the same key twice is two digits', () => {
  const receiver = new DtmfReceiver();
  const digits = [1000, 3000].flatMap((timestamp) => receiver.receive(timestamp, press(1, 400, true), timestamp));
  expect(digits.map((item) => item.digit)).toEqual(['1', '1']);
});

test('a press whose end was lost is reported by the next one or after a pause', () => {
  const receiver = new DtmfReceiver();
  expect(receiver.receive(1000, press(10, 320), 0)).toEqual([]);
  expect(receiver.receive(2000, press(11, 160), 100)).toEqual([{ digit: '*', durationMs: 40 }]);
  expect(receiver.poll(250)).toEqual([]);
  expect(receiver.poll(301)).toEqual([{ digit: '#', durationMs: 20 }]);
  expect(receiver.receive(2000, press(11, 320, true), 310)).toEqual([]);
});

test('events that are no keys are ignored', () => {
  expect(new DtmfReceiver().receive(1, press(70, 160, true), 0)).toEqual([]);
});
