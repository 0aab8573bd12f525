import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { DETECTOR } from '#models';
import { attribute } from '../room.ts';
import { root, until } from '../world.ts';
import { longTasksAt } from './page-probe.ts';
import { type Bench, both, median, round } from './result.ts';
import type { Stage } from './stage.ts';

const runs = 60;
const browserWindows = 6;
const hopMs = 1000;

/** One full window (4 s of speech) through the model: in the gateway's runtime, and in the listener's Chromium. */
export const modelBench: Bench = {
  name: 'model',
  run: async (stage) => {
    const node = await inNode();
    const { page } = (await stage.liveCall()).employee;
    const [tasks, from] = [await longTasksAt(page), Date.now()];
    const browser = await inChromium(stage);
    const minutes = (Date.now() - from) / 60_000;
    const longTasks = ((await longTasksAt(page)) - tasks) / minutes;
    return [
      ...both('score per window in the gateway (onnxruntime-node, 1 thread)', node, 'ms', [250, 500]),
      ...both('score per window in Chromium (its own 1 ms clock)', browser, 'ms', [250, 500], {
        peer: 'onnxruntime-node',
        samples: node,
      }),
      {
        name: 'score in Chromium, share of the 1 s hop',
        value: round(median(browser) / hopMs),
        unit: 'RTF',
        budget: 0.25,
      },
      {
        name: 'score in Chromium, times onnxruntime-node',
        value: round(median(browser) / median(node)),
        unit: 'x',
        budget: 3,
      },
      { name: 'main thread long tasks (> 50 ms) with scoring on', value: round(longTasks), unit: '/min', budget: 0 },
    ];
  },
};

async function inNode(): Promise<number[]> {
  const { name, file, inputName, bands, maxFrames } = DETECTOR.manifest;
  const bytes = await readFile(path.join(root, 'models', name, file));
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const features = Float32Array.from({ length: bands * maxFrames }, (_, i) => Math.sin(i * 0.37) * 2);
  const input = new Tensor('float32', features, [1, bands, maxFrames]);
  const samples: number[] = [];
  for (let i = -10; i < runs; i += 1) {
    const from = performance.now();
    await session.run({ [inputName]: input });
    if (i >= 0) samples.push(performance.now() - from);
  }
  return samples;
}

/** The page shows the time of its latest inference; one a second while the caller speaks. */
async function inChromium(stage: Stage): Promise<number[]> {
  const live = await stage.liveCall();
  await live.speak();
  const room = live.employee.page.getByTestId('room');
  const samples: number[] = [];
  let windows = 0;
  const from = Date.now();
  await until(
    'scores in Chromium',
    async () => {
      const shown = await attribute(room, 'data-inference-ms');
      // Equal times in a row look like one: after the first, a reading a second is a window.
      const due = Math.floor((Date.now() - from) / hopMs);
      if (shown === '' || Number(shown) === 0 || due <= windows) return undefined;
      windows = due;
      samples.push(Number(shown));
      return samples.length >= browserWindows ? true : undefined;
    },
    40_000,
  );
  return samples;
}
