// Speech as a telephone delivers it, without ffmpeg: WAV reading, decimation to 8 kHz and the mu-law encoder of ITU-T G.711.
import type { G711Chunk } from '../scoring.ts';

export interface Recording {
  readonly rateHz: number;
  readonly samples: Float32Array;
}

/** Reads 16-bit mono PCM WAV; throws for anything else. */
export function readWav(file: Uint8Array): Recording {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const tag = (at: number): string => String.fromCharCode(...file.subarray(at, at + 4));
  if (file.length < 12 || tag(0) !== 'RIFF' || tag(8) !== 'WAVE') throw new Error('not a WAV file');
  let rateHz = 0;
  for (let at = 12; at + 8 <= file.length; ) {
    const size = view.getUint32(at + 4, true);
    if (tag(at) === 'fmt ') {
      if (
        view.getUint16(at + 8, true) !== 1 ||
        view.getUint16(at + 10, true) !== 1 ||
        view.getUint16(at + 22, true) !== 16
      ) {
        throw new Error('not 16-bit mono PCM');
      }
      rateHz = view.getUint32(at + 12, true);
    }
    if (tag(at) === 'data') {
      // a program writing to a pipe does not know the size beforehand
      const count = Math.floor(Math.min(size, file.length - at - 8) / 2);
      const samples = Float32Array.from({ length: count }, (_, i) => view.getInt16(at + 8 + 2 * i, true) / 32_768);
      return { rateHz, samples };
    }
    at += 8 + size + (size % 2);
  }
  throw new Error('WAV file without samples');
}

/** 16 kHz -> 8 kHz through a 127-tap windowed sinc that ends at 3.7 kHz. */
function decimate(samples: Float32Array): Float32Array {
  const half = 63;
  const taps = Array.from({ length: 2 * half + 1 }, (_, i) => {
    const x = (Math.PI * 7400 * (i - half)) / 16_000;
    return (
      ((x === 0 ? 1 : Math.sin(x) / x) * 7400 * (0.5 + 0.5 * Math.cos((Math.PI * (i - half)) / (half + 1)))) / 16_000
    );
  });
  return Float32Array.from({ length: samples.length >> 1 }, (_, n) =>
    taps.reduce((sum, tap, i) => sum + tap * (samples[2 * n + i - half] ?? 0), 0),
  );
}

function encodeMu(sample: number): number {
  const linear = Math.max(-32_635, Math.min(32_635, Math.round(sample * 32_768)));
  const magnitude = Math.abs(linear) + 0x84;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~((linear < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
}

/** PCMU of speech at 8 or 16 kHz, at a level of RMS 0.06. */
export function overTelephone({ rateHz, samples }: Recording): G711Chunk {
  if (rateHz !== 8000 && rateHz !== 16_000) throw new RangeError(`${rateHz} Hz, 8000 or 16000 expected`);
  const narrow = rateHz === 16_000 ? decimate(samples) : samples;
  const rms = Math.sqrt(narrow.reduce((sum, x) => sum + x * x, 0) / narrow.length);
  return { law: 'pcmu', payload: Uint8Array.from(narrow, (x) => encodeMu((x * 0.06) / rms)) };
}
