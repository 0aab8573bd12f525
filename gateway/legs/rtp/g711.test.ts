import { expect, test } from 'vitest';
import { decodeG711, encodeG711 } from './g711.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('mu-law codes of known samples', () => {
  expect(hex(encodeG711('PCMU', Int16Array.of(0, 1000, -1000, 32_767, -32_768, 8031)))).toBe('ffce4e8000a0');
  expect([...decodeG711('PCMU', Uint8Array.of(0xce, 0x80, 0x00))]).toEqual([988, 32_124, -32_124]);
});

test('A-law codes of known samples', () => {
  expect(hex(encodeG711('PCMA', Int16Array.of(0, 1000, -1000, 32_767, -32_768)))).toBe('d5fa7aaa2a');
  expect([...decodeG711('PCMA', Uint8Array.of(0xd5, 0xfa))]).toEqual([8, 1008]);
});

test.each(['PCMU', 'PCMA'] as const)('%s: every code survives decoding and encoding', (codec) => {
  const codes = Uint8Array.from({ length: 256 }, (_, code) => code);
  const again = encodeG711(codec, decodeG711(codec, codes));
  // Mu-law has two codes for zero: minus zero comes back as plus zero.
  const expected = codec === 'PCMU' ? codes.map((code) => (code === 0x7f ? 0xff : code)) : codes;
  expect([...again]).toEqual([...expected]);
});
