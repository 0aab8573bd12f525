import { useEffect } from 'preact/hooks';

const everyMs = 3000;

/** Two soft notes every three seconds. Silent until the person has used the page once: browsers ask for that. */
export function useRingTone(ringing: boolean): void {
  useEffect(() => {
    if (!ringing || !navigator.userActivation.hasBeenActive) return undefined;
    const context = new AudioContext();
    const ring = (): void => {
      note(context, 587.3, 0);
      note(context, 784, 0.22);
    };
    ring();
    const timer = setInterval(ring, everyMs);
    return () => {
      clearInterval(timer);
      void context.close();
    };
  }, [ringing]);
}

function note(context: AudioContext, hertz: number, afterS: number): void {
  const at = context.currentTime + afterS;
  const tone = new OscillatorNode(context, { type: 'sine', frequency: hertz });
  const loudness = new GainNode(context, { gain: 0 });
  loudness.gain.linearRampToValueAtTime(0.12, at + 0.03);
  loudness.gain.exponentialRampToValueAtTime(0.0001, at + 0.6);
  tone.connect(loudness).connect(context.destination);
  tone.start(at);
  tone.stop(at + 0.65);
}
