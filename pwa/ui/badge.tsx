import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';
import type { Tone } from './tone.ts';

export type BadgeProps = {
  tone?: Tone;
  icon?: IconName;
  large?: boolean;
  /** Without a capsule around it. */
  plain?: boolean;
  children: ComponentChildren;
  testId?: string;
};

/** A word with its mark: colour never carries the meaning alone. */
export function Badge({ tone = 'neutral', icon, large = false, plain = false, children, testId }: BadgeProps) {
  return (
    <span
      class={`badge tone-${tone} ${large ? 'badge-large' : ''} ${plain ? 'badge-plain' : ''}`}
      data-tone={tone}
      data-testid={testId}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </span>
  );
}
