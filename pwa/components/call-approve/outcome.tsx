import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ChallengeView } from '#core/view';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { outcomeOf, type Outcome } from './approve-words.ts';

const icons: Record<Outcome['tone'], IconName> = {
  positive: 'check-circle',
  critical: 'x-circle',
  neutral: 'hourglass',
};

export type ChallengeOutcomeProps = {
  challenge: ChallengeView;
  byMe: boolean;
  level: 1 | 3;
  children: ComponentChildren;
};

/** What became of it; the question is gone, so that nobody answers it twice. `children`: the way on. */
export function ChallengeOutcome({ challenge, byMe, level, children }: ChallengeOutcomeProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The form that had focus is gone: what came of it takes its place, or a keyboard would start over.
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const outcome = outcomeOf(challenge, byMe);
  if (outcome === undefined) return null;
  const Heading = `h${level}` as const;
  return (
    <section
      class={`card outcome tone-${outcome.tone}`}
      role="status"
      data-testid="challenge-outcome"
      data-state={challenge.state}
    >
      <span class="outcome-mark">
        <Icon name={icons[outcome.tone]} large />
      </span>
      <Heading class="outcome-title" ref={heading} tabIndex={-1}>
        {outcome.title}
      </Heading>
      <p class="soft">{outcome.words}</p>
      {children}
    </section>
  );
}
