import type { ComponentChildren } from 'preact';
import type { Tone } from '../../ui/tone.ts';

export type KeyFigure = { label: string; value: ComponentChildren; tone?: Tone };

export function KeyFigures({ label, figures }: { label: string; figures: readonly KeyFigure[] }) {
  return (
    <dl class="figures" aria-label={label}>
      {figures.map((figure) => (
        <div key={figure.label} class={`figure tone-${figure.tone ?? 'neutral'}`}>
          <dt>{figure.label}</dt>
          <dd>{figure.value}</dd>
        </div>
      ))}
    </dl>
  );
}
