export type BlockAssembler = {
  /** Takes samples; hands over every block that is full. Allocates nothing. */
  push(samples: Float32Array): void;
  /** A block comes back for reuse. */
  giveBack(buffer: ArrayBuffer): void;
  readonly dropped: number;
};

/**
 * Fills blocks from a fixed pool. When none is left (the reader stalls), samples are dropped and counted: the audio
 * thread must never wait and never allocate.
 */
export function createBlockAssembler(
  samplesPerBlock: number,
  blocks: number,
  handOver: (block: Float32Array<ArrayBuffer>) => void,
): BlockAssembler {
  const free: Float32Array<ArrayBuffer>[] = Array.from({ length: blocks }, () => new Float32Array(samplesPerBlock));
  let current: Float32Array<ArrayBuffer> | undefined = free.pop();
  let filled = 0;
  let dropped = 0;

  function copy(block: Float32Array, samples: Float32Array, from: number): number {
    const count = Math.min(samplesPerBlock - filled, samples.length - from);
    for (let i = 0; i < count; i += 1) block[filled + i] = samples[from + i] as number;
    filled += count;
    return count;
  }

  return {
    push(samples) {
      let taken = 0;
      while (taken < samples.length) {
        current ??= free.pop();
        if (current === undefined) {
          // Counted in blocks, by the samples that would have filled them.
          dropped += (samples.length - taken) / samplesPerBlock;
          return;
        }
        taken += copy(current, samples, taken);
        if (filled < samplesPerBlock) return;
        filled = 0;
        const full = current;
        current = free.pop();
        handOver(full);
      }
    },
    giveBack(buffer) {
      if (buffer.byteLength === samplesPerBlock * 4 && free.length < blocks) free.push(new Float32Array(buffer));
    },
    get dropped() {
      return Math.floor(dropped);
    },
  };
}
