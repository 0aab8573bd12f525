import { useEffect, useRef, useState } from 'preact/hooks';
import { useApp } from '../../data/app-context.ts';
import { ApiError } from '../../data/problem.ts';
import { wordsOf } from '../../i18n/en.ts';
import { MicrophoneError, openMicrophone } from '../../media/microphone.ts';
import { openRoomClient, type JoinGrant, type RoomClient } from '../../media/room-client.ts';
import { microphoneWords } from './call-words.ts';

export type RoomEntry =
  | { step: 'outside' }
  | { step: 'entering'; waitingFor: 'microphone' | 'admission' }
  | { step: 'problem'; title: string; words: string; code?: string }
  | { step: 'inside'; client: RoomClient };

export type RoomDoor = {
  entry: RoomEntry;
  /** Asks for the microphone (unless one is given), then for the pass, then connects. */
  enter: (join: () => Promise<JoinGrant>, microphone?: MediaStreamTrack) => Promise<void>;
};

/** The way into a room. Whoever leaves the page leaves the room. */
export function useRoom(): RoomDoor {
  const { inCall } = useApp();
  const [entry, setEntry] = useState<RoomEntry>({ step: 'outside' });
  const life = useRef({ gone: false, busy: false, client: undefined as RoomClient | undefined });

  useEffect(() => {
    const mine = life.current;
    mine.gone = false;
    return () => {
      mine.gone = true;
      inCall.value = false;
      // A page that goes elsewhere hangs up; one that is merely reloaded comes back to its seat.
      void mine.client?.leave();
    };
  }, [inCall]);

  async function enter(join: () => Promise<JoinGrant>, given?: MediaStreamTrack): Promise<void> {
    const mine = life.current;
    if (mine.busy) return;
    mine.busy = true;
    let microphone = given;
    try {
      setEntry({ step: 'entering', waitingFor: 'microphone' });
      microphone ??= await openMicrophone();
      setEntry({ step: 'entering', waitingFor: 'admission' });
      const grant = await join();
      // Gone while the browser asked: nobody may be put into a room behind a closed page.
      if (mine.gone) return microphone.stop();
      const client = openRoomClient({ grant, renew: join, microphone });
      mine.client = client;
      inCall.value = true;
      setEntry({ step: 'inside', client });
    } catch (error) {
      microphone?.stop();
      setEntry(problemOf(error));
    } finally {
      mine.busy = false;
    }
  }

  return { entry, enter };
}

function problemOf(error: unknown): RoomEntry {
  if (error instanceof MicrophoneError) return { step: 'problem', ...microphoneWords[error.problem] };
  return {
    step: 'problem',
    title: 'You could not be connected',
    words: wordsOf(error),
    ...(error instanceof ApiError ? { code: error.code } : {}),
  };
}
