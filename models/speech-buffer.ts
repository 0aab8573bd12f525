// The last seconds of speech frames, contiguous in memory so that a window is a subarray.

const BANDS = 80;

export interface SpeechBuffer {
  /** Frames appended since the start (not only those still held). */
  readonly total: number;
  append(powers: Float32Array, energies: Float32Array, frame: number): void;
  /** The latest min(`capacity`, total) frames; views valid until the next append. */
  latest(): { frames: number; powers: Float32Array; energies: Float32Array };
  clear(): void;
}

export function createSpeechBuffer(capacity: number): SpeechBuffer {
  // twice the capacity: the tail moves to the front once per `capacity` frames instead of at every frame
  const powers = new Float32Array(2 * capacity * BANDS);
  const energies = new Float32Array(2 * capacity);
  let end = 0;
  let total = 0;
  return {
    get total() {
      return total;
    },
    append(fromPowers, fromEnergies, frame) {
      if (end === 2 * capacity) {
        powers.copyWithin(0, capacity * BANDS);
        energies.copyWithin(0, capacity);
        end = capacity;
      }
      powers.set(fromPowers.subarray(frame * BANDS, (frame + 1) * BANDS), end * BANDS);
      energies[end] = fromEnergies[frame] ?? 0;
      end++;
      total++;
    },
    latest() {
      const start = Math.max(0, end - capacity);
      return {
        frames: end - start,
        powers: powers.subarray(start * BANDS, end * BANDS),
        energies: energies.subarray(start, end),
      };
    },
    clear() {
      end = 0;
      total = 0;
    },
  };
}
