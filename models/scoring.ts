// Audio in, feature windows out: the same code in the listener's Worker and in the gateway's scorer.
import type { Bandwidth } from './descriptor.ts';
import type { FrontEnd, G711Law } from './front-end.ts';
import { createSpeechBuffer } from './speech-buffer.ts';

const CHUNK_SAMPLES = 2048; // 8 kHz doubles it, and one call of the extractor takes 8192
const FRAMES_PER_SECOND = 100;
const FIRST_WINDOW_FRAMES = 300;
const HOP_FRAMES = 100;

export interface G711Chunk {
  readonly law: G711Law;
  readonly payload: Uint8Array;
}

/** One window for the model: a float32 tensor [1, 80, frames]. The array belongs to the caller and may be transferred. */
export interface FeatureWindow {
  readonly features: Float32Array;
  readonly frames: number;
  /** Speech heard so far on this stream, not only in this window. */
  readonly speechSeconds: number;
}

export interface ScoringStream {
  readonly bandwidth: Bandwidth;
  /** Audio and speech heard so far. */
  readonly audioSeconds: number;
  readonly speechSeconds: number;
  /**
   * Takes the next audio (floats in [-1, 1] at the stream's rate, or G.711 on an 8 kHz stream) and returns the windows it
   * completed: the first after 3 s of speech, then one for each further second, each over the last 4 s of speech at most.
   * Frames with NaN or infinite samples are left out. RangeError for G.711 on another rate.
   */
  push(chunk: Float32Array | G711Chunk): readonly FeatureWindow[];
  /** Forgets the speaker, e.g. when the media source changes. */
  reset(): void;
  close(): void;
}

export interface ScoringStreamOptions {
  readonly kernels: FrontEnd;
  readonly inputRateHz: number;
  readonly bandwidth: Bandwidth;
}

const NO_WINDOWS: readonly FeatureWindow[] = Object.freeze([]);

export function createScoringStream(options: ScoringStreamOptions): ScoringStream {
  const { kernels, inputRateHz, bandwidth } = options;
  const resampler = kernels.createResampler(inputRateHz);
  const extractor = kernels.createFeatureExtractor();
  const vad = kernels.createVad();
  const speech = createSpeechBuffer(kernels.maxWindowFrames);
  let samples = 0;
  let nextWindowAt = FIRST_WINDOW_FRAMES;

  function takeFrames(audio: Float32Array, windows: FeatureWindow[]): void {
    const batch = extractor.process(resampler.process(audio));
    if (batch.frames === 0) return;
    const flags = vad.process(batch);
    for (let t = 0; t < batch.frames; t++) {
      if (flags[t] !== 1) continue;
      speech.append(batch.powers, batch.energies, t);
      if (speech.total < nextWindowAt) continue;
      nextWindowAt += HOP_FRAMES;
      const window = speech.latest();
      const features = kernels.finishWindow(window);
      windows.push({ features, frames: window.frames, speechSeconds: speech.total / FRAMES_PER_SECOND });
    }
  }

  return {
    bandwidth,
    get audioSeconds() {
      return samples / inputRateHz;
    },
    get speechSeconds() {
      return speech.total / FRAMES_PER_SECOND;
    },
    push(chunk) {
      const g711 = !(chunk instanceof Float32Array);
      if (g711 && inputRateHz !== 8000) throw new RangeError(`G.711 on a stream of ${inputRateHz} Hz`);
      const length = g711 ? chunk.payload.length : chunk.length;
      const windows: FeatureWindow[] = [];
      for (let at = 0; at < length; at += CHUNK_SAMPLES) {
        const end = Math.min(length, at + CHUNK_SAMPLES);
        takeFrames(
          g711 ? kernels.decodeG711(chunk.law, chunk.payload.subarray(at, end)) : chunk.subarray(at, end),
          windows,
        );
      }
      samples += length;
      return windows.length > 0 ? windows : NO_WINDOWS;
    },
    reset() {
      for (const part of [resampler, extractor, vad]) part.reset();
      speech.clear();
      nextWindowAt = FIRST_WINDOW_FRAMES;
    },
    close() {
      for (const part of [resampler, extractor, vad]) part.close();
    },
  };
}
