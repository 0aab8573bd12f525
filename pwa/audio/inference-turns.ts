import type { Evidence } from '../../models/evidence.ts';
import type { FeatureWindow } from '../../models/scoring.ts';
import { createInferencePace } from './inference-pace.ts';

export type RunModel = (features: Float32Array, frames: number) => Promise<number>;

/** Somebody whose speech may wait for the model. */
export type Speaker = {
  evidence: Evidence;
  held: boolean;
  /** Only the latest: an old window tells nothing that the new one does not. */
  waiting: FeatureWindow | undefined;
};

export type InferenceTurns = {
  useModel(run: RunModel | undefined): void;
  /** Runs the model on whoever's turn it is, unless it runs already or must rest. */
  pump(): void;
  readonly lastMs: number;
};

/** One inference at a time, speakers in turn: `speakers` is kept in the order of their turns. */
export function createInferenceTurns<S extends Speaker>(speakers: Map<string, S>, nowMs: () => number): InferenceTurns {
  const pace = createInferencePace();
  let run: RunModel | undefined;
  let isRunning = false;

  function pump(): void {
    if (run === undefined || isRunning || !pace.mayStart(nowMs())) return;
    const next = [...speakers].find(([, { waiting, held }]) => waiting !== undefined && !held);
    if (next?.[1].waiting === undefined) return;
    const [id, speaker] = next;
    const window = next[1].waiting;
    speaker.waiting = undefined;
    // To the end of the line, so that one talkative voice does not starve the others.
    speakers.delete(id);
    speakers.set(id, speaker);
    isRunning = true;
    void infer(run, speaker.evidence, window).finally(() => {
      isRunning = false;
      pump();
    });
  }

  async function infer(model: RunModel, evidence: Evidence, { features, frames }: FeatureWindow): Promise<void> {
    const startedAtMs = nowMs();
    try {
      const logit = await model(features, frames);
      if (pace.observe(startedAtMs, nowMs())) evidence.observeLogit(nowMs(), logit);
      else evidence.observeFailure();
    } catch {
      pace.observe(startedAtMs, nowMs());
      evidence.observeFailure();
    }
  }

  return {
    useModel(loaded) {
      run = loaded;
    },
    pump,
    get lastMs() {
      return pace.lastMs;
    },
  };
}
