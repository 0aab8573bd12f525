import type { Verification } from '../../media/room-state.ts';
import { Icon } from '../../ui/icon.tsx';
import { MatchNumber } from './match-number.tsx';

/** What the checked page itself sees: that it waits, and its number. Never why: that would teach an impostor. */
export function VerificationPanel({ verification }: { verification: Verification }) {
  const { held, matchNumber, expiresAtMs } = verification;
  return (
    <section
      class={`verification ${held ? 'verification-held' : ''}`}
      role="status"
      data-testid={held ? 'held-panel' : 'prompt-panel'}
    >
      <span class="verification-mark">
        <Icon name={held ? 'hourglass' : 'shield-question'} large />
      </span>
      <div class="stack stack-tight">
        <h2>{held ? 'Please wait' : 'Please confirm that it is you'}</h2>
        <p class="soft">
          {held ? 'The host is verifying participants.' : 'The meeting goes on meanwhile.'}
          {matchNumber === undefined ? ' There is nothing to do: this page goes on by itself.' : ''}
        </p>
      </div>
      {matchNumber === undefined ? null : <MatchNumber number={matchNumber} expiresAtMs={expiresAtMs} />}
    </section>
  );
}
