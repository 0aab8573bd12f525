import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';
import type { Tone } from './tone.ts';

export type BannerProps = {
  tone: Tone;
  title?: ComponentChildren;
  children?: ComponentChildren;
  icon?: IconName;
  small?: boolean;
  /** `alert` interrupts a screen reader: for danger only. `none` when it was there from the start. */
  live?: 'status' | 'alert' | 'none';
  testId?: string;
};

const icons: Record<Tone, IconName> = {
  neutral: 'info',
  positive: 'check-circle',
  caution: 'alert',
  critical: 'alert',
  info: 'info',
  drill: 'flask',
};

export function NoticeBanner({
  tone,
  title,
  children,
  icon = icons[tone],
  small = false,
  live = 'status',
  testId,
}: BannerProps) {
  return (
    <div
      class={`banner tone-${tone} ${small ? 'banner-small' : ''}`}
      role={live === 'none' ? undefined : live}
      data-tone={tone}
      data-testid={testId}
    >
      <Icon name={icon} large={!small} />
      <div class="banner-body grow">
        {title === undefined ? null : <p class="banner-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}
