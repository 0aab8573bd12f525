import { computed } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { RosterEntry } from '#core/wire';
import { useApp } from '../../data/app-context.ts';
import type { RoomClient } from '../../media/room-client.ts';
import type { ReadableRoomState } from '../../media/room-state.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { useTitle } from '../use-title.ts';
import { CallDock } from './call-dock.tsx';
import { LevelMeter } from './level-meter.tsx';
import { PlaybackNotice } from './playback-notice.tsx';
import { RoomEnd } from './room-end.tsx';
import { RoomHead } from './room-head.tsx';
import { RoomRoot } from './room-root.tsx';
import { VerificationPanel } from './verification-panel.tsx';

/** A meeting as a guest sees it: names and sound. No status of anybody, no reason, no score: a suspect learns nothing. */
export function GuestView({ title, client, onRejoin }: { title: string; client: RoomClient; onRejoin: () => void }) {
  const room = client.state;
  const { inCall } = useApp();
  const isOver = room.isOver.value;
  useEffect(() => {
    inCall.value = !isOver;
  }, [inCall, isOver]);
  useTitle(title);

  if (isOver) {
    const mayRejoin = room.phase.value !== 'removed' && room.reason.value !== 'not-allowed';
    return <RoomEnd room={room}>{mayRejoin ? <Button onClick={onRejoin}>Join again</Button> : null}</RoomEnd>;
  }
  const verification = room.verification.value;
  return (
    <RoomRoot client={client} kind="guest">
      <RoomHead title={title} room={room} />
      <PlaybackNotice client={client} />
      {verification === undefined ? null : <VerificationPanel verification={verification} />}
      {verification?.held === true ? null : <Roster room={room} />}
      <CallDock client={client} leaveLabel="Leave" />
    </RoomRoot>
  );
}

function Roster({ room }: { room: ReadableRoomState }) {
  return (
    <ul class="participants" aria-label="Participants">
      {room.roster.value.map((entry) => (
        <RosterCard key={entry.participantId} entry={entry} room={room} />
      ))}
    </ul>
  );
}

function RosterCard({ entry, room }: { entry: RosterEntry; room: ReadableRoomState }) {
  const { participantId, displayName } = entry;
  const isMe = participantId === room.self.value;
  const level = useMemo(
    () => computed(() => (isMe ? room.outgoing.value : room.stats.value.get(participantId))?.level ?? 0),
    [room, participantId, isMe],
  );
  return (
    <li class="participant" data-testid="participant" data-participant-id={participantId} data-name={displayName}>
      <div class="participant-who">
        <Avatar name={displayName} />
        <h2 class="participant-name grow">
          {displayName}
          {isMe ? <span class="faint"> (you)</span> : null}
        </h2>
        <LevelMeter level={level} />
      </div>
    </li>
  );
}
