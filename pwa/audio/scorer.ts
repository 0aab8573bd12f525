import type { Bandwidth, DetectorDescriptor } from '#models';
import type { Kernels } from '#wasm/index';
import { createEvidence, type Evidence } from '../../models/evidence.ts';
import { createScoringStream, type FeatureWindow, type ScoringStream } from '../../models/scoring.ts';
import { createInferencePace } from './inference-pace.ts';
import type { VoiceReport } from './scorer-protocol.ts';
import { strengthOf } from './strength.ts';

export type RunModel = (features: Float32Array, frames: number) => Promise<number>;

export type ScorerOptions = {
  kernels: Kernels;
  detector: DetectorDescriptor;
  nowMs: () => number;
  onReport: (report: VoiceReport, inferenceMs: number) => void;
};

export type Scorer = {
  /**
   * The model, once it is loaded; speech is gathered meanwhile. Undefined when there is none to run: every voice is
   * then not monitored, and said to be.
   */
  useModel(run: RunModel | undefined): void;
  add(participantId: string, codec: string): void;
  push(participantId: string, samples: Float32Array): void;
  /** While held nothing is fed and nothing is reported: silence behind a hold is no evidence. */
  hold(participantId: string, held: boolean): void;
  remove(participantId: string): void;
  /** Reports what is due; call it a few times a second. */
  tick(): void;
};

type Voice = {
  participantId: string;
  codec: string;
  stream: ScoringStream;
  evidence: Evidence;
  held: boolean;
  /** Only the latest: an old window tells nothing that the new one does not. */
  waiting: FeatureWindow | undefined;
};

const narrowbandCodecs = new Set(['PCMU', 'PCMA', 'G722_8', 'GSM']);

export function bandwidthOf(codec: string): Bandwidth {
  return narrowbandCodecs.has(codec.toUpperCase()) ? 'narrowband' : 'wideband';
}

/** One model, several voices: one inference at a time, voices in turn. */
export function createScorer(options: ScorerOptions): Scorer {
  const { kernels, detector, nowMs } = options;
  const voices = new Map<string, Voice>();
  const pace = createInferencePace();
  let running = false;
  let run: RunModel | undefined;
  let isHopeless = false;

  function pump(): void {
    if (run === undefined || running || !pace.mayStart(nowMs())) return;
    const voice = [...voices.values()].find(({ waiting, held }) => waiting !== undefined && !held);
    const window = voice?.waiting;
    if (voice === undefined || window === undefined) return;
    voice.waiting = undefined;
    // To the end of the line, so that one talkative voice does not starve the others.
    voices.delete(voice.participantId);
    voices.set(voice.participantId, voice);
    running = true;
    void infer(run, voice, window).finally(() => {
      running = false;
      pump();
    });
  }

  async function infer(model: RunModel, { evidence }: Voice, { features, frames }: FeatureWindow): Promise<void> {
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

  function report(voice: Voice): void {
    if (voice.held) return;
    const due = voice.evidence.report(nowMs());
    if (due === undefined) return;
    const { llrNats } = due;
    options.onReport(
      {
        participantId: voice.participantId,
        monitoring: due.state,
        ...(llrNats === undefined ? {} : { llrNats, strength: strengthOf(llrNats) }),
        windows: due.windows,
        speechSeconds: due.speechSeconds,
        codec: voice.codec,
        atMs: due.atMs,
      },
      pace.lastMs,
    );
  }

  function remove(participantId: string): void {
    voices.get(participantId)?.stream.close();
    voices.delete(participantId);
  }

  return {
    useModel(loaded) {
      run = loaded;
      isHopeless = loaded === undefined;
      if (isHopeless) for (const { evidence } of voices.values()) evidence.observeFailure();
      pump();
    },
    add(participantId, codec) {
      remove(participantId);
      const bandwidth = bandwidthOf(codec);
      const evidence = createEvidence({
        calibration: detector.calibration,
        bandwidth,
        startedAtMs: nowMs(),
        codecCovered: isCovered(detector, codec),
      });
      if (isHopeless) evidence.observeFailure();
      const stream = createScoringStream({ kernels, inputRateHz: 16_000, bandwidth });
      voices.set(participantId, { participantId, codec, stream, evidence, held: false, waiting: undefined });
    },
    push(participantId, samples) {
      const voice = voices.get(participantId);
      if (voice === undefined || voice.held) return;
      const latest = voice.stream.push(samples).at(-1);
      voice.evidence.observeAudio(nowMs(), voice.stream.speechSeconds);
      if (latest === undefined) return;
      voice.waiting = latest;
      voice.evidence.observeWindow(nowMs());
      pump();
    },
    hold(participantId, held) {
      const voice = voices.get(participantId);
      if (voice !== undefined) voice.held = held;
    },
    remove,
    tick() {
      pump();
      for (const voice of voices.values()) report(voice);
    },
  };
}

function isCovered({ manifest }: DetectorDescriptor, codec: string): boolean {
  const wanted = codec.toLowerCase();
  return manifest.codecs.some((covered) => covered.toLowerCase() === wanted);
}
