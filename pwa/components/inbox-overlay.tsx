import { ErrorBoundary, lazy, useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { useApp } from '../data/app-context.ts';
import { ChallengeCard } from './challenge-card.tsx';
import { RingingCard } from './ringing-card.tsx';
import { useRingTone } from './use-ring-tone.ts';
import { useSpareScorer } from './use-spare-scorer.ts';

const ChallengeDialog = lazy(() =>
  import('./call-approve/challenge-dialog.tsx').then((module) => module.ChallengeDialog),
);

/** Calls that ring and open challenges, above whatever page is open. Home shows them itself. */
export function InboxOverlay() {
  const { inbox, settings, inCall } = useApp();
  const { path } = useLocation();
  const [openId, setOpenId] = useState<string | undefined>(undefined);
  const calls = inbox.ringing.value.filter((call) => path !== `/call/${call.sessionId}`);
  const challenges = inbox.challenges.value.filter(
    // A quiet one waits on the home page: who is asked too often stops reading (MFA fatigue).
    ({ id, quiet }) => quiet !== true && id !== openId && path !== `/challenges/${id}`,
  );
  useRingTone(calls.length > 0 && settings.ringTone.value && !inCall.value);
  useSpareScorer(calls.length > 0 || path.startsWith('/call/'));
  const onOpen = inCall.value ? setOpenId : undefined;
  const close = (): void => {
    setOpenId(undefined);
    // The card that opened it is gone once it is answered: focus goes on in the call, not to the page's top.
    const heading = document.querySelector<HTMLElement>('main h1');
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) heading?.focus({ preventScroll: true });
    });
  };
  const hidden = path === '/' || calls.length + challenges.length === 0;
  return (
    <>
      <section class="inbox-overlay" aria-label="Waiting for you" hidden={hidden}>
        {hidden ? null : (
          <>
            {calls.map((call) => (
              <RingingCard key={call.sessionId} call={call} compact />
            ))}
            {challenges.map((challenge) => (
              <ChallengeCard key={challenge.id} challenge={challenge} compact onOpen={onOpen} />
            ))}
          </>
        )}
      </section>
      {openId === undefined ? null : (
        <ErrorBoundary>
          <ChallengeDialog id={openId} onClose={close} />
        </ErrorBoundary>
      )}
    </>
  );
}
