import { useLocation } from 'preact-iso';
import { useApp } from '../data/app-context.ts';
import { ChallengeCard } from './challenge-card.tsx';
import { RingingCard } from './ringing-card.tsx';
import { useRingTone } from './use-ring-tone.ts';

/** Calls that ring and open challenges, above whatever page is open. Home shows them itself. */
export function InboxOverlay() {
  const { inbox, settings, inCall } = useApp();
  const { path } = useLocation();
  const calls = inbox.ringing.value.filter((call) => path !== `/call/${call.sessionId}`);
  const challenges = inbox.challenges.value.filter((challenge) => path !== `/challenges/${challenge.id}`);
  useRingTone(calls.length > 0 && settings.ringTone.value && !inCall.value);
  const hidden = path === '/' || calls.length + challenges.length === 0;
  return (
    <section class="inbox-overlay" aria-label="Waiting for you" hidden={hidden}>
      {hidden ? null : (
        <>
          {calls.map((call) => (
            <RingingCard key={call.sessionId} call={call} compact />
          ))}
          {challenges.map((challenge) => (
            <ChallengeCard key={challenge.id} challenge={challenge} compact />
          ))}
        </>
      )}
    </section>
  );
}
