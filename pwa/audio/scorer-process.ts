import kernelsUrl from '../../wasm/build/kernels.wasm?url';
import type { ScorerNews, ScorerOrder } from './scorer-protocol.ts';

/** The scorer in its Worker: it loads kernels and model by itself, in the order in which it is told things. */
export type ScorerProcess = {
  /** Rejected when the kernels cannot be had. */
  readonly kernels: Promise<WebAssembly.Module>;
  order(message: ScorerOrder, transfer?: Transferable[]): void;
  /** Tells what it has said so far (it may be ready before anybody listens) and then all news. One listener. */
  follow(listener: (news: ScorerNews) => void): void;
  close(): void;
};

export function openScorerProcess(): ScorerProcess {
  const worker = new Worker(new URL('./scorer.worker.ts', import.meta.url), { type: 'module' });
  let untold: ScorerNews[] = [];
  let tell = (news: ScorerNews): void => void untold.push(news);
  worker.addEventListener('message', ({ data: news }: MessageEvent<ScorerNews>) => tell(news));
  worker.addEventListener('error', () => tell({ type: 'failed', reason: 'runtime' }));
  const kernels = WebAssembly.compileStreaming(fetch(kernelsUrl));
  kernels.then(
    (module) => worker.postMessage({ type: 'start', kernels: module } satisfies ScorerOrder),
    () => tell({ type: 'failed', reason: 'runtime' }),
  );
  return {
    kernels,
    order: (message, transfer = []) => worker.postMessage(message, transfer),
    follow(listener) {
      tell = listener;
      for (const news of untold) listener(news);
      untold = [];
    },
    close: () => worker.terminate(),
  };
}
