import { signal, type ReadonlySignal } from '@preact/signals';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { MicrophoneError, openMicrophone } from '../../media/microphone.ts';
import { NoticeBanner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { microphoneWords } from './call-words.ts';
import { LevelMeter } from './level-meter.tsx';

export type MicPreviewProps = { track: MediaStreamTrack | undefined; onTrack: (track: MediaStreamTrack) => void };

/** Asks for the microphone when the person says so, and shows that it hears. */
export function MicPreview({ track, onTrack }: MicPreviewProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<{ title: string; words: string } | undefined>(undefined);
  const level = useMicLevel(track);
  async function allow(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      onTrack(await openMicrophone());
    } catch (error) {
      setProblem(microphoneWords[error instanceof MicrophoneError ? error.problem : 'unavailable']);
    } finally {
      setBusy(false);
    }
  }
  return (
    <div class="mic-preview" data-testid="mic-preview">
      <span class={`mic-mark ${track === undefined ? '' : 'mic-on'}`}>
        <Icon name="mic" large />
      </span>
      <div class="grow">
        <p class="strong">{track === undefined ? 'Your microphone' : 'Your microphone works'}</p>
        <p class="small soft">
          {track === undefined
            ? 'Needed so that the others hear you. Nothing is recorded.'
            : 'Say something: the bars move.'}
        </p>
      </div>
      {track === undefined ? (
        <Button size="small" busy={busy} onClick={() => void allow()} testId="mic-allow">
          Test
        </Button>
      ) : (
        <LevelMeter level={level} />
      )}
      {problem === undefined ? null : (
        <div class="mic-problem">
          <NoticeBanner tone="caution" title={problem.title} small live="alert">
            {problem.words}
          </NoticeBanner>
        </div>
      )}
    </div>
  );
}

function useMicLevel(track: MediaStreamTrack | undefined): ReadonlySignal<number> {
  const level = useMemo(() => signal(0), []);
  useEffect(() => {
    if (track === undefined) return undefined;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      level.value = Math.min(1, Math.max(0, (10 * Math.log10(power + 1e-9) + 55) / 45));
    }, 100);
    return () => {
      clearInterval(timer);
      void context.close();
    };
  }, [track, level]);
  return level;
}
