import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Events } from '../events.ts';
import type { Clock, Timer } from '../legs/rtp/clock.ts';
import type { ScorerNews, ScorerOrder, ThreadScore } from './scorer-messages.ts';

export type ScorerModel = { model: string; modelSha256: string };

export type Scorer = {
  /** Undefined while there is nothing that scores. */
  readonly model: ScorerModel | undefined;
  order(order: ScorerOrder): void;
  close(): Promise<void>;
};

export type ScorerListener = {
  score(id: string, score: ThreadScore): void;
  /** The scorer stands (again): open every voice anew. */
  ready(): void;
  /** Nobody scores here now. */
  lost(): void;
};

const silentMs = 15_000;
const restartMs = 1000;
const unavailableRetryMs = 30_000;

/**
 * Keeps the scorer alive, in a process of its own: native code that aborts ends its process, and no call may end with
 * it (design §5.7). It may die; calls go on, and the state is said to be "not monitored".
 */
export function startScorer(
  deps: { clock: Clock; events: Events; programUrl?: URL },
  listener: ScorerListener,
): Scorer & { pid(): number | undefined; kill(): void } {
  const programUrl = deps.programUrl ?? new URL('./scorer-process.ts', import.meta.url);
  let child: ChildProcess | undefined;
  let model: ScorerModel | undefined;
  let heardAtMs = deps.clock.nowMs();
  let retry: Timer | undefined;
  let closed = false;

  function launch(): void {
    // `advanced`: typed arrays go as they are. No flags of ours: they are the caller's own affair.
    const started = fork(fileURLToPath(programUrl), [], { serialization: 'advanced', execArgv: [] });
    child = started;
    heardAtMs = deps.clock.nowMs();
    started.on('message', (news) => hear(started, news as ScorerNews));
    started.on('error', (error) => deps.events.note('scorer.died', { error }));
    started.on('exit', (code, signal) => {
      // SIGTERM comes to the whole process group at once: then the gateway is being stopped too, a moment later.
      const isStopping = closed || signal === 'SIGTERM' || signal === 'SIGINT';
      if (model === undefined && started === child && !isStopping) deps.events.note('scorer.died', { code, signal });
      gone(started, restartMs);
    });
  }

  function hear(from: ChildProcess, news: ScorerNews): void {
    if (from !== child) return;
    heardAtMs = deps.clock.nowMs();
    if (news.type === 'score') listener.score(news.id, news.score);
    else if (news.type === 'ready') {
      model = { model: news.model, modelSha256: news.modelSha256 };
      deps.events.note('scorer.started', { model: news.model });
      listener.ready();
    } else if (news.type === 'unavailable') {
      deps.events.note('scorer.unavailable', { reason: news.reason });
      from.kill('SIGKILL');
      gone(from, unavailableRetryMs);
    }
  }

  function gone(from: ChildProcess, delayMs: number): void {
    if (from !== child || closed) return;
    child = undefined;
    const wasReady = model !== undefined;
    model = undefined;
    if (wasReady) deps.events.note('scorer.died', { restartMs: delayMs });
    listener.lost();
    retry = deps.clock.after(delayMs, launch);
  }

  function watch(): Timer {
    return deps.clock.after(silentMs / 3, () => {
      if (child !== undefined && deps.clock.nowMs() - heardAtMs > silentMs) child.kill('SIGKILL');
      watchdog = watch();
    });
  }

  let watchdog = watch();
  launch();

  return {
    get model() {
      return model;
    },
    order(order) {
      // A pipe that is full or closing is the scorer's trouble, never the caller's: what is lost is not scored.
      if (model !== undefined && child?.connected === true) child.send(order, () => undefined);
    },
    pid: () => child?.pid,
    kill: () => void child?.kill('SIGKILL'),
    async close() {
      closed = true;
      retry?.cancel();
      watchdog.cancel();
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
