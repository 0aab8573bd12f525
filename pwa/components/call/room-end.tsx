import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ReadableRoomState } from '../../media/room-state.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { endWords } from './call-words.ts';

/** After the room. `children` are the ways on from here. */
export function RoomEnd({
  room,
  title,
  detail,
  children,
}: {
  room: ReadableRoomState;
  /** Instead of the room's own words. */
  title?: string | undefined;
  detail?: string | undefined;
  children?: ComponentChildren;
}) {
  const ended = endWords(room.phase.value, room.reason.value);
  const heading = title ?? ended.title;
  const name = useRef<HTMLHeadingElement>(null);
  // The room's controls are gone, and focus with them.
  useEffect(() => name.current?.focus(), []);
  return (
    <div class="room-end card" data-testid="room-end" data-phase={room.phase} data-reason={room.reason}>
      <h1 ref={name} tabIndex={-1} class="visually-hidden">
        {heading}
      </h1>
      <EmptyState icon="phone-down" title={heading} action={<div class="row">{children}</div>}>
        {detail ?? ended.words}
      </EmptyState>
    </div>
  );
}
