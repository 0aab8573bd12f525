import { exp2 } from './exact-math.ts';

const halfLifeMs = 120_000;
const keptOfMaximum = 0.5;

/** What is remembered of evidence that is measured again and again: its maximum, and the trace of the last height. */
export type LiveMemory = { topNats: number; traceNats: number; traceAtMs: number };

/**
 * Evidence of a moment beside what was there before (requirements C.4 item 9): a height fades with a half-life of
 * 120 s, and half of the maximum stays as long as the session lasts. So a voice that was synthetic for a minute does not
 * become innocent by being silent or human afterwards. What speaks for a person leaves no trace.
 */
export function remember(nats: number, before: LiveMemory | undefined, atMs: number): [number, LiveMemory] {
  const { topNats, traceNats, traceAtMs } = before ?? { topNats: 0, traceNats: 0, traceAtMs: atMs };
  const faded = traceNats * exp2(-Math.max(0, atMs - traceAtMs) / halfLifeMs);
  const top = Math.max(topNats, nats);
  const isHigher = nats >= faded;
  const memory = { topNats: top, traceNats: isHigher ? Math.max(0, nats) : faded, traceAtMs: atMs };
  const kept = Math.max(memory.traceNats, keptOfMaximum * top);
  return [kept > 0 ? Math.max(nats, kept) : nats, memory];
}
