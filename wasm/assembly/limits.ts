// Sizes that both sides of the boundary must agree on; wasm/limits.ts reads them back through `limit()` when it instantiates.
export const FRAME: i32 = 400; // 25 ms at 16 kHz
export const HOP: i32 = 160; // 10 ms
export const BANDS: i32 = 80;
export const BINS: i32 = 257;
export const MAX_INPUT: i32 = 8192; // samples a call
export const MAX_OUTPUT: i32 = 16400; // 8 kHz in, 16 kHz out, and one sample of carry
export const MAX_FRAMES: i32 = 53; // frames one call of MAX_INPUT samples can complete, with a full carry
export const MAX_WINDOW: i32 = 400; // frames of one scoring window

export function limit(which: i32): i32 {
  if (which == 0) return MAX_INPUT;
  if (which == 1) return MAX_OUTPUT;
  if (which == 2) return MAX_FRAMES;
  return MAX_WINDOW;
}
