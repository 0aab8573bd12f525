import '../../styles/call-approve.css';
import type { ComponentChildren } from 'preact';
import { assertNever } from '#core/result';
import { useApp } from '../../data/app-context.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import { useNow } from '../../ui/use-now.ts';
import { DrillBadge } from '../drill-badge.tsx';
import { ApproveForm, type ApproveFormProps } from './approve-form.tsx';
import { questionOf } from './approve-words.ts';
import { ChallengeFacts } from './challenge-facts.tsx';
import { ChallengeOutcome } from './outcome.tsx';
import { useChallenge } from './use-challenge.ts';

export type ChallengeQuestionProps = {
  id: string;
  /** The heading's level: the page's own, or one below a dialog's title. */
  level: 1 | 3;
  /** The way on once it is answered. */
  wayOn: ComponentChildren;
};

/** Somebody uses this person's name. Is it he? The same on its page and above a call. */
export function ChallengeQuestion({ id, level, wayOn }: ChallengeQuestionProps) {
  const { loaded, reload, setAnswering, setDecided } = useChallenge(id);
  switch (loaded.state) {
    case 'loading':
      return <Skeleton lines={6} label="Loading the question" />;
    case 'failed':
      return <LoadProblem level={level} words={loaded.words} onRetry={reload} />;
    case 'decided':
      return (
        <ChallengeOutcome level={level} challenge={loaded.challenge} byMe={loaded.byMe}>
          {wayOn}
        </ChallengeOutcome>
      );
    case 'open':
      return (
        <Question
          level={level}
          wayOn={wayOn}
          challenge={loaded.challenge}
          onAnswering={setAnswering}
          onDecided={setDecided}
        />
      );
    default:
      return assertNever(loaded);
  }
}

type QuestionProps = ApproveFormProps & Omit<ChallengeQuestionProps, 'id'>;

function Question({ challenge, level, wayOn, onDecided, onAnswering }: QuestionProps) {
  const skewMs = useApp().inbox.skewMs.value;
  const isOver = useNow(500) + skewMs >= challenge.expiresAtMs;
  if (isOver) {
    return (
      <ChallengeOutcome level={level} challenge={{ ...challenge, state: 'expired' }} byMe>
        {wayOn}
      </ChallengeOutcome>
    );
  }
  const Heading = `h${level}` as const;
  return (
    <article class="approve" data-testid="challenge" data-challenge-id={challenge.id}>
      <header class="approve-head">
        <p class="row row-between">
          <span class="approve-label">Somebody uses your name</span>
          {challenge.drill ? <DrillBadge /> : null}
        </p>
        <Heading class="approve-question" tabIndex={-1}>
          {questionOf(challenge)}
        </Heading>
      </header>
      <section class="card approve-card">
        <ChallengeFacts challenge={challenge} skewMs={skewMs} />
        {challenge.reasons.length === 0 ? null : (
          <div class="approve-why">
            <p class="small faint">Why we ask</p>
            <ul class="call-reasons">
              {challenge.reasons.slice(0, 3).map(({ code, text }) => (
                <li key={code}>{text}</li>
              ))}
            </ul>
          </div>
        )}
        <ApproveForm challenge={challenge} onDecided={onDecided} onAnswering={onAnswering} />
        <QuestionFoot expiresAtMs={challenge.expiresAtMs} skewMs={skewMs} />
      </section>
    </article>
  );
}

function QuestionFoot({ expiresAtMs, skewMs }: { expiresAtMs: number; skewMs: number }) {
  return (
    <footer class="approve-foot">
      <p data-testid="time-left">
        Time left: <Time atMs={expiresAtMs} as="left" skewMs={skewMs} />. Without an answer nothing is approved.
      </p>
      {/* WCAG 2.2 3.3.8: copying digits is a test of memory and sight, so it may be pasted and there is another way. */}
      <details>
        <summary>I cannot read or type the number</summary>
        <p>Do nothing here. The hold stays, and your security team can release it after reaching you another way.</p>
      </details>
    </footer>
  );
}

function LoadProblem({ level, words, onRetry }: { level: 1 | 3; words: string; onRetry: () => void }) {
  const Heading = `h${level}` as const;
  return (
    <div class="card" role="alert" data-testid="challenge-problem">
      <Heading tabIndex={-1} class="visually-hidden">
        Is this you?
      </Heading>
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
