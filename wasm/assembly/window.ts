// A finished window of band powers -> the model's input: log(g²P + 1e-5) at RMS 0.06, per-band mean removed, band-major.
import { BANDS, MAX_WINDOW } from './limits';

const TARGET_MEAN_SQUARE: f32 = 0.06 * 0.06;
const FLOOR: f32 = 1e-5; // hides digital silence and out-of-band residue, so that neither can become a label
const QUIETEST: f32 = 1e-12;

export const windowPowers = memory.data(400 * 80 * 4, 16); // frame-major, written by the host
export const windowEnergies = memory.data(400 * 4, 16);
export const windowFeatures = memory.data(400 * 80 * 4, 16); // band-major [80, frames]

export function windowFinish(frames: i32): void {
  if (frames < 1 || frames > MAX_WINDOW) return;
  let sum: f32 = 0;
  for (let t: usize = 0; t < <usize>frames; t++) sum += load<f32>(windowEnergies + (t << 2));
  const gain = TARGET_MEAN_SQUARE / max<f32>(sum / <f32>frames, QUIETEST);
  for (let band: usize = 0; band < <usize>BANDS; band++) {
    const row = windowFeatures + ((band * <usize>frames) << 2);
    let total: f32 = 0;
    for (let t: usize = 0; t < <usize>frames; t++) {
      const p = load<f32>(windowPowers + ((t * <usize>BANDS + band) << 2));
      const v = Mathf.log(gain * p + FLOOR);
      store<f32>(row + (t << 2), v);
      total += v;
    }
    const mean = total / <f32>frames;
    for (let t: usize = 0; t < <usize>frames; t++) store<f32>(row + (t << 2), load<f32>(row + (t << 2)) - mean);
  }
}
