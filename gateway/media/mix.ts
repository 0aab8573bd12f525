/** One 20 ms frame at 8 kHz. */
export const mixFrameSamples = 160;

/** Sums voices into one frame, each with its gain, and limits to 16 bits instead of wrapping round. */
export function mixPcm(voices: readonly { pcm: Int16Array; gain: number }[]): Int16Array {
  const sum = new Float64Array(mixFrameSamples);
  for (const { pcm, gain } of voices) {
    for (let i = 0; i < mixFrameSamples; i += 1) sum[i] = (sum[i] ?? 0) + (pcm[i] ?? 0) * gain;
  }
  return Int16Array.from(sum, (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample))));
}
