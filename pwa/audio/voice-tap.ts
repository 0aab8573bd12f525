import type { Kernels } from '#wasm/index';
import { createBlockAssembler } from './block-assembler.ts';
import { blockSamples, poolBlocks } from './worklet-protocol.ts';

const quantumSamples = 128;

export type VoiceTap = {
  /** One render quantum of one or two channels. Allocates nothing. */
  take(channels: readonly Float32Array[]): void;
  giveBack(buffer: ArrayBuffer): void;
  readonly droppedBlocks: number;
  close(): void;
};

/** What the worklet does with audio, without the worklet: mono, 16 kHz, blocks of 100 ms. */
export function createVoiceTap(
  kernels: Kernels,
  sampleRateHz: number,
  handOver: (block: Float32Array<ArrayBuffer>) => void,
): VoiceTap {
  const resampler = kernels.createResampler(sampleRateHz);
  const blocks = createBlockAssembler(blockSamples, poolBlocks, handOver);
  const mono = new Float32Array(quantumSamples);

  function toMono(channels: readonly Float32Array[]): Float32Array {
    const left = channels[0] as Float32Array;
    const right = channels[1];
    if (right === undefined || left.length !== mono.length) return left;
    for (let i = 0; i < mono.length; i += 1) mono[i] = ((left[i] as number) + (right[i] as number)) / 2;
    return mono;
  }

  return {
    take(channels) {
      blocks.push(resampler.process(toMono(channels)));
    },
    giveBack: (buffer) => blocks.giveBack(buffer),
    get droppedBlocks() {
      return blocks.dropped;
    },
    close: () => resampler.close(),
  };
}
