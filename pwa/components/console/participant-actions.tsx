import { useState } from 'preact/hooks';
import type { OrderedAction } from '#core/action';
import type { ParticipantView, SessionView } from '#core/view';
import { useApp } from '../../data/app-context.ts';
import { actionWords, offlineReason, wordsOf } from '../../i18n/en.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Field } from '../../ui/field.tsx';
import type { IconName } from '../../ui/icon.tsx';

const icons: Record<OrderedAction, IconName> = {
  ask: 'shield-question',
  hold: 'pause',
  release: 'play',
  remove: 'x-circle',
};

export type ParticipantActionsProps = {
  session: SessionView;
  participant: ParticipantView;
  onView: (view: SessionView) => void;
};

/** What can be ordered. What cannot stays visible with its reason; the table that decides is the edge's. */
export function ParticipantActions({ session, participant, onView }: ParticipantActionsProps) {
  const { api, online, toasts } = useApp();
  const [busy, setBusy] = useState<OrderedAction | undefined>(undefined);
  const [confirming, setConfirming] = useState<'remove' | 'release' | undefined>(undefined);
  const [note, setNote] = useState('');
  if (participant.leftAtMs !== undefined || participant.status === 'removed') return null;
  const held = participant.status === 'held';
  const shown: OrderedAction[] = ['ask', held ? 'release' : 'hold', 'remove'];
  const order = async (type: OrderedAction): Promise<void> => {
    setBusy(type);
    try {
      onView(await api.act(session.id, participant.id, type, note.trim() === '' ? undefined : note.trim()));
    } catch (error) {
      toasts.show(wordsOf(error));
    } finally {
      setBusy(undefined);
      setConfirming(undefined);
      setNote('');
    }
  };
  const reasonOf = (type: OrderedAction): string | undefined => {
    if (!online.value) return offlineReason;
    const possibility = participant.can[type];
    return possibility.allowed ? undefined : possibility.disabledReason;
  };
  return (
    <div class="row row-tight">
      {shown.map((type) => (
        <Button
          key={type}
          size="small"
          icon={icons[type]}
          variant={type === 'remove' ? 'danger-soft' : 'secondary'}
          busy={busy === type}
          disabledReason={reasonOf(type)}
          onClick={() => (type === 'remove' || type === 'release' ? setConfirming(type) : void order(type))}
          testId={`action-${type}`}
        >
          {type === 'ask' ? 'Ask' : actionWords[type]}
          <span class="visually-hidden"> {participant.displayName}</span>
        </Button>
      ))}
      <ConfirmDialog
        open={confirming === 'remove'}
        title={`Remove ${participant.displayName}?`}
        confirmLabel={`Remove ${participant.displayName}`}
        danger
        busy={busy === 'remove'}
        onConfirm={() => void order('remove')}
        onClose={() => setConfirming(undefined)}
      >
        {participant.leg === 'sip' ? 'The phone call ends at once.' : 'The connection is closed at once.'} A case is
        opened, and this cannot be taken back.
      </ConfirmDialog>
      <ConfirmDialog
        open={confirming === 'release'}
        title={`Release ${participant.displayName}?`}
        confirmLabel="Release"
        busy={busy === 'release'}
        onConfirm={() => void order('release')}
        onClose={() => setConfirming(undefined)}
      >
        <div class="stack">
          <p>
            Protected people and {participant.displayName} will hear each other again. Your note goes into the audit.
          </p>
          <Field label="Why (optional)" value={note} onInput={setNote} multiline input={{ maxLength: 300 }} />
        </div>
      </ConfirmDialog>
    </div>
  );
}
