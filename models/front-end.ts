// The kernels that scoring needs, as a shape: `models` imports nothing of ours, and wasm's `Kernels` satisfies this.

export type G711Law = 'pcmu' | 'pcma';

export interface Frames {
  readonly frames: number;
  readonly powers: Float32Array;
  readonly energies: Float32Array;
}

interface Closable {
  reset(): void;
  close(): void;
}

export interface FrontEnd {
  readonly maxWindowFrames: number;
  createResampler(inputRateHz: number): Closable & { process(input: Float32Array): Float32Array };
  createFeatureExtractor(): Closable & { process(samples: Float32Array): Frames };
  createVad(): Closable & { process(batch: Frames): Uint8Array };
  decodeG711(law: G711Law, payload: Uint8Array): Float32Array;
  finishWindow(window: Frames): Float32Array;
}
