import { useState } from 'preact/hooks';
import type { OrderedAction } from '#core/action';
import type { ParticipantView, Possibility } from '#core/view';
import { useApp } from '../../data/app-context.ts';
import type { SessionWatch } from '../../data/watch.ts';
import { offlineReason, wordsOf } from '../../i18n/en.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { StatusBadge } from '../participant-status.tsx';

const doneWords: Record<OrderedAction, (name: string) => string> = {
  ask: (name) => `Verification of ${name} was asked for.`,
  hold: (name) => `${name} is on hold and hears a hold tone.`,
  release: (name) => `${name} is back in the call.`,
  remove: (name) => `${name} was removed.`,
};

/** What a protected person may do about another participant. What cannot be done now says why. */
export function ParticipantActions(props: {
  sessionId: string;
  participant: ParticipantView;
  watch: SessionWatch;
  large: boolean;
}) {
  const { sessionId, participant, watch } = props;
  const size = props.large ? 'regular' : 'small';
  const { api, online, toasts } = useApp();
  const [busy, setBusy] = useState<OrderedAction | undefined>(undefined);
  const [confirming, setConfirming] = useState(false);
  const { id, displayName, can, status } = participant;
  const reasonOf = (possibility: Possibility): string | undefined => {
    if (!online.value) return offlineReason;
    return possibility.allowed ? undefined : possibility.disabledReason;
  };

  async function order(type: OrderedAction): Promise<void> {
    setBusy(type);
    try {
      watch.accept(await api.act(sessionId, id, type));
      toasts.show(doneWords[type](displayName));
    } catch (error) {
      toasts.show(wordsOf(error));
    } finally {
      setBusy(undefined);
      setConfirming(false);
    }
  }

  const holdOrRelease: OrderedAction = status === 'held' ? 'release' : 'hold';
  return (
    <div class="participant-actions">
      <Button
        size={size}
        icon="shield-question"
        busy={busy === 'ask'}
        disabledReason={reasonOf(can.ask)}
        onClick={() => void order('ask')}
        testId="ask"
      >
        Ask for verification
      </Button>
      <Button
        size={size}
        icon={holdOrRelease === 'hold' ? 'pause' : 'play'}
        busy={busy === holdOrRelease}
        disabledReason={reasonOf(can[holdOrRelease])}
        onClick={() => void order(holdOrRelease)}
        testId={holdOrRelease}
      >
        {holdOrRelease === 'hold' ? 'Hold' : 'Release'}
      </Button>
      <Button
        size={size}
        icon="x-circle"
        variant="danger-soft"
        disabledReason={reasonOf(can.remove)}
        onClick={() => setConfirming(true)}
        testId="remove"
      >
        Remove
      </Button>
      <ConfirmDialog
        open={confirming}
        title={`Remove ${displayName}?`}
        confirmLabel="Remove"
        danger
        busy={busy === 'remove'}
        onConfirm={() => void order('remove')}
        onClose={() => setConfirming(false)}
      >
        {/* Two may have one name: the state says which of them is meant. */}
        <p>
          <StatusBadge status={status} />
        </p>
        <p>The connection is closed at once. A case is opened, so that your security team can look into it.</p>
      </ConfirmDialog>
    </div>
  );
}
