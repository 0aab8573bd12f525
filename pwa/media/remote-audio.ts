/** Plays remote tracks: one audio element each, so that the operating system's volume and routing apply to every voice. */
export type RemoteAudio = {
  add(participantId: string, track: MediaStreamTrack): void;
  remove(participantId: string): void;
  /** Starts what the browser's autoplay policy kept silent; call it from a click. */
  start(): Promise<void>;
  close(): void;
};

export function openRemoteAudio(onBlocked: (blocked: boolean) => void): RemoteAudio {
  const host = document.createElement('div');
  host.hidden = true;
  host.dataset['testid'] = 'remote-audio';
  document.body.append(host);
  const elements = new Map<string, HTMLAudioElement>();

  async function play(element: HTMLAudioElement): Promise<void> {
    try {
      await element.play();
      onBlocked(false);
    } catch (error) {
      // AbortError: the source changed while starting, which is not a refusal (HTML media §4.8.11.8).
      if (error instanceof DOMException && error.name === 'NotAllowedError') onBlocked(true);
    }
  }

  function remove(participantId: string): void {
    const element = elements.get(participantId);
    if (element === undefined) return;
    elements.delete(participantId);
    element.pause();
    element.srcObject = null;
    element.remove();
  }

  return {
    add(participantId, track) {
      remove(participantId);
      const element = document.createElement('audio');
      element.autoplay = true;
      element.dataset['participantId'] = participantId;
      element.srcObject = new MediaStream([track]);
      host.append(element);
      elements.set(participantId, element);
      void play(element);
    },
    remove,
    async start() {
      await Promise.all([...elements.values()].map((element) => play(element)));
    },
    close() {
      for (const participantId of elements.keys()) remove(participantId);
      host.remove();
    },
  };
}
