import type { RoomClient } from '../../media/room-client.ts';
import { NoticeBanner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';

/** Browsers keep a page silent until it was touched; one tap is enough. */
export function PlaybackNotice({ client, onStart }: { client: RoomClient; onStart?: () => void }) {
  if (!client.state.playbackBlocked.value) return null;
  const start = (): void => {
    void client.startPlayback();
    onStart?.();
  };
  return (
    <NoticeBanner tone="info" icon="volume" title="The browser keeps the call silent" testId="playback-blocked">
      <Button variant="primary" icon="volume" onClick={start}>
        Hear the call
      </Button>
    </NoticeBanner>
  );
}
