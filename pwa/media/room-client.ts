import type { RtcNotice } from '#core/wire';
import { keepMedia } from './media-keeper.ts';
import { openRemoteAudio } from './remote-audio.ts';
import { openRoomMedia } from './room-media.ts';
import { applyHello, applyNotice, createRoomState, finish, type ReadableRoomState } from './room-state.ts';
import type { RtcParams } from './rtc-protocol.ts';
import { openRtcSocket, type Hello } from './rtc-socket.ts';
import { watchStats } from './watch-stats.ts';

export type JoinGrant = { gatewayUrl: string; token: string };
export type VoiceScore = RtcParams<'voice-score'>;

export type RoomClient = {
  readonly state: ReadableRoomState;
  readonly microphone: MediaStreamTrack;
  setMuted(muted: boolean): void;
  /** Plays what the browser kept silent until a click. */
  startPlayback(): Promise<void>;
  /** False when it could not be sent: the next score replaces it, so it is not queued. */
  sendScore(score: VoiceScore): Promise<boolean>;
  /** Hangs up. */
  leave(): Promise<void>;
  /** Ends the connection and stops the microphone; idempotent. */
  close(): void;
};

export type RoomClientOptions = {
  grant: JoinGrant;
  /** Another pass, for when the gateway has forgotten this page. */
  renew: () => Promise<JoinGrant>;
  /** Taken over: stopped by `close()`. */
  microphone: MediaStreamTrack;
};

/** One participant's place in one room: connection, microphone, the others' voices, and what the gateway tells. */
export function openRoomClient({ grant, renew, microphone }: RoomClientOptions): RoomClient {
  const state = createRoomState();
  const audio = openRemoteAudio((blocked) => {
    state.playbackBlocked.value = blocked;
  });
  let unusedToken: string | undefined = grant.token;
  let routerRtpCapabilities: Record<string, unknown> = {};
  let sendCodec = '';
  let closed = false;

  const media = keepMedia({
    state,
    audio,
    open: () =>
      openRoomMedia({ socket, routerRtpCapabilities, sendCodec, microphone, onIceFailed: () => media.repairSoon() }),
    onGivenUp: () => give('failed', 'media-failed'),
  });
  const socket = openRtcSocket({
    url: grant.gatewayUrl,
    freshToken,
    onNotice,
    onState: (socketState) => {
      if (socketState === 'reconnecting' && !state.isOver.value) state.phase.value = 'reconnecting';
    },
    onHello,
    onRefused: (error) => give(error.code === 'session-ended' ? 'ended' : 'failed', error.code),
  });
  const stopStats = watchStats(state, () => media.current());

  async function freshToken(): Promise<string> {
    const token = unusedToken ?? (await renew()).token;
    unusedToken = undefined;
    return token;
  }

  function onHello(hello: Hello, resumed: boolean): void {
    applyHello(state, hello);
    ({ routerRtpCapabilities, sendCodec } = hello);
    if (resumed && media.current() !== undefined) state.phase.value = 'live';
    else media.rebuild();
  }

  function onNotice(notice: RtcNotice): void {
    applyNotice(state, notice);
    if (notice.type === 'consumer') media.addConsumer(notice);
    else if (notice.type === 'consumer-closed') media.closeConsumer(notice.participantId, notice.consumerId);
    else if (notice.type === 'media-reset') {
      ({ routerRtpCapabilities } = notice);
      media.rebuild();
    } else if (state.isOver.value) stop();
  }

  function give(phase: 'ended' | 'failed', reason: string): void {
    finish(state, phase, reason);
    stop();
  }

  function stop(): void {
    if (closed) return;
    closed = true;
    stopStats();
    socket.close();
    media.stop();
    audio.close();
    microphone.stop();
  }

  return {
    state,
    microphone,
    setMuted(muted) {
      // Silence goes on being sent: a stopped stream would look like a lost one to everybody else.
      microphone.enabled = !muted;
      state.muted.value = muted;
    },
    startPlayback: () => audio.start(),
    sendScore: (score) =>
      socket.request('voice-score', score).then(
        () => true,
        () => false,
      ),
    async leave() {
      finish(state, 'ended', 'left');
      await socket.request('leave', {}).catch(() => undefined);
      stop();
    },
    close: () => give('ended', 'left'),
  };
}
