// The numeric kernels of Countersign: one module for AudioWorklet, Worker and Node. Objects are plain blocks on the heap,
// named by their address; nothing is collected, and nothing is allocated outside the *Create functions.
import { bitReversal, twiddles } from './fft';
import { bandFirst, bandWeights, hann } from './extractor';
import { g711Input, g711Output } from './g711';
import { vadEnergies, vadFlags, vadPowers } from './vad';
import { windowEnergies, windowFeatures, windowPowers } from './window';

export { limit } from './limits';
export { g711Decode } from './g711';
export { windowFinish } from './window';
export { vadCreate, vadDestroy, vadProcess, vadReset } from './vad';
export {
  resamplerCreate,
  resamplerDestroy,
  resamplerInput,
  resamplerOutput,
  resamplerProcess,
  resamplerReset,
} from './resampler';
export {
  extractorCreate,
  extractorDestroy,
  extractorEnergies,
  extractorInput,
  extractorPowers,
  extractorProcess,
  extractorReset,
} from './extractor';

/** Address of a static region; the order is the one of `REGIONS` in wasm/exports.ts. */
export function region(which: i32): usize {
  switch (which) {
    case 0: return twiddles;
    case 1: return bitReversal;
    case 2: return hann;
    case 3: return bandFirst;
    case 4: return bandWeights;
    case 5: return g711Input;
    case 6: return g711Output;
    case 7: return vadPowers;
    case 8: return vadEnergies;
    case 9: return vadFlags;
    case 10: return windowPowers;
    case 11: return windowEnergies;
    default: return windowFeatures;
  }
}

/** Room for a resampler's coefficients; kept as long as the instance lives. */
export function coefficientsCreate(floats: i32): usize {
  return heap.alloc(<usize>floats << 2);
}
