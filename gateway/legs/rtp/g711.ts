import type { Codec } from './codec.ts';

const muBias = 0x84;
const muClip = 32635;

function encodeMuSample(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(sample < 0 ? -sample : sample, muClip) + muBias;
  const exponent = 31 - Math.clz32(magnitude >> 7);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

function decodeMuSample(code: number): number {
  const value = ~code & 0xff;
  const magnitude = ((((value & 0x0f) << 3) + muBias) << ((value >> 4) & 7)) - muBias;
  return (value & 0x80) === 0 ? magnitude : -magnitude;
}

function encodeASample(sample: number): number {
  const positive = sample >= 0;
  // 13-bit magnitude; the negative side is one's complement (ITU-T G.711 table 1b).
  const magnitude = (positive ? sample : ~sample) >> 3;
  const exponent = magnitude < 32 ? 0 : 31 - Math.clz32(magnitude >> 4);
  const mantissa = (exponent === 0 ? magnitude >> 1 : magnitude >> exponent) & 0x0f;
  return (((exponent << 4) | mantissa) ^ (positive ? 0xd5 : 0x55)) & 0xff;
}

function decodeASample(code: number): number {
  const value = code ^ 0x55;
  const exponent = (value >> 4) & 7;
  const mantissa = ((value & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return (value & 0x80) === 0 ? -magnitude : magnitude;
}

function buildEncodeTable(encode: (sample: number) => number): Uint8Array {
  return Uint8Array.from({ length: 65_536 }, (_, index) => encode(index - 32_768));
}

function buildDecodeTable(decode: (code: number) => number): Int16Array {
  return Int16Array.from({ length: 256 }, (_, code) => decode(code));
}

const encodeTables: Record<Codec, Uint8Array> = {
  PCMU: buildEncodeTable(encodeMuSample),
  PCMA: buildEncodeTable(encodeASample),
};

const decodeTables: Record<Codec, Int16Array> = {
  PCMU: buildDecodeTable(decodeMuSample),
  PCMA: buildDecodeTable(decodeASample),
};

/** 16-bit linear PCM at 8 kHz to G.711, one byte a sample. */
export function encodeG711(codec: Codec, pcm: Int16Array): Uint8Array {
  const table = encodeTables[codec];
  const bytes = new Uint8Array(pcm.length);
  for (let i = 0; i < pcm.length; i++) bytes[i] = table[(pcm[i] ?? 0) + 32_768] ?? 0;
  return bytes;
}

/** G.711 bytes to 16-bit linear PCM at 8 kHz. */
export function decodeG711(codec: Codec, bytes: Uint8Array): Int16Array {
  const table = decodeTables[codec];
  const pcm = new Int16Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) pcm[i] = table[bytes[i] ?? 0] ?? 0;
  return pcm;
}

/** The same audio in the other law; the same bytes where both are one. */
export function toLaw(from: Codec, to: Codec, bytes: Uint8Array): Uint8Array {
  return from === to ? bytes : encodeG711(to, decodeG711(from, bytes));
}
