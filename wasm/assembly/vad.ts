// Energy voice-activity detector over the extractor's frames. Speech = the 200-3900 Hz energy stands out of a noise floor
// (minimum statistics over 2 s) and the spectrum is not flat (noise) and does not stand still (tones); with hysteresis and a
// hangover. It is a gate for scoring, no more: babble and sung music pass it.
import { BANDS, MAX_FRAMES } from './limits';

const LOW_BAND: i32 = 2; // 200 Hz
const HIGH_BAND: i32 = 39; // to 3900 Hz: the part that telephone and wideband audio share
const BLOCKS: i32 = 8; // minimum statistics: 8 blocks of 25 frames = 2 s
const BLOCK_FRAMES: i32 = 25;
const PRIOR_FLOOR_DB: f32 = -9; // what noise of -55 dBFS gives in the summed band powers, until the floor has been seen
const QUIETEST: f32 = 1e-6; // -60 dBFS mean square: below it nothing is called speech
const ONSET_DB: f32 = 10;
const KEEP_DB: f32 = 6;
const ONSET_FRAMES: i32 = 3;
const HANGOVER_FRAMES: i32 = 12;
const FLATTEST: f32 = 0.5; // spectral flatness of a frame that may start speech (white noise is near 0.75 here)
const PEAKIEST: f32 = 0.96; // share of the four strongest bands in a frame that may start speech: DTMF and beeps are above
const LAG: i32 = 6; // frames back for the stationarity measure
const STILL: f32 = 0.985; // cosine of two amplitude spectra 60 ms apart
const STILL_FRAMES: i32 = 8;

export const vadPowers = memory.data(53 * 80 * 4, 16);
export const vadEnergies = memory.data(53 * 4, 16);
export const vadFlags = memory.data(64, 16);

@unmanaged
export class Vad {
  blockMinima: usize; // BLOCKS f32
  block: i32;
  blockFrame: i32;
  blockMinimum: f32;
  smoothed: f32;
  seen: i32;
  onset: i32;
  hangover: i32;
  still: i32;
  speaking: i32;
  spectra: usize; // LAG x BANDS amplitude spectra, unit length, ring
  spectrum: i32;
}

export function vadCreate(): Vad {
  const it = changetype<Vad>(heap.alloc(offsetof<Vad>()));
  it.blockMinima = heap.alloc(<usize>BLOCKS << 2);
  it.spectra = heap.alloc(<usize>(LAG * BANDS) << 2);
  vadReset(it);
  return it;
}

export function vadDestroy(it: Vad): void {
  heap.free(it.blockMinima);
  heap.free(it.spectra);
  heap.free(changetype<usize>(it));
}

export function vadReset(it: Vad): void {
  for (let i: usize = 0; i < <usize>BLOCKS; i++) store<f32>(it.blockMinima + (i << 2), PRIOR_FLOOR_DB);
  memory.fill(it.spectra, 0, <usize>(LAG * BANDS) << 2);
  it.block = 0;
  it.blockFrame = 0;
  it.blockMinimum = f32.MAX_VALUE;
  it.smoothed = PRIOR_FLOOR_DB;
  it.seen = 0;
  it.onset = 0;
  it.hangover = 0;
  it.still = 0;
  it.speaking = 0;
  it.spectrum = 0;
}

function decibel(power: f32): f32 {
  return <f32>4.342944819 * Mathf.log(power + <f32>1e-9);
}

function trackFloor(it: Vad, levelDb: f32): f32 {
  if (it.seen == 0) it.smoothed = levelDb;
  it.seen = 1;
  it.smoothed += (levelDb - it.smoothed) * <f32>0.3; // one dropped frame must not become the floor
  it.blockMinimum = min<f32>(it.blockMinimum, it.smoothed);
  if (++it.blockFrame == BLOCK_FRAMES) {
    store<f32>(it.blockMinima + (<usize>it.block << 2), it.blockMinimum);
    it.block = (it.block + 1) % BLOCKS;
    it.blockFrame = 0;
    it.blockMinimum = f32.MAX_VALUE;
  }
  let floor = it.blockMinimum;
  for (let i: usize = 0; i < <usize>BLOCKS; i++) floor = min<f32>(floor, load<f32>(it.blockMinima + (i << 2)));
  return floor;
}

function flatness(powers: usize, total: f32): f32 {
  let logs: f32 = 0;
  for (let band = LOW_BAND; band < HIGH_BAND; band++) logs += Mathf.log(load<f32>(powers + (<usize>band << 2)) + <f32>1e-9);
  const count = <f32>(HIGH_BAND - LOW_BAND);
  return Mathf.exp(logs / count) / (total / count + <f32>1e-9);
}

/** Share of the four strongest bands: two tones, each between two bands, fill it. */
function peakiness(powers: usize, total: f32): f32 {
  let a: f32 = 0;
  let b: f32 = 0;
  let c: f32 = 0;
  let d: f32 = 0;
  for (let band = LOW_BAND; band < HIGH_BAND; band++) {
    const x = load<f32>(powers + (<usize>band << 2));
    if (x > a) {
      d = c;
      c = b;
      b = a;
      a = x;
    } else if (x > b) {
      d = c;
      c = b;
      b = x;
    } else if (x > c) {
      d = c;
      c = x;
    } else if (x > d) d = x;
  }
  return (a + b + c + d) / (total + <f32>1e-9);
}

/** Cosine between this frame's amplitude spectrum and the one LAG frames ago; keeps this one in its place. */
function stillness(it: Vad, powers: usize, total: f32): f32 {
  const row = it.spectra + (<usize>(it.spectrum * BANDS) << 2);
  const scale = <f32>1 / (total + <f32>1e-9);
  let cosine: f32 = 0;
  for (let band = LOW_BAND; band < HIGH_BAND; band++) {
    const at = <usize>band << 2;
    const amplitude = Mathf.sqrt(load<f32>(powers + at) * scale);
    cosine += amplitude * load<f32>(row + at);
    store<f32>(row + at, amplitude);
  }
  it.spectrum = (it.spectrum + 1) % LAG;
  return cosine;
}

function mayStart(powers: usize, total: f32): bool {
  return flatness(powers, total) < FLATTEST && peakiness(powers, total) < PEAKIEST;
}

function step(it: Vad, powers: usize, energy: f32): bool {
  let total: f32 = 0;
  for (let band = LOW_BAND; band < HIGH_BAND; band++) total += load<f32>(powers + (<usize>band << 2));
  // NaN or infinite input must not enter the floor: it would never leave it
  if (!isFinite(total) || !isFinite(energy)) {
    it.onset = 0;
    return false;
  }
  const snr = decibel(total) - trackFloor(it, decibel(total));
  it.still = stillness(it, powers, total) > STILL ? it.still + 1 : 0;
  const tone = it.still >= STILL_FRAMES;
  if (energy < QUIETEST || tone) {
    it.onset = 0;
    it.hangover = tone ? 0 : max(it.hangover - 1, 0);
  } else if (snr > ONSET_DB && (it.speaking != 0 || mayStart(powers, total))) {
    it.onset++;
    if (it.onset >= ONSET_FRAMES || it.speaking != 0) it.hangover = HANGOVER_FRAMES;
  } else if (it.speaking != 0 && snr > KEEP_DB) {
    it.hangover = max(it.hangover, HANGOVER_FRAMES / 2);
  } else {
    it.onset = 0;
    it.hangover = max(it.hangover - 1, 0);
  }
  it.speaking = it.hangover > 0 ? 1 : 0;
  return it.speaking != 0;
}

/** Decides `frames` frames at `vadPowers` / `vadEnergies`; one byte each (1 = speech) at `vadFlags`. */
export function vadProcess(it: Vad, frames: i32): void {
  if (frames > MAX_FRAMES) return;
  for (let t: usize = 0; t < <usize>frames; t++) {
    const speech = step(it, vadPowers + ((t * <usize>BANDS) << 2), load<f32>(vadEnergies + (t << 2)));
    store<u8>(vadFlags + t, speech ? 1 : 0);
  }
}
