/** Frames of 20 ms in a row that must be loud before it counts as speech: a click is no voice. */
const framesNeeded = 4;
/** About -45 dBov: quieter is line noise on any telephone. */
const lowestRms = 180;
const overFloor = 3;

export type SpeechOnset = {
  /** Feed 20 ms of 16-bit PCM (any rate). True once, on the frame at which speech is first sure. */
  push(pcm: Int16Array): boolean;
};

/** First speech of a leg, by frame energy over a tracked noise floor. Cheap: for timing only, never for scores. */
export function createSpeechOnset(): SpeechOnset {
  let floor = 40;
  let loud = 0;
  let done = false;
  return {
    push(pcm) {
      if (done) return false;
      const level = rms(pcm);
      if (level > Math.max(lowestRms, floor * overFloor)) {
        loud += 1;
      } else {
        loud = 0;
        floor += (level - floor) * (level < floor ? 0.5 : 0.02);
      }
      done = loud >= framesNeeded;
      return done;
    },
  };
}

function rms(pcm: Int16Array): number {
  let sum = 0;
  for (const sample of pcm) sum += sample * sample;
  return pcm.length === 0 ? 0 : Math.sqrt(sum / pcm.length);
}
