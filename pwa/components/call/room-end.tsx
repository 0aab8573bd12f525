import type { ComponentChildren } from 'preact';
import type { ReadableRoomState } from '../../media/room-state.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { endWords } from './call-words.ts';

/** After the room. `children` are the ways on from here. */
export function RoomEnd({
  room,
  detail,
  children,
}: {
  room: ReadableRoomState;
  detail?: string | undefined;
  children?: ComponentChildren;
}) {
  const { title, words } = endWords(room.phase.value, room.reason.value);
  return (
    <div class="room-end card" data-testid="room-end" data-phase={room.phase} data-reason={room.reason}>
      <h1 tabIndex={-1} class="visually-hidden">
        {title}
      </h1>
      <EmptyState icon="phone-down" title={title} action={<div class="row">{children}</div>}>
        {detail ?? words}
      </EmptyState>
    </div>
  );
}
