import type { RoomMedia } from './room-media.ts';
import type { RoomState } from './room-state.ts';
import { voiceLevel, type StreamSample, type StreamStats } from './stats.ts';

const everyMs = 250;

/** Samples loudness and losses of every stream into the room's state. Returns the stop. */
export function watchStats(state: RoomState, media: () => RoomMedia | undefined): () => void {
  let sampling = false;

  async function sample(current: RoomMedia): Promise<void> {
    const samples = await Promise.all(
      [...state.voices.value.values()].map(async ({ participantId, consumerId, paused }) => {
        const now = await current.sampleIncoming(consumerId);
        return now === undefined
          ? undefined
          : ([participantId, statsOf(state.stats.value.get(participantId), now, paused)] as const);
      }),
    );
    const outgoing = await current.sampleOutgoing();
    if (current !== media()) return;
    state.stats.value = new Map(samples.filter((entry) => entry !== undefined));
    if (outgoing !== undefined) state.outgoing.value = statsOf(state.outgoing.value, outgoing, state.muted.value);
  }

  const timer = setInterval(() => {
    const current = media();
    if (current === undefined || sampling) return;
    sampling = true;
    void sample(current)
      .catch(() => undefined) // the connection was closed under us; the next round sees the new one
      .finally(() => {
        sampling = false;
      });
  }, everyMs);
  return () => clearInterval(timer);
}

function statsOf(before: StreamStats | undefined, now: StreamSample, silent: boolean): StreamStats {
  return { ...now, level: silent ? 0 : voiceLevel(before, now) };
}
