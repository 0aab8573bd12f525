export type Pcm = { samples: Int16Array; rateHz: number };

/** Reads 16-bit mono PCM out of a RIFF/WAVE file. Programs that write to a pipe leave the sizes open: the rest counts. */
export function parseWav(bytes: Uint8Array): Pcm | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 44 || text(bytes, 0) !== 'RIFF' || text(bytes, 8) !== 'WAVE') return undefined;
  let rateHz = 0;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = Math.min(view.getUint32(at + 4, true), bytes.length - at - 8);
    if (text(bytes, at) === 'fmt ' && size >= 16) {
      const isPcm16Mono = view.getUint16(at + 8, true) === 1 && view.getUint16(at + 10, true) === 1;
      if (!isPcm16Mono || view.getUint16(at + 22, true) !== 16) return undefined;
      rateHz = view.getUint32(at + 12, true);
    }
    if (text(bytes, at) === 'data' && rateHz > 0) {
      const samples = new Int16Array(size >> 1);
      for (let i = 0; i < samples.length; i += 1) samples[i] = view.getInt16(at + 8 + i * 2, true);
      return { samples, rateHz };
    }
    at += 8 + size + (size & 1);
  }
  return undefined;
}

function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
