import type { ChallengeView } from '#core/view';
import { useApp } from '../data/app-context.ts';
import { LinkButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Time } from '../ui/time.tsx';
import { VisuallyHidden } from '../ui/visually-hidden.tsx';
import { DrillBadge } from './drill-badge.tsx';

export type ChallengeCardProps = {
  challenge: ChallengeView;
  compact?: boolean;
  /** Where the page must not be left (a call is on it): opens the question above it. */
  onOpen?: ((id: string) => void) | undefined;
};

/** An open challenge: somebody uses this person's name, is it he? Approving happens in the question, never here. */
export function ChallengeCard({ challenge, compact = false, onOpen }: ChallengeCardProps) {
  const { inbox } = useApp();
  const open = (event: MouseEvent): void => {
    if (onOpen === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    // The router listens on the window and does not look whether the default was prevented.
    event.stopPropagation();
    onOpen(challenge.id);
  };
  return (
    <article class={`challenge ${compact ? 'challenge-compact' : ''}`} data-testid="challenge-card">
      <VisuallyHidden>
        <span role="alert">Is this you? Someone uses your name. Look and decide.</span>
      </VisuallyHidden>
      <div class="row row-between">
        <p class="challenge-label">
          <Icon name="shield-question" /> Is this you?
        </p>
        {challenge.drill ? <DrillBadge /> : null}
      </div>
      <p class="challenge-text">
        Someone is {challenge.sessionKind === 'call' ? 'calling' : 'meeting'} <b>{challenge.targetName}</b> under your
        name.
      </p>
      <p class="small soft">
        From {challenge.origin} · <Time atMs={challenge.since} as="ago" skewMs={inbox.skewMs.value} /> ·{' '}
        <Time atMs={challenge.expiresAtMs} as="left" skewMs={inbox.skewMs.value} /> to answer
      </p>
      <LinkButton
        variant="primary"
        size={compact ? 'regular' : 'large'}
        wide
        href={`/challenges/${encodeURIComponent(challenge.id)}`}
        onClick={open}
      >
        Look and decide
      </LinkButton>
    </article>
  );
}
