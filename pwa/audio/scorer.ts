import { strengthOf } from '#core/signal';
import type { Bandwidth, DetectorDescriptor } from '#models';
import type { Kernels } from '#wasm/index';
import { createEvidence } from '../../models/evidence.ts';
import { createScoringStream, type ScoringStream } from '../../models/scoring.ts';
import { createInferenceTurns, type RunModel, type Speaker } from './inference-turns.ts';
import type { VoiceReport } from './scorer-protocol.ts';

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

type Voice = Speaker & { participantId: string; codec: string; stream: ScoringStream };

const narrowbandCodecs = new Set(['PCMU', 'PCMA', 'G722_8', 'GSM']);

export function bandwidthOf(codec: string): Bandwidth {
  return narrowbandCodecs.has(codec.toUpperCase()) ? 'narrowband' : 'wideband';
}

/** One model, several voices: one inference at a time, voices in turn. */
export function createScorer(options: ScorerOptions): Scorer {
  const { kernels, detector, nowMs } = options;
  const voices = new Map<string, Voice>();
  const turns = createInferenceTurns(voices, nowMs);
  let isHopeless = false;

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
      turns.lastMs,
    );
  }

  function remove(participantId: string): void {
    voices.get(participantId)?.stream.close();
    voices.delete(participantId);
  }

  return {
    useModel(loaded) {
      turns.useModel(loaded);
      isHopeless = loaded === undefined;
      if (isHopeless) for (const { evidence } of voices.values()) evidence.observeFailure();
      turns.pump();
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
      turns.pump();
    },
    hold(participantId, held) {
      const voice = voices.get(participantId);
      if (voice !== undefined) voice.held = held;
    },
    remove,
    tick() {
      turns.pump();
      for (const voice of voices.values()) report(voice);
    },
  };
}

function isCovered({ manifest }: DetectorDescriptor, codec: string): boolean {
  const wanted = codec.toLowerCase();
  return manifest.codecs.some((covered) => covered.toLowerCase() === wanted);
}
