import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChallengeView } from '#core/view';
import { useApp } from '../../data/app-context.ts';
import { isTransport } from '../../data/problem.ts';
import { wordsOf } from '../../i18n/en.ts';
import type { OpenChallenge } from './approve-form.tsx';
import { offlineApprove } from './approve-words.ts';

export type LoadedChallenge =
  | { state: 'loading' }
  | { state: 'failed'; words: string }
  | { state: 'open'; challenge: OpenChallenge }
  | { state: 'decided'; challenge: ChallengeView; byMe: boolean };

/** A challenge with what is needed to answer it; follows the edge when it is decided elsewhere. */
export function useChallenge(id: string) {
  const { api, inbox } = useApp();
  const [loaded, setLoaded] = useState<LoadedChallenge>({ state: 'loading' });
  const isAnswering = useRef(false);
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
    if (decided?.id !== id || isAnswering.current) return;
    setLoaded((now) => (now.state === 'open' ? { state: 'decided', challenge: decided, byMe: false } : now));
  }, [decided, id]);
  return {
    loaded,
    reload: load,
    setAnswering: (is: boolean): void => {
      isAnswering.current = is;
    },
    setDecided: (challenge: ChallengeView, byMe: boolean): void => setLoaded({ state: 'decided', challenge, byMe }),
  };
}
