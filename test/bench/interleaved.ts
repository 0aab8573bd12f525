import { median } from './result.ts';

/** Processor time of this thread, so that other programs on the machine cost the figure as little as possible. */
function cpuMs(work: () => void): number {
  const from = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(from);
  return (user + system) / 1000;
}

/** A and B in turn, so that a drift of the machine meets both; medians in ms. The first round of each only warms up. */
export function interleaved(a: () => void, b: () => void, rounds = 7): { a: number; b: number } {
  a();
  b();
  const samples = Array.from({ length: rounds }, () => ({ a: cpuMs(a), b: cpuMs(b) }));
  return { a: median(samples.map((one) => one.a)), b: median(samples.map((one) => one.b)) };
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
