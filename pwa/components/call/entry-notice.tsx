import { Button, LinkButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import type { RoomEntry } from './use-room.ts';

/** On the way into a room: waiting, or what went wrong and what to do. */
export function EntryNotice({
  entry,
  onRetry,
}: {
  entry: Exclude<RoomEntry, { step: 'inside' | 'outside' }>;
  onRetry: () => void;
}) {
  if (entry.step === 'entering') {
    return (
      <div class="room-entry" data-testid="room-entering">
        <Spinner label={entry.waitingFor === 'microphone' ? 'Waiting for your microphone…' : 'Connecting…'} />
      </div>
    );
  }
  return (
    <div class="room-end card" role="alert" data-testid="room-problem" data-code={entry.code}>
      <EmptyState
        icon="alert"
        title={entry.title}
        action={
          <div class="row">
            {entry.code === 'session-ended' ? null : (
              <Button variant="primary" icon="refresh" onClick={onRetry}>
                Try again
              </Button>
            )}
            <LinkButton href="/">Go home</LinkButton>
          </div>
        }
      >
        {entry.words}
      </EmptyState>
    </div>
  );
}
