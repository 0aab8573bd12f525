import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import type { RosterEntry, RtcNotice } from '#core/wire';
import type { Hello } from './rtc-socket.ts';
import type { StreamStats } from './stats.ts';

/** `joining` until the first media flows, `reconnecting` while the gateway cannot be reached; the last three are final. */
export type RoomPhase = 'joining' | 'live' | 'reconnecting' | 'ended' | 'removed' | 'failed';

/** What the held (or asked) page itself is told. The number is typed elsewhere; nobody reads it aloud. */
export type Verification = { held: boolean; matchNumber?: string; expiresAtMs?: number };

export type IncomingVoice = {
  participantId: string;
  consumerId: string;
  codec: string;
  /** Held by the gateway: nothing is heard and nothing may be concluded from the silence. */
  paused: boolean;
  track: MediaStreamTrack;
};

export type RoomState = ReturnType<typeof createRoomState>;

/** What a page shows of a room. Written by the room client alone. */
export function createRoomState() {
  const phase = signal<RoomPhase>('joining');
  const reason = signal<string | undefined>(undefined);
  const self = signal<string | undefined>(undefined);
  const roster = signal<readonly RosterEntry[]>([]);
  const verification = signal<Verification | undefined>(undefined);
  const edge = signal<'connected' | 'away'>('connected');
  const voices = signal<ReadonlyMap<string, IncomingVoice>>(new Map());
  const stats = signal<ReadonlyMap<string, StreamStats>>(new Map());
  const outgoing = signal<StreamStats | undefined>(undefined);
  const muted = signal(false);
  const playbackBlocked = signal(false);
  const isOver = computed(() => phase.value === 'ended' || phase.value === 'removed' || phase.value === 'failed');

  return { phase, reason, self, roster, verification, edge, voices, stats, outgoing, muted, playbackBlocked, isOver };
}

export type ReadableRoomState = { readonly [K in keyof RoomState]: ReadonlySignal<RoomState[K]['value']> };

export function applyHello(state: RoomState, hello: Hello): void {
  batch(() => {
    state.self.value = hello.participantId;
    state.roster.value = hello.roster;
    state.edge.value = hello.edge;
    if (!hello.held && state.verification.value?.held === true) state.verification.value = undefined;
    if (hello.held) state.verification.value = { ...state.verification.value, held: true };
  });
}

/** Notices that change only what is shown; those about media are dealt with by the client. */
export function applyNotice(state: RoomState, notice: RtcNotice): void {
  batch(() => {
    switch (notice.type) {
      case 'roster':
        state.roster.value = notice.roster;
        break;
      case 'held':
        state.verification.value = verificationOf(true, notice);
        break;
      case 'prompt':
        state.verification.value = verificationOf(false, notice);
        break;
      case 'released':
        state.verification.value = undefined;
        break;
      case 'edge':
        state.edge.value = notice.state;
        break;
      case 'removed':
        finish(state, 'removed', undefined);
        break;
      case 'ended':
        finish(state, 'ended', notice.reason);
        break;
      case 'consumer-paused':
      case 'consumer-resumed':
        setPaused(state, notice.participantId, notice.consumerId, notice.type === 'consumer-paused');
        break;
      case 'consumer':
      case 'consumer-closed':
      case 'media-reset':
        break;
    }
  });
}

function verificationOf(held: boolean, notice: { matchNumber?: string; expiresAtMs?: number }): Verification {
  const { matchNumber, expiresAtMs } = notice;
  return {
    held,
    ...(matchNumber === undefined ? {} : { matchNumber }),
    ...(expiresAtMs === undefined ? {} : { expiresAtMs }),
  };
}

/** The first end counts: a `closed` that follows a `removed` is not news. */
export function finish(state: RoomState, phase: 'ended' | 'removed' | 'failed', reason: string | undefined): void {
  if (state.isOver.value) return;
  batch(() => {
    state.phase.value = phase;
    state.reason.value = reason;
    state.verification.value = undefined;
  });
}

export function setVoice(state: RoomState, voice: IncomingVoice): void {
  state.voices.value = new Map(state.voices.value).set(voice.participantId, voice);
}

export function dropVoice(state: RoomState, participantId: string, consumerId: string): void {
  // A replaced consumer's late `closed` must not take the new voice away.
  if (state.voices.value.get(participantId)?.consumerId !== consumerId) return;
  const [voices, stats] = [new Map(state.voices.value), new Map(state.stats.value)];
  voices.delete(participantId);
  stats.delete(participantId);
  batch(() => {
    state.voices.value = voices;
    state.stats.value = stats;
  });
}

function setPaused(state: RoomState, participantId: string, consumerId: string, paused: boolean): void {
  const voice = state.voices.value.get(participantId);
  if (voice?.consumerId === consumerId && voice.paused !== paused) setVoice(state, { ...voice, paused });
}
