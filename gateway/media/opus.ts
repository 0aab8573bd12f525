import { OpusDecoder } from 'opus-decoder';

export type OpusDecoding = {
  /** Mono 16-bit PCM of one packet; undefined while the decoder loads or when the packet is no Opus. */
  decode(payload: Uint8Array): Int16Array | undefined;
  close(): void;
};

/** Opus decodes straight to the wanted rate (RFC 6716 §4.2.9): no resampler of ours is in the way. */
export function openOpusDecoding(sampleRateHz: 8000 | 16_000 | 48_000): OpusDecoding {
  const decoder = new OpusDecoder({ sampleRate: sampleRateHz, channels: 2 });
  let state: 'loading' | 'ready' | 'closed' = 'loading';
  const loading = decoder.ready.then(() => {
    if (state === 'loading') state = 'ready';
    return undefined;
  });
  return {
    decode(payload) {
      if (state !== 'ready') return undefined;
      const { channelData, samplesDecoded, errors } = decoder.decodeFrame(payload);
      if (samplesDecoded === 0 || errors.length > 0) return undefined;
      return toMono(channelData, samplesDecoded);
    },
    close() {
      if (state === 'closed') return;
      state = 'closed';
      void loading.then(() => decoder.free()).catch(() => undefined);
    },
  };
}

function toMono(channels: Float32Array[], samples: number): Int16Array {
  const [left, right] = channels;
  const pcm = new Int16Array(samples);
  for (let i = 0; i < samples; i += 1) {
    const value = ((left?.[i] ?? 0) + ((right ?? left)?.[i] ?? 0)) * 16_384;
    pcm[i] = Math.max(-32_768, Math.min(32_767, Math.round(value)));
  }
  return pcm;
}
