import { strengthOf } from '#core/signal';
import type { Bandwidth, DetectorDescriptor } from '../../models/descriptor.ts';
import { createEvidence } from '../../models/evidence.ts';
import { createScoringStream, type FeatureWindow } from '../../models/scoring.ts';
import type { Kernels } from '../../wasm/index.ts';
import type { AudioCodec } from '../media/codecs.ts';
import type { ThreadScore } from './scorer-messages.ts';

export type Infer = (window: FeatureWindow) => Promise<number>;
export type VoiceScorer = {
  push(chunk: Uint8Array | Float32Array): void;
  setActive(active: boolean): void;
  report(): ThreadScore | undefined;
  close(): void;
};

export type VoiceScorerDeps = {
  kernels: Kernels;
  detector: DetectorDescriptor;
  infer: Infer;
  nowMs: () => number;
};

/** Windows that wait for the model: more means that it is too slow, and the newest says most. */
const mostWaiting = 3;

/** Scores one voice with the pipeline that listeners' browsers run. */
export function createVoiceScorer(codec: AudioCodec, deps: VoiceScorerDeps): VoiceScorer {
  const { calibration, manifest } = deps.detector;
  const bandwidth: Bandwidth = codec === 'opus' ? 'wideband' : 'narrowband';
  const law = codec === 'PCMA' ? 'pcma' : 'pcmu';
  const stream = createScoringStream({
    kernels: deps.kernels,
    inputRateHz: codec === 'opus' ? 16_000 : 8000,
    bandwidth,
  });
  const codecCovered = manifest.codecs.some((name) => name.toLowerCase() === codec.toLowerCase());
  const evidence = createEvidence({ calibration, bandwidth, startedAtMs: deps.nowMs(), codecCovered });
  let waiting: FeatureWindow[] = [];
  let active = false;
  let running = false;

  async function run(): Promise<void> {
    if (running) return;
    running = true;
    for (;;) {
      const window = active ? waiting.shift() : undefined;
      if (window === undefined) break;
      evidence.observeWindow(deps.nowMs());
      try {
        evidence.observeLogit(deps.nowMs(), await deps.infer(window));
      } catch {
        evidence.observeFailure();
      }
    }
    running = false;
  }

  return {
    push(chunk) {
      const windows = stream.push(chunk instanceof Float32Array ? chunk : { law, payload: chunk });
      evidence.observeAudio(deps.nowMs(), stream.speechSeconds);
      waiting = [...waiting, ...windows].slice(-mostWaiting);
      if (active) void run();
    },
    setActive(next) {
      active = next;
      if (active) void run();
    },
    report() {
      const report = active ? evidence.report(deps.nowMs()) : undefined;
      if (report === undefined) return undefined;
      const { state, llrNats, windows, speechSeconds } = report;
      return {
        monitoring: state,
        windows,
        speechSeconds,
        ...(llrNats === undefined ? {} : { llrNats, strength: strengthOf(llrNats) }),
      };
    },
    close() {
      active = false;
      waiting = [];
      stream.close();
    },
  };
}
