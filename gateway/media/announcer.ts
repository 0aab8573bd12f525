import { mixFrameSamples } from './mix.ts';

export type Announcer = {
  /** Plays once over whatever else is heard. */
  say(pcm: Int16Array): void;
  /** Plays round and round until `stop`. */
  loop(pcm: Int16Array): void;
  stop(): void;
  /** 20 ms, or undefined when there is nothing to say. */
  next(): Int16Array | undefined;
};

/** What the gateway itself plays into a phone leg; 16-bit PCM at 8 kHz. */
export function createAnnouncer(): Announcer {
  let pcm: Int16Array = new Int16Array(0);
  let [at, again] = [0, false];
  const play = (next: Int16Array, repeat: boolean): void => {
    [pcm, at, again] = [next, 0, repeat];
  };
  return {
    say: (next) => play(next, false),
    loop: (next) => play(next, true),
    stop: () => play(new Int16Array(0), false),
    next() {
      if (at >= pcm.length) {
        if (!again || pcm.length === 0) return undefined;
        at = 0;
      }
      const frame = new Int16Array(mixFrameSamples);
      frame.set(pcm.subarray(at, at + mixFrameSamples));
      at += mixFrameSamples;
      return frame;
    },
  };
}
