// Streaming polyphase FIR: output at the rational ratio up/down; the host designs the filter and lays its phases out.
import { MAX_INPUT, MAX_OUTPUT } from './limits';

@unmanaged
export class Resampler {
  taps: i32; // a phase, a multiple of 4
  up: i32;
  down: i32;
  phase: i32;
  position: i32; // start of the next output's first tap, relative to the history
  coefficients: usize; // up x taps, time-reversed; owned by the host, shared between resamplers of one rate
  buffer: usize; // taps - 1 samples of history, then the call's input
  output: usize;
}

export function resamplerCreate(taps: i32, up: i32, down: i32, coefficients: usize): Resampler {
  const it = changetype<Resampler>(heap.alloc(offsetof<Resampler>()));
  it.taps = taps;
  it.up = up;
  it.down = down;
  it.coefficients = coefficients;
  it.buffer = heap.alloc(<usize>(taps + MAX_INPUT) << 2);
  it.output = heap.alloc(<usize>MAX_OUTPUT << 2);
  resamplerReset(it);
  return it;
}

export function resamplerDestroy(it: Resampler): void {
  heap.free(it.buffer);
  heap.free(it.output);
  heap.free(changetype<usize>(it));
}

export function resamplerReset(it: Resampler): void {
  it.phase = 0;
  it.position = 0;
  memory.fill(it.buffer, 0, <usize>it.taps << 2);
}
export function resamplerInput(it: Resampler): usize {
  return it.buffer + (<usize>(it.taps - 1) << 2);
}
export function resamplerOutput(it: Resampler): usize {
  return it.output;
}

function dot(samples: usize, weights: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(samples + i), v128.load(weights + i)));
  }
  return f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3);
}

/** Takes `count` samples already written at `resamplerInput`; returns how many it left at `resamplerOutput`. */
export function resamplerProcess(it: Resampler, count: i32): i32 {
  const row = <usize>it.taps << 2;
  let position = it.position;
  let phase = it.phase;
  let produced = 0;
  while (position < count) {
    const y = dot(it.buffer + (<usize>position << 2), it.coefficients + <usize>phase * row, row);
    store<f32>(it.output + (<usize>produced << 2), y);
    produced++;
    phase += it.down;
    while (phase >= it.up) {
      phase -= it.up;
      position++;
    }
  }
  it.position = position - count;
  it.phase = phase;
  memory.copy(it.buffer, it.buffer + (<usize>count << 2), <usize>(it.taps - 1) << 2);
  return produced;
}
