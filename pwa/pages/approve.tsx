import { useRoute } from 'preact-iso';
import { ChallengeQuestion } from '../components/call-approve/challenge-question.tsx';
import { useTitle } from '../components/use-title.ts';
import { LinkButton } from '../ui/button.tsx';

/** `/challenges/:id`: somebody uses this person's name. Is it he? */
export function ApprovePage() {
  const { id = '' } = useRoute().params;
  useTitle('Is this you?');
  return (
    <div class="page-narrow">
      <ChallengeQuestion key={id} id={id} level={1} wayOn={<LinkButton href="/">Go home</LinkButton>} />
    </div>
  );
}
