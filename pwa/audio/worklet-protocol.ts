/** 100 ms at 16 kHz: ten messages a second for each voice, and a decision is never later by more than that. */
export const blockSamples = 1_600;
/** Blocks on their way at once: 2.4 s of a busy scorer before audio is dropped (and counted). */
export const poolBlocks = 24;
export const processorName = 'voice-tap';

export type TapOptions = { kernels: WebAssembly.Module };

/** Page to worklet. `sink` is the scorer's end of the wire: audio goes there without touching the main thread. */
export type TapOrder = { type: 'sink'; sink: MessagePort } | { type: 'close' };

/** Worklet to page, every 5 s: what `process()` cost. */
export type TapCost = {
  type: 'cost';
  quanta: number;
  meanMs: number;
  /** Upper bounds of the histogram's buckets. */
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** Resolution of the clock that was available; coarser than 0.1 ms leaves only `meanMs` meaningful. */
  clockMs: number;
  droppedBlocks: number;
};
