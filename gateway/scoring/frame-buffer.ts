/** Gathers chunks to blocks, so that the thread is woken five times a second and not fifty. */
export type FrameBuffer<T> = { push(chunk: T): T | undefined };

const blockFrames = 10;

export function createByteBuffer(): FrameBuffer<Uint8Array> {
  let chunks: Uint8Array[] = [];
  return {
    push(chunk) {
      chunks.push(chunk);
      if (chunks.length < blockFrames) return undefined;
      const block = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const part of chunks) {
        block.set(part, at);
        at += part.length;
      }
      chunks = [];
      return block;
    },
  };
}

/** 16-bit PCM in, floats in [-1, 1) out. */
export function createPcmBuffer(): { push(pcm: Int16Array): Float32Array | undefined } {
  let chunks: Int16Array[] = [];
  return {
    push(pcm) {
      chunks.push(pcm);
      if (chunks.length < blockFrames) return undefined;
      const block = new Float32Array(chunks.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const part of chunks) for (const sample of part) block[at++] = sample / 32_768;
      chunks = [];
      return block;
    },
  };
}
