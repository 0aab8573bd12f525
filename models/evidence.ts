// Window logits -> one bounded log-likelihood ratio for a participant, and an honest word about what is behind it.
import { boundNats, logLikelihoodRatio } from './calibrate.ts';
import type { Bandwidth, Calibration } from './descriptor.ts';

const SILENT_MS = 10_000; // nothing heard, nothing scored, or no speech for so long is said out loud
const REPORT_EVERY_MS = 1000;
const REMEMBERED_WINDOWS = 12; // about 12 s of speech: a voice that changes during the call shows within that time
const WINDOW_NATS = 4; // one window never says more than this, before the robust mean
const WINDOWS_PER_OBSERVATION = 3; // windows overlap by 75 %: three of them count as one
const MAX_OBSERVATIONS = 3; // the same voice over the same line never becomes independent evidence

export type EvidenceState = 'listening' | 'not-enough-speech' | 'scoring' | 'not-monitored' | 'codec-not-covered';

export interface EvidenceReport {
  readonly atMs: number;
  readonly state: EvidenceState;
  /** Log-likelihood ratio for synthetic speech, within the calibration's bounds; absent unless `state` is 'scoring'. */
  readonly llrNats: number | undefined;
  /** Windows scored so far. */
  readonly windows: number;
  readonly speechSeconds: number;
  /** The last window's logit, for the audit; absent unless `state` is 'scoring'. */
  readonly rawLogit: number | undefined;
}

export interface Evidence {
  /** Audio arrived (call at every push); `speechSeconds` as the stream counts it. */
  observeAudio(atMs: number, speechSeconds: number): void;
  /** A window was handed to the model. */
  observeWindow(atMs: number): void;
  /** The model answered; NaN and infinity count as a failure. */
  observeLogit(atMs: number, logit: number): void;
  /** The model is missing, has the wrong hash, or threw. Lasts until the next good logit. */
  observeFailure(): void;
  /** The report that is due now, or undefined within a second of the last one. */
  report(atMs: number): EvidenceReport | undefined;
}

export interface EvidenceOptions {
  readonly calibration: Calibration;
  readonly bandwidth: Bandwidth;
  readonly startedAtMs: number;
  /** False when the leg's codec is not among the manifest's `codecs`. */
  readonly codecCovered?: boolean;
}

/** Mean of the middle half: one odd window moves it little. */
function interquartileMean(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const cut = Math.floor(sorted.length / 4);
  const middle = sorted.slice(cut, sorted.length - cut);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/** Sum of the remembered windows' evidence, discounted for their correlation; not yet bounded. */
export function combineWindows(llrs: readonly number[]): number {
  const observations = Math.min(MAX_OBSERVATIONS, Math.max(1, llrs.length / WINDOWS_PER_OBSERVATION));
  return interquartileMean(llrs) * observations;
}

interface EvidenceMemory {
  llrs: number[];
  windows: number;
  speechSeconds: number;
  lastLogit: number | undefined;
  failed: boolean;
  firstAudioAtMs: number | undefined;
  lastAudioAtMs: number;
  oldestUnansweredAtMs: number | undefined;
}

function stateOf(memory: EvidenceMemory, codecCovered: boolean, atMs: number): EvidenceState {
  const { firstAudioAtMs, oldestUnansweredAtMs } = memory;
  const stalled = oldestUnansweredAtMs !== undefined && atMs - oldestUnansweredAtMs >= SILENT_MS;
  if (memory.failed || stalled || atMs - memory.lastAudioAtMs >= SILENT_MS) return 'not-monitored';
  if (!codecCovered) return 'codec-not-covered';
  if (memory.llrs.length > 0) return 'scoring';
  return firstAudioAtMs !== undefined && atMs - firstAudioAtMs >= SILENT_MS ? 'not-enough-speech' : 'listening';
}

export function createEvidence(options: EvidenceOptions): Evidence {
  const { calibration, bandwidth, startedAtMs, codecCovered = true } = options;
  const memory: EvidenceMemory = {
    llrs: [],
    windows: 0,
    speechSeconds: 0,
    lastLogit: undefined,
    failed: false,
    firstAudioAtMs: undefined,
    lastAudioAtMs: startedAtMs,
    oldestUnansweredAtMs: undefined,
  };
  let reportedAtMs = Number.NEGATIVE_INFINITY;

  return {
    observeAudio(atMs, speechSeconds) {
      memory.firstAudioAtMs ??= atMs;
      memory.lastAudioAtMs = atMs;
      memory.speechSeconds = speechSeconds;
    },
    observeWindow(atMs) {
      memory.oldestUnansweredAtMs ??= atMs;
    },
    observeLogit(_atMs, logit) {
      const llr = logLikelihoodRatio(logit, calibration, bandwidth);
      memory.oldestUnansweredAtMs = undefined;
      memory.failed = !Number.isFinite(llr);
      if (memory.failed) return;
      memory.windows++;
      memory.lastLogit = logit;
      memory.llrs.push(Math.min(WINDOW_NATS, Math.max(-WINDOW_NATS, llr)));
      if (memory.llrs.length > REMEMBERED_WINDOWS) memory.llrs.shift();
    },
    observeFailure() {
      memory.failed = true;
    },
    report(atMs) {
      if (atMs - reportedAtMs < REPORT_EVERY_MS) return undefined;
      reportedAtMs = atMs;
      const state = stateOf(memory, codecCovered, atMs);
      const scoring = state === 'scoring';
      return {
        atMs,
        state,
        llrNats: scoring ? boundNats(combineWindows(memory.llrs), calibration, bandwidth) : undefined,
        windows: memory.windows,
        speechSeconds: memory.speechSeconds,
        rawLogit: scoring ? memory.lastLogit : undefined,
      };
    },
  };
}
