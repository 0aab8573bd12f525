import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createVoiceTap } from '../../pwa/audio/voice-tap.ts';
import { instantiateKernels, type Kernels } from '#wasm/index';
import { root } from '../world.ts';
import { pause } from './interleaved.ts';
import { type Bench, both, round } from './result.ts';

const quantumSamples = 128;
const warmUpQuanta = 5_000;
const quanta = 20_000;
/** The worklet reports a mean every 5 s; with a clock of 1 ms it takes several to say something. */
const reportEveryMs = 5_100;
const reports = 4;

export async function loadKernels(): Promise<Kernels> {
  return instantiateKernels(await readFile(path.join(root, 'wasm/build/kernels.wasm')));
}

/** What the audio thread pays for each 128 samples: the worklet's own code with the same WASM. */
export const workletBench: Bench = {
  name: 'worklet',
  run: async (stage) => {
    const kernels = await loadKernels();
    const tap = createVoiceTap(kernels, 48_000, (block) => tap.giveBack(block.buffer));
    const channels = [new Float32Array(quantumSamples)];
    const costsMs = new Float64Array(quanta);
    for (let i = -warmUpQuanta; i < quanta; i += 1) {
      for (let n = 0; n < quantumSamples; n += 1) (channels[0] as Float32Array)[n] = Math.sin((i * 128 + n) / 20);
      const from = performance.now();
      tap.take(channels);
      if (i >= 0) costsMs[i] = performance.now() - from;
    }
    tap.close();
    const live = await stage.liveCall();
    const meansMs: number[] = [];
    for (let i = 0; i < reports; i += 1) {
      if (i > 0) await pause(reportEveryMs);
      meansMs.push(await live.shown('data-worklet-mean-ms'));
    }
    const meanMs = meansMs.reduce((sum, one) => sum + one, 0) / reports;
    const clockMs = await live.shown('data-worklet-clock-ms');
    return [
      ...both('worklet cost per quantum (Node, same code)', [...costsMs], 'ms', [0.05, 0.5]),
      {
        name: `worklet cost per quantum (Chromium, mean; ${clockMs} ms clock)`,
        value: round(meanMs),
        unit: 'ms',
        budget: 0.05,
      },
    ];
  },
};
