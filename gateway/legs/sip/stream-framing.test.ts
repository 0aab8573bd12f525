import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { StreamFraming } from './stream-framing.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const one = 'OPTIONS sip:a SIP/2.0\r\nContent-Length: 4\r\n\r\nü12';
const two = 'BYE sip:a SIP/2.0\r\nl : 0\r\n\r\n';

test('a stream is cut into the same messages wherever it is split', () => {
  const stream = bytes(`\r\n\r\n${one}\r\n${two}${one}`);
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
      const framing = new StreamFraming();
      const places = [0, ...cuts.sort((a, b) => a - b), stream.length];
      const items = places.flatMap((place, i) => framing.push(stream.subarray(places[i - 1] ?? 0, place)));
      const texts = items.map((item) => (item.kind === 'message' ? new TextDecoder().decode(item.bytes) : item.kind));
      expect(texts).toEqual(['ping', one, two, one]);
      expect(framing.partial).toBe(false);
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['no length that is a number', 'BYE sip:a SIP/2.0\r\nContent-Length: many\r\n\r\n'],
  ['two different lengths', 'BYE sip:a SIP/2.0\r\nl: 1\r\nContent-Length: 2\r\n\r\n'],
  ['a length beyond the limit', 'BYE sip:a SIP/2.0\r\nContent-Length: 999999\r\n\r\n'],
  ['a header without end', 'x'.repeat(40_000)],
])('%s breaks the stream for good', (_name, text) => {
  const framing = new StreamFraming();
  expect(framing.push(bytes(text))).toMatchObject([{ kind: 'broken' }]);
  expect(framing.push(bytes(two))).toEqual([]);
});
