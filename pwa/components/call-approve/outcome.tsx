import type { ChallengeView } from '#core/view';
import { LinkButton } from '../../ui/button.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { outcomeOf, type Outcome } from './approve-words.ts';

const icons: Record<Outcome['tone'], IconName> = {
  positive: 'check-circle',
  critical: 'x-circle',
  neutral: 'hourglass',
};

/** What became of it; the question is gone, so that nobody answers it twice. */
export function ChallengeOutcome({ challenge, byMe }: { challenge: ChallengeView; byMe: boolean }) {
  const outcome = outcomeOf(challenge, byMe);
  if (outcome === undefined) return null;
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
      <h1 tabIndex={-1}>{outcome.title}</h1>
      <p class="soft">{outcome.words}</p>
      <LinkButton href="/">Go home</LinkButton>
    </section>
  );
}
