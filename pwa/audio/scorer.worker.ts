import { DETECTOR } from '#models';
import { instantiateKernels } from '#wasm/index';
import { ModelError, openModel } from './model-runtime.ts';
import { createScorer, type Scorer } from './scorer.ts';
import type { ScorerNews, ScorerOrder, SoundBlock } from './scorer-protocol.ts';

const tickMs = 250;

const tell = (news: ScorerNews): void => globalThis.postMessage(news);

/** Speech is gathered from the first block on; the model may take its time to load. */
function start(kernels: WebAssembly.Module): Scorer {
  const scorer = createScorer({
    kernels: instantiateKernels(kernels),
    detector: DETECTOR,
    nowMs: () => Date.now(),
    onReport: (report, inferenceMs) => tell({ type: 'report', report, inferenceMs }),
  });
  setInterval(() => scorer.tick(), tickMs);
  void loadModel(scorer);
  return scorer;
}

async function loadModel(scorer: Scorer): Promise<void> {
  const startedAtMs = performance.now();
  try {
    scorer.useModel(await openModel(DETECTOR.manifest));
    tell({ type: 'ready', loadMs: performance.now() - startedAtMs });
  } catch (error) {
    scorer.useModel(undefined);
    tell({ type: 'failed', reason: error instanceof ModelError ? error.reason : 'runtime' });
  }
}

function listen(ready: Scorer, participantId: string, sound: MessagePort): void {
  sound.addEventListener('message', ({ data: { block } }: MessageEvent<SoundBlock>) => {
    ready.push(participantId, new Float32Array(block));
    sound.postMessage(block, [block]);
  });
  sound.start();
}

let scorer: Scorer | undefined;
const sounds = new Map<string, MessagePort>();

function obey(ready: Scorer, order: Exclude<ScorerOrder, { type: 'start' }>): void {
  switch (order.type) {
    case 'add':
      sounds.get(order.participantId)?.close();
      sounds.set(order.participantId, order.sound);
      ready.add(order.participantId, order.codec);
      listen(ready, order.participantId, order.sound);
      break;
    case 'hold':
      ready.hold(order.participantId, order.held);
      break;
    case 'remove':
      sounds.get(order.participantId)?.close();
      sounds.delete(order.participantId);
      ready.remove(order.participantId);
      break;
  }
}

globalThis.addEventListener('message', ({ data: order }: MessageEvent<ScorerOrder>) => {
  if (order.type === 'start') scorer ??= start(order.kernels);
  else if (scorer !== undefined) obey(scorer, order);
});
