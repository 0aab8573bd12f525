import type { Effect } from '#core/policy';
import { effectWords } from '../../i18n/en.ts';
import { Badge } from '../../ui/badge.tsx';
import type { IconName } from '../../ui/icon.tsx';
import type { Tone } from '../../ui/tone.ts';
import { percentText, riskOfTen } from './waterfall-steps.ts';

export const effectLooks: Record<Effect, { tone: Tone; icon: IconName }> = {
  none: { tone: 'neutral', icon: 'check' },
  ask: { tone: 'caution', icon: 'shield-question' },
  hold: { tone: 'critical', icon: 'pause' },
  block: { tone: 'critical', icon: 'x-circle' },
};

/** The figure with its bar; the tone follows what the policy did, not the figure alone. */
export function RiskScore({ p, effect, large = false }: { p: number; effect: Effect; large?: boolean }) {
  return (
    <span
      class={`risk tone-${effectLooks[effect].tone} ${large ? 'risk-large' : ''}`}
      title={`Probability ${percentText(p)}`}
    >
      <span class="risk-figure">
        {riskOfTen(p)}
        <span class="visually-hidden"> of 10</span>
        {large ? <span class="risk-of"> / 10</span> : null}
      </span>
      <svg class="risk-bar" aria-hidden="true" focusable="false">
        <rect class="risk-track" width="100%" height="100%" rx="2" />
        <rect class="risk-fill" width={`${Math.max(2, p * 100)}%`} height="100%" rx="2" />
      </svg>
    </span>
  );
}

export function EffectBadge({ effect }: { effect: Effect }) {
  const { tone, icon } = effectLooks[effect];
  return (
    <Badge tone={tone} icon={icon}>
      {effectWords[effect]}
    </Badge>
  );
}
