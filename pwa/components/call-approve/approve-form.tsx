import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser';
import { useState } from 'preact/hooks';
import type { ChallengeView } from '#core/view';
import { assert, passkeyWords } from '../../auth/passkey.ts';
import { useApp } from '../../data/app-context.ts';
import { ApiError, isTransport } from '../../data/problem.ts';
import { NoticeBanner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { offlineApprove } from './approve-words.ts';
import { NotMe } from './not-me.tsx';
import { NumberField } from './number-field.tsx';

export type OpenChallenge = ChallengeView & { options: PublicKeyCredentialRequestOptionsJSON };
export type ApproveFormProps = {
  challenge: OpenChallenge;
  onDecided: (challenge: ChallengeView, byMe: boolean) => void;
  /** While an answer is on its way, the inbox's word about it is not news. */
  onAnswering: (isAnswering: boolean) => void;
};

/** Number first, passkey second, and "not me" of the same size beside it. There is no approving without the number. */
export function ApproveForm({ challenge, onDecided, onAnswering }: ApproveFormProps) {
  const { api, online, inbox } = useApp();
  const [digits, setDigits] = useState('');
  const [numberProblem, setNumberProblem] = useState<string | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState<'approve' | 'not-me' | undefined>(undefined);

  async function send(kind: 'approve' | 'not-me', answer: () => Promise<ChallengeView>): Promise<void> {
    setBusy(kind);
    onAnswering(true);
    setProblem(undefined);
    try {
      const decided = await answer();
      inbox.settle(challenge.id);
      onDecided(decided, true);
    } catch (error) {
      const stored = decidedOf(error, challenge);
      if (stored === undefined) setProblem(wordsFor(error));
      else onDecided(stored, stored.state === 'failed');
    } finally {
      onAnswering(false);
      setBusy(undefined);
    }
  }

  const approve = (event: Event): void => {
    event.preventDefault();
    if (!online.value) return setProblem(offlineApprove);
    if (digits.length < 3) return setNumberProblem('Type the three digits first.');
    void send('approve', async () => {
      const response = await assert(challenge.options);
      return api.answer(challenge.id, { kind: 'approve', matchNumber: digits, response });
    });
  };
  const notMe = (note: string): void =>
    void send('not-me', () => api.answer(challenge.id, { kind: 'not-me', ...(note === '' ? {} : { note }) }));

  const offline = online.value ? undefined : offlineApprove;
  return (
    <form class="stack approve-form" onSubmit={approve} noValidate data-testid="approve-form">
      <NumberField
        value={digits}
        error={numberProblem}
        onInput={(next) => {
          setDigits(next);
          setNumberProblem(undefined);
        }}
      />
      {(problem ?? offline) === undefined ? null : (
        <NoticeBanner
          tone="critical"
          live="alert"
          small
          icon={offline === undefined ? 'alert' : 'cloud-off'}
          testId="approve-problem"
        >
          {problem ?? offline}
        </NoticeBanner>
      )}
      <div class="approve-actions">
        <Button
          type="submit"
          variant="primary"
          size="large"
          icon="key"
          wide
          busy={busy === 'approve'}
          disabledReason={offline}
          testId="approve"
        >
          Approve with passkey
        </Button>
        <NotMe busy={busy === 'not-me'} disabledReason={offline} onReport={notMe} />
      </div>
    </form>
  );
}

/** A late or repeated answer gets the stored outcome in the problem (409 `challenge-decided`). */
function decidedOf(error: unknown, challenge: ChallengeView): ChallengeView | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const stored = error.problem['challenge'];
  if (typeof stored === 'object' && stored !== null && 'state' in stored) return stored as ChallengeView;
  if (error.code === 'number-wrong') return { ...challenge, state: 'failed' };
  return error.code === 'challenge-expired' ? { ...challenge, state: 'expired' } : undefined;
}

function wordsFor(error: unknown): string {
  const isUnsent = isTransport(error) && error instanceof ApiError && error.code !== 'timeout';
  return isUnsent ? offlineApprove : passkeyWords(error);
}
