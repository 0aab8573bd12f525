import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import type { RingingCall } from '#core/wire';
import { useApp } from '../data/app-context.ts';
import { offlineReason, wordsOf } from '../i18n/en.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { VisuallyHidden } from '../ui/visually-hidden.tsx';
import { DrillBadge } from './drill-badge.tsx';
import { StatusBadge } from './participant-status.tsx';

/** A call that rings for this person, with what is known about the caller before he answers. */
export function RingingCard({ call, compact = false }: { call: RingingCall; compact?: boolean }) {
  const { inbox, api, toasts, online, inCall } = useApp();
  const [asking, setAsking] = useState(false);
  const { route } = useLocation();
  const [busy, setBusy] = useState(false);
  const name = call.from.displayName || call.from.number || 'Number withheld';
  const decline = async (): Promise<void> => {
    setBusy(true);
    try {
      await api.decline(call.sessionId);
      inbox.settle(call.sessionId);
    } catch (error) {
      toasts.show(wordsOf(error));
    } finally {
      setBusy(false);
    }
  };
  const answer = (): void => {
    inbox.settle(call.sessionId);
    route(`/call/${encodeURIComponent(call.sessionId)}`);
  };
  return (
    <article class={`ringing ringing-${call.status} ${compact ? 'ringing-compact' : ''}`} data-testid="ringing">
      <VisuallyHidden>
        <span role="alert">Incoming call from {name}</span>
      </VisuallyHidden>
      <div class="ringing-who">
        <span class="ringing-mark">
          <Avatar name={name} large={!compact} />
        </span>
        <div class="grow">
          <div class="row row-between row-tight">
            <p class="ringing-label">Incoming call</p>
            <span class="row row-tight">
              {call.drill ? <DrillBadge /> : null}
              <StatusBadge status={call.status} />
            </span>
          </div>
          <p class="ringing-name">{name}</p>
          {call.from.number === undefined || call.from.number === name ? null : (
            <p class="small soft">{call.from.number}</p>
          )}
        </div>
      </div>
      {call.reasons.length === 0 ? null : (
        <ul class="ringing-reasons">
          {call.reasons.slice(0, compact ? 2 : 4).map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      {call.status === 'held' ? (
        <p class="small soft">
          You can answer: the caller cannot hear you, nor you the caller, until the check is done.
        </p>
      ) : null}
      <div class="ringing-actions">
        <Button
          icon="phone-down"
          size="large"
          variant="danger-soft"
          busy={busy}
          disabledReason={online.value ? undefined : offlineReason}
          onClick={() => void decline()}
        >
          Decline
        </Button>
        <Button
          icon="phone"
          size="large"
          variant="primary"
          disabledReason={online.value ? undefined : offlineReason}
          onClick={inCall.value ? () => setAsking(true) : answer}
        >
          Answer
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        title={`Answer ${name}?`}
        confirmLabel="End and answer"
        onConfirm={answer}
        onClose={() => setAsking(false)}
      >
        <p>This ends your current call.</p>
      </ConfirmDialog>
    </article>
  );
}
