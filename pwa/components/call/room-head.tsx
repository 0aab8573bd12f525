import type { ComponentChildren } from 'preact';
import type { ReadableRoomState } from '../../media/room-state.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { Duration } from '../../ui/time.tsx';
import { phaseWords } from './call-words.ts';

export type RoomHeadProps = {
  title: string;
  room: ReadableRoomState;
  sinceMs?: number | undefined;
  marks?: ComponentChildren;
};

/** What room this is and whether its line is up. */
export function RoomHead({ title, room, sinceMs, marks }: RoomHeadProps) {
  const phase = room.phase.value;
  return (
    <header class="room-head">
      <div class="row row-tight">
        <h1 tabIndex={-1}>{title}</h1>
        {marks}
      </div>
      <p class="row row-tight soft" role="status">
        {phase === 'live' ? <span class="live-dot" aria-hidden="true" /> : <Spinner />}
        <span data-testid="phase">{phaseWords[phase]}</span>
        {phase === 'live' && sinceMs !== undefined ? (
          <span class="faint" aria-live="off">
            <Duration fromMs={sinceMs} />
          </span>
        ) : null}
      </p>
    </header>
  );
}
