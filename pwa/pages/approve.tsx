import '../styles/call-approve.css';
import { useRoute } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';
import { assertNever } from '#core/result';
import type { ChallengeView } from '#core/view';
import { ApproveForm, type ApproveFormProps, type OpenChallenge } from '../components/call-approve/approve-form.tsx';
import { offlineApprove, questionOf } from '../components/call-approve/approve-words.ts';
import { ChallengeFacts } from '../components/call-approve/challenge-facts.tsx';
import { ChallengeOutcome } from '../components/call-approve/outcome.tsx';
import { DrillBadge } from '../components/drill-badge.tsx';
import { useTitle } from '../components/use-title.ts';
import { useApp } from '../data/app-context.ts';
import { isTransport } from '../data/problem.ts';
import { wordsOf } from '../i18n/en.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Time } from '../ui/time.tsx';
import { useNow } from '../ui/use-now.ts';

type Loaded =
  | { state: 'loading' }
  | { state: 'failed'; words: string }
  | { state: 'open'; challenge: OpenChallenge }
  | { state: 'decided'; challenge: ChallengeView; byMe: boolean };

/** `/challenges/:id`: somebody uses this person's name. Is it he? */
export function ApprovePage() {
  const { id = '' } = useRoute().params;
  const { loaded, setLoaded, reload, answering } = useChallenge(id);
  useTitle('Is this you?');
  switch (loaded.state) {
    case 'loading':
      return <Skeleton lines={6} label="Loading the question" />;
    case 'failed':
      return <LoadProblem words={loaded.words} onRetry={reload} />;
    case 'decided':
      return (
        <div class="page-narrow">
          <ChallengeOutcome challenge={loaded.challenge} byMe={loaded.byMe} />
        </div>
      );
    case 'open':
      return (
        <Question
          challenge={loaded.challenge}
          onAnswering={(isAnswering) => {
            answering.current = isAnswering;
          }}
          onDecided={(challenge, byMe) => setLoaded({ state: 'decided', challenge, byMe })}
        />
      );
    default:
      return assertNever(loaded);
  }
}

function Question({ challenge, onDecided, onAnswering }: ApproveFormProps) {
  const skewMs = useApp().inbox.skewMs.value;
  const isOver = useNow(500) + skewMs >= challenge.expiresAtMs;
  if (isOver) {
    return (
      <div class="page-narrow">
        <ChallengeOutcome challenge={{ ...challenge, state: 'expired' }} byMe />
      </div>
    );
  }
  return (
    <article class="page-narrow approve" data-testid="challenge" data-challenge-id={challenge.id}>
      <header class="approve-head">
        <p class="row row-between">
          <span class="approve-label">Somebody uses your name</span>
          {challenge.drill ? <DrillBadge /> : null}
        </p>
        <h1 tabIndex={-1}>{questionOf(challenge)}</h1>
      </header>
      <section class="card approve-card">
        <ChallengeFacts challenge={challenge} skewMs={skewMs} />
        {challenge.reasons.length === 0 ? null : (
          <div class="approve-why">
            <h2>Why we ask</h2>
            <ul class="call-reasons">
              {challenge.reasons.slice(0, 3).map(({ code, text }) => (
                <li key={code}>{text}</li>
              ))}
            </ul>
          </div>
        )}
        <ApproveForm challenge={challenge} onDecided={onDecided} onAnswering={onAnswering} />
        <footer class="approve-foot">
          <p data-testid="time-left">
            Time left: <Time atMs={challenge.expiresAtMs} as="left" skewMs={skewMs} />. Without an answer nothing is
            approved.
          </p>
          {/* WCAG 2.2 3.3.8: copying digits is a test of memory and sight, so it may be pasted and there is another way. */}
          <details>
            <summary>I cannot read or type the number</summary>
            <p>
              Do nothing here. The hold stays, and your security team can release it after reaching you another way.
            </p>
          </details>
        </footer>
      </section>
    </article>
  );
}

function useChallenge(id: string) {
  const { api, inbox } = useApp();
  const [loaded, setLoaded] = useState<Loaded>({ state: 'loading' });
  const answering = useRef(false);
  const load = (): void => {
    api.challenge(id).then(
      (challenge) =>
        setLoaded(
          challenge.state === 'sent' ? { state: 'open', challenge } : { state: 'decided', challenge, byMe: false },
        ),
      (error: unknown) => setLoaded({ state: 'failed', words: isTransport(error) ? offlineApprove : wordsOf(error) }),
    );
  };
  useEffect(load, [api, id]);
  // Decided on another device, expired, or the call ended: the edge says so while the question is open here.
  const decided = inbox.decided.value;
  useEffect(() => {
    if (decided?.id !== id || answering.current) return;
    setLoaded((now) => (now.state === 'open' ? { state: 'decided', challenge: decided, byMe: false } : now));
  }, [decided, id]);
  return { loaded, setLoaded, reload: load, answering };
}

function LoadProblem({ words, onRetry }: { words: string; onRetry: () => void }) {
  return (
    <div class="card page-narrow" role="alert" data-testid="challenge-problem">
      <h1 tabIndex={-1} class="visually-hidden">
        Is this you?
      </h1>
      <EmptyState
        icon="shield-question"
        title="The question cannot be shown"
        action={
          <Button icon="refresh" onClick={onRetry}>
            Try again
          </Button>
        }
      >
        {words}
      </EmptyState>
    </div>
  );
}
