import { createDenseFrontEnd } from './dense-front-end.ts';
import { interleaved } from './interleaved.ts';
import { type Bench, round } from './result.ts';
import { loadKernels } from './worklet-bench.ts';

/** 0.5 s: 48 whole frames, within one call of the kernel. */
const samples = 8_000;
const frames = 48;
const times = 30;

/** Samples to band powers, per 10 ms hop: the WASM kernel and the same mathematics in plain JavaScript. */
export const kernelBench: Bench = {
  name: 'kernel',
  run: async () => {
    const kernels = await loadKernels();
    const extractor = kernels.createFeatureExtractor();
    const dense = createDenseFrontEnd();
    const voice = Float32Array.from(
      { length: samples },
      (_, i) => 0.2 * Math.sin(i * i * 1e-5) + 0.05 * Math.sin(i / 3),
    );
    const ours = (): Float32Array => {
      extractor.reset();
      return extractor.process(voice).powers;
    };
    const difference = worstDifference(ours(), dense(voice));
    if (difference > 1e-3) throw new Error(`kernel and plain JavaScript differ by ${difference}`);
    const { a, b } = interleaved(
      () => repeat(ours),
      () => repeat(() => dense(voice)),
      9,
    );
    extractor.close();
    return [
      {
        name: 'frame to features, per 10 ms hop',
        value: round(a / times / frames),
        unit: 'ms',
        budget: 0.02,
        peer: 'plain JS, dense bank',
        ratio: round(a / b),
      },
    ];
  },
};

function repeat(work: () => unknown): void {
  for (let i = 0; i < times; i += 1) work();
}

/** Largest difference between two sets of band powers, relative to the loudest band. */
function worstDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length || a.length !== frames * 80) throw new Error(`${a.length} and ${b.length} band powers`);
  const loudest = Math.max(...b);
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? 0)))) / loudest;
}
