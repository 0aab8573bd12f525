import { agoText, clockText, dateText, durationText, fullText, leftText } from './time-words.ts';
import { useNow } from './use-now.ts';

/** A moment. `ago` and `left` keep counting; the whole date is in the title. */
export function Time({
  atMs,
  as = 'date',
  skewMs = 0,
}: {
  atMs: number;
  as?: 'clock' | 'seconds' | 'date' | 'ago' | 'left';
  skewMs?: number;
}) {
  const nowMs = useNow(as === 'ago' || as === 'left' ? 1000 : 60_000) + skewMs;
  const words = {
    clock: () => clockText(atMs),
    seconds: () => clockText(atMs, true),
    date: () => dateText(atMs, nowMs),
    ago: () => agoText(atMs, nowMs),
    left: () => leftText(atMs, nowMs),
  }[as]();
  return (
    <time dateTime={new Date(atMs).toISOString()} title={fullText(atMs)}>
      {words}
    </time>
  );
}

/** How long something has lasted, or lasted. */
export function Duration({ fromMs, toMs }: { fromMs: number; toMs?: number | undefined }) {
  const nowMs = useNow(1000);
  return <span>{durationText((toMs ?? nowMs) - fromMs)}</span>;
}
