import { Worker } from 'node:worker_threads';
import type { Events } from '../events.ts';
import type { Clock, Timer } from '../legs/rtp/clock.ts';
import type { ScorerNews, ScorerOrder, ThreadScore } from './scorer-messages.ts';

export type ScorerModel = { model: string; modelSha256: string };

export type Scorer = {
  /** Undefined while there is nothing that scores. */
  readonly model: ScorerModel | undefined;
  order(order: ScorerOrder, transfer?: ArrayBuffer[]): void;
  close(): Promise<void>;
};

export type ScorerListener = {
  score(id: string, score: ThreadScore): void;
  /** The thread stands (again): open every voice anew. */
  ready(): void;
  /** Nobody scores here now. */
  lost(): void;
};

const silentMs = 15_000;
const restartMs = 1000;
const unavailableRetryMs = 30_000;

/** Keeps the scorer thread alive. It may die; calls go on, and the state is said to be "not monitored". */
export function startScorer(
  deps: { clock: Clock; events: Events; threadUrl?: URL },
  listener: ScorerListener,
): Scorer & { threadId(): number | undefined; kill(): void } {
  const threadUrl = deps.threadUrl ?? new URL('./scorer-thread.ts', import.meta.url);
  let thread: Worker | undefined;
  let model: ScorerModel | undefined;
  let heardAtMs = deps.clock.nowMs();
  let retry: Timer | undefined;
  let closed = false;

  function launch(): void {
    const started = new Worker(threadUrl);
    thread = started;
    heardAtMs = deps.clock.nowMs();
    started.on('message', (news: ScorerNews) => hear(started, news));
    started.on('error', (error) => deps.events.note('scorer.died', { error }));
    started.on('exit', () => gone(started, restartMs));
  }

  function hear(from: Worker, news: ScorerNews): void {
    if (from !== thread) return;
    heardAtMs = deps.clock.nowMs();
    if (news.type === 'score') listener.score(news.id, news.score);
    else if (news.type === 'ready') {
      model = { model: news.model, modelSha256: news.modelSha256 };
      deps.events.note('scorer.started', { model: news.model });
      listener.ready();
    } else if (news.type === 'unavailable') {
      deps.events.note('scorer.unavailable', { reason: news.reason });
      void from.terminate();
      gone(from, unavailableRetryMs);
    }
  }

  function gone(from: Worker, delayMs: number): void {
    if (from !== thread || closed) return;
    thread = undefined;
    const wasReady = model !== undefined;
    model = undefined;
    if (wasReady) deps.events.note('scorer.died', { restartMs: delayMs });
    listener.lost();
    retry = deps.clock.after(delayMs, launch);
  }

  function watch(): Timer {
    return deps.clock.after(silentMs / 3, () => {
      if (thread !== undefined && deps.clock.nowMs() - heardAtMs > silentMs) void thread.terminate();
      watchdog = watch();
    });
  }

  let watchdog = watch();
  launch();

  return {
    get model() {
      return model;
    },
    order(order, transfer = []) {
      if (model !== undefined) thread?.postMessage(order, transfer);
    },
    threadId: () => thread?.threadId,
    kill: () => void thread?.terminate(),
    async close() {
      closed = true;
      retry?.cancel();
      watchdog.cancel();
      await thread?.terminate();
    },
  };
}
