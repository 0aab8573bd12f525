import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';

export type EmptyStateProps = {
  icon: IconName;
  title: string;
  children?: ComponentChildren;
  action?: ComponentChildren;
};

/** Says what will appear here, and the one thing to do. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div class="empty">
      <span class="empty-mark">
        <Icon name={icon} large />
      </span>
      <p class="strong">{title}</p>
      {children === undefined ? null : <p class="small">{children}</p>}
      {action}
    </div>
  );
}
