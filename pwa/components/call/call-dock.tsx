import { computed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import type { RoomClient } from '../../media/room-client.ts';
import { Button } from '../../ui/button.tsx';
import { LevelMeter } from './level-meter.tsx';

/** The controls that are always in reach: own microphone, what the page adds, and the way out. */
export function CallDock({
  client,
  leaveLabel,
  children,
}: {
  client: RoomClient;
  leaveLabel: string;
  children?: ComponentChildren;
}) {
  const { muted, outgoing } = client.state;
  const level = useMemo(() => computed(() => outgoing.value?.level ?? 0), [outgoing]);
  return (
    <div class="call-dock" role="group" aria-label="Call controls">
      <Button
        size="large"
        icon={muted.value ? 'mic-off' : 'mic'}
        pressed={muted.value}
        onClick={() => client.setMuted(!muted.value)}
        testId="mute"
      >
        <span class="call-dock-label">
          {muted.value ? 'Muted' : 'Mute'}
          <LevelMeter level={level} off={muted.value} />
        </span>
      </Button>
      {children}
      <Button size="large" variant="danger" icon="phone-down" onClick={() => void client.leave()} testId="hang-up">
        {leaveLabel}
      </Button>
    </div>
  );
}
