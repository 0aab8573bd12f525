import { backoffMs } from './backoff.ts';
import type { RemoteAudio } from './remote-audio.ts';
import type { ConsumerNotice, RoomMedia } from './room-media.ts';
import { dropVoice, setVoice, type RoomState } from './room-state.ts';

const mostRepairs = 6;

export type MediaKeeper = {
  current(): RoomMedia | undefined;
  /** Throws the media away and makes them anew. */
  rebuild(): void;
  /** Makes them anew after a pause; the gateway's own `media-reset` is usually sooner and cancels this. */
  repairSoon(): void;
  addConsumer(notice: ConsumerNotice): void;
  closeConsumer(participantId: string, consumerId: string): void;
  stop(): void;
};

export type MediaKeeperOptions = {
  state: RoomState;
  audio: RemoteAudio;
  open: () => Promise<RoomMedia>;
  onGivenUp: () => void;
};

/** Keeps one set of media alive: one step after the other, so that no consumer is made on transports being replaced. */
export function keepMedia({ state, audio, open, onGivenUp }: MediaKeeperOptions): MediaKeeper {
  let media: RoomMedia | undefined;
  let stopped = false;
  let work: Promise<void> = Promise.resolve();
  let repairs = 0;
  let repairTimer: ReturnType<typeof setTimeout> | undefined;

  function queue(step: () => Promise<void>): void {
    work = work.then(() => (stopped ? undefined : step())).catch(repairSoon);
  }

  function repairSoon(): void {
    if (stopped || state.isOver.value) return;
    state.phase.value = 'reconnecting';
    clearTimeout(repairTimer);
    if (repairs >= mostRepairs) return onGivenUp();
    repairs += 1;
    repairTimer = setTimeout(rebuild, backoffMs(repairs + 2, Math.random));
  }

  function rebuild(): void {
    clearTimeout(repairTimer);
    queue(async () => {
      media?.close();
      media = undefined;
      forgetVoices();
      media = await open();
      repairs = 0;
      if (!state.isOver.value) state.phase.value = 'live';
    });
  }

  function forgetVoices(): void {
    for (const { participantId, consumerId } of state.voices.value.values()) {
      audio.remove(participantId);
      dropVoice(state, participantId, consumerId);
    }
  }

  async function consume(notice: ConsumerNotice): Promise<void> {
    // Announced again after a resumed socket.
    if (media === undefined || media.hasConsumer(notice.consumerId)) return;
    const track = await media.consume(notice);
    const { participantId, consumerId, codec, paused } = notice;
    setVoice(state, { participantId, consumerId, codec, paused, track });
    audio.add(participantId, track);
  }

  return {
    current: () => media,
    rebuild,
    repairSoon,
    addConsumer: (notice) => queue(() => consume(notice)),
    closeConsumer(participantId, consumerId) {
      queue(() => {
        media?.closeConsumer(consumerId);
        if (state.voices.value.get(participantId)?.consumerId === consumerId) audio.remove(participantId);
        dropVoice(state, participantId, consumerId);
        return Promise.resolve();
      });
    },
    stop() {
      stopped = true;
      clearTimeout(repairTimer);
      media?.close();
      media = undefined;
    },
  };
}
