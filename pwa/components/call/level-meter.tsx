import type { ReadonlySignal } from '@preact/signals';

const bars = [0.06, 0.22, 0.38, 0.54, 0.7];

/** How loud a voice is, as five bars. Decoration for the eye: what matters is said in words beside it. */
export function LevelMeter({ level, off = false }: { level: ReadonlySignal<number>; off?: boolean }) {
  const now = off ? 0 : level.value;
  return (
    <span class={`level ${off ? 'level-off' : ''}`} aria-hidden="true" data-level={now.toFixed(2)}>
      {bars.map((from) => (
        <span key={from} class={now >= from ? 'level-bar level-lit' : 'level-bar'} />
      ))}
    </span>
  );
}
