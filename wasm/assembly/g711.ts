// ITU-T G.711 expansion to linear floats in [-1, 1), 16-bit scale (mu-law 14 bit and A-law 13 bit, left-aligned).
import { MAX_INPUT } from './limits';

export const g711Input = memory.data(8192, 16);
export const g711Output = memory.data(8192 * 4, 16);

function expandMu(code: i32): i32 {
  const u = ~code & 0xff;
  const magnitude = ((((u & 0x0f) << 3) + 0x84) << ((u & 0x70) >> 4)) - 0x84;
  return (u & 0x80) != 0 ? -magnitude : magnitude;
}

function expandA(code: i32): i32 {
  const a = code ^ 0x55;
  const exponent = (a & 0x70) >> 4;
  const mantissa = (a & 0x0f) << 4;
  const magnitude = exponent == 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1);
  return (a & 0x80) != 0 ? magnitude : -magnitude;
}

/** Expands `count` bytes at `g711Input` to floats at `g711Output`; `aLaw` is 0 or 1. */
export function g711Decode(aLaw: i32, count: i32): void {
  if (count > MAX_INPUT) return;
  for (let i: usize = 0; i < <usize>count; i++) {
    const code = <i32>load<u8>(g711Input + i);
    const linear = aLaw != 0 ? expandA(code) : expandMu(code);
    store<f32>(g711Output + (i << 2), <f32>linear / 32768);
  }
}
