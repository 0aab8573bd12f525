// The scorer's own process: wasm kernels, model, nothing else. Started by `scorer.ts`, and ends with its parent.
import { readFile } from 'node:fs/promises';
import type { DetectorDescriptor } from '../../models/descriptor.ts';
import type { FeatureWindow } from '../../models/scoring.ts';
import { instantiateKernels } from '../../wasm/index.ts';
import type { ScorerNews, ScorerOrder } from './scorer-messages.ts';
import { createVoiceScorer, type Infer, type VoiceScorer } from './voice-scorer.ts';

const reportEveryMs = 250;
const root = new URL('../../', import.meta.url);

function tell(news: ScorerNews): void {
  process.send?.(news);
}

async function loadModel(): Promise<{ detector: DetectorDescriptor; infer: Infer }> {
  // Loaded here so that a missing or wrong model is a reported state and not this process's death.
  const { DETECTOR, verifyModelBytes } = await import('../../models/index.ts');
  const { name, file, sha256, inputName, outputName, bands } = DETECTOR.manifest;
  const bytes = await readFile(new URL(`models/${name}/${file}`, root));
  if (!verifyModelBytes(bytes, sha256)) throw new Error('the weights are not the ones that the manifest names');
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const infer = async ({ features, frames }: FeatureWindow): Promise<number> => {
    const outputs = await session.run({ [inputName]: new Tensor('float32', features, [1, bands, frames]) });
    return Number(outputs[outputName]?.data[0] ?? Number.NaN);
  };
  return { detector: DETECTOR, infer };
}

async function start(): Promise<void> {
  const kernels = instantiateKernels(await readFile(new URL('wasm/build/kernels.wasm', root)));
  const { detector, infer } = await loadModel();
  const voices = new Map<string, VoiceScorer>();
  const nowMs = (): number => performance.timeOrigin + performance.now();

  function obey(order: ScorerOrder): void {
    const voice = voices.get(order.id);
    if (order.type === 'open') {
      voice?.close();
      voices.set(order.id, createVoiceScorer(order.codec, { kernels, detector, infer, nowMs }));
    } else if (order.type === 'audio') voice?.push(order.chunk);
    else if (order.type === 'active') voice?.setActive(order.active);
    else {
      voice?.close();
      voices.delete(order.id);
    }
  }

  process.on('message', (order) => obey(order as ScorerOrder));
  setInterval(() => {
    tell({ type: 'alive' });
    for (const [id, voice] of voices) {
      const score = voice.report();
      if (score !== undefined) tell({ type: 'score', id, score });
    }
  }, reportEveryMs);
  tell({
    type: 'ready',
    model: `${detector.manifest.name}@${detector.manifest.version}`.slice(0, 64),
    modelSha256: detector.manifest.sha256,
  });
}

process.on('disconnect', () => process.exit());
// A signal to the whole group is the gateway's to answer: it ends its calls first, and then this process.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);

start().catch((error: unknown) =>
  tell({ type: 'unavailable', reason: error instanceof Error ? error.message : String(error) }),
);
