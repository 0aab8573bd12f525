import { signal, type ReadonlySignal } from '@preact/signals';
import { nextStates, type MonitorEvent, type MonitorStates } from './monitor-state.ts';
import { createScoreOutbox } from './score-outbox.ts';
import { openScorerProcess, type ScorerProcess } from './scorer-process.ts';
import type { VoiceReport } from './scorer-protocol.ts';
import { openTap, type Tap } from './tap.ts';
import type { TapCost } from './worklet-protocol.ts';
// oxlint-disable-next-line import/default -- the suffix makes the bundler export the address
import workletUrl from './worklet.ts?worker&url';

export type VoiceMonitor = {
  readonly states: ReadonlySignal<MonitorStates>;
  /** What the worklet last said about its cost, and the scorer about its load and inference times. */
  readonly cost: ReadonlySignal<TapCost | undefined>;
  readonly inferenceMs: ReadonlySignal<number | undefined>;
  readonly loadMs: ReadonlySignal<number | undefined>;
  attach(voice: { participantId: string; codec: string; track: MediaStreamTrack }): void;
  setHeld(participantId: string, held: boolean): void;
  detach(participantId: string): void;
  /** Resumes the audio graph from a click, where autoplay rules kept it still. */
  resume(): Promise<void>;
  close(): void;
};

export type VoiceMonitorOptions = {
  onScore: (report: VoiceReport) => void;
  /** One that was made ready while the phone rang; closed with the monitor. */
  scorer?: ScorerProcess | undefined;
};

/** Listens to remote voices on this device. Scores leave it; audio does not. */
export function openVoiceMonitor({ onScore, scorer = openScorerProcess() }: VoiceMonitorOptions): VoiceMonitor {
  const states = signal<MonitorStates>(new Map());
  const cost = signal<TapCost | undefined>(undefined);
  const inferenceMs = signal<number | undefined>(undefined);
  const loadMs = signal<number | undefined>(undefined);
  const context = new AudioContext({ latencyHint: 'interactive' });
  const outbox = createScoreOutbox();
  const taps = new Map<string, Tap>();
  let closed = false;

  const apply = (event: MonitorEvent): void => {
    states.value = nextStates(states.value, event);
  };
  const fail = (): void => apply({ type: 'news', news: { type: 'failed', reason: 'runtime' } });

  scorer.follow((news) => {
    apply({ type: 'news', news });
    if (news.type === 'ready') loadMs.value = news.loadMs;
    if (news.type !== 'report') return;
    inferenceMs.value = news.inferenceMs;
    if (outbox.take(news.report)) onScore(news.report);
  });

  const worklet = context.audioWorklet.addModule(workletUrl);

  async function tap(participantId: string, codec: string, track: MediaStreamTrack): Promise<void> {
    const [kernels] = await Promise.all([scorer.kernels, worklet]);
    if (closed || !states.value.has(participantId)) return;
    const opened = openTap({ context, kernels, track, onCost: (report) => (cost.value = report) });
    taps.get(participantId)?.close();
    taps.set(participantId, opened);
    scorer.order({ type: 'add', participantId, codec, sound: opened.sound }, [opened.sound]);
    if (states.value.get(participantId)?.held === true) scorer.order({ type: 'hold', participantId, held: true });
  }

  return {
    states,
    cost,
    inferenceMs,
    loadMs,
    attach({ participantId, codec, track }) {
      apply({ type: 'attached', participantId });
      tap(participantId, codec, track).catch(fail);
    },
    setHeld(participantId, held) {
      if (states.value.get(participantId)?.held === held) return;
      apply({ type: 'held', participantId, held });
      outbox.forget(participantId);
      scorer.order({ type: 'hold', participantId, held });
    },
    detach(participantId) {
      apply({ type: 'detached', participantId });
      outbox.forget(participantId);
      taps.get(participantId)?.close();
      taps.delete(participantId);
      scorer.order({ type: 'remove', participantId });
    },
    resume: () => context.resume(),
    close() {
      if (closed) return;
      closed = true;
      for (const opened of taps.values()) opened.close();
      scorer.close();
      void context.close();
    },
  };
}
