// 512-point complex FFT, radix-2 DIT over planar re/im, four butterflies at once. The tables are written by the host:
// computing them here would drag f64 cos into the module, which is larger than everything else in it.
const SIZE_BYTES: usize = 2048;

export const twiddles = memory.data(512 * 4 * 2, 16); // cos plane then sin plane; stage `half` starts at index `half`
export const bitReversal = memory.data(512 * 4, 16); // byte offsets
export const re = memory.data(512 * 4, 16);
const im = memory.data(512 * 4, 16);
export const power = memory.data(260 * 4, 16); // 257 bins, padded to whole vectors

function firstTwoStages(): void {
  for (let i: usize = 0; i < SIZE_BYTES; i += 8) {
    const a = load<f32>(re + i);
    const b = load<f32>(re + i, 4);
    store<f32>(re + i, a + b);
    store<f32>(re + i, a - b, 4);
  }
  // half = 2: w0 = 1, w1 = -i, so (b + id)(-i) = d - ib; the input is real, hence im is still zero here
  for (let i: usize = 0; i < SIZE_BYTES; i += 16) {
    const a0 = load<f32>(re + i);
    const a1 = load<f32>(re + i, 4);
    const b0 = load<f32>(re + i, 8);
    const b1 = load<f32>(re + i, 12);
    store<f32>(re + i, a0 + b0);
    store<f32>(re + i, a1, 4);
    store<f32>(re + i, a0 - b0, 8);
    store<f32>(re + i, a1, 12);
    store<f32>(im + i, 0);
    store<f32>(im + i, -b1, 4);
    store<f32>(im + i, 0, 8);
    store<f32>(im + i, b1, 12);
  }
}

function stage(half: usize): void {
  const span = half << 2;
  const cosines = twiddles + span;
  const sines = twiddles + SIZE_BYTES + span;
  for (let base: usize = 0; base < SIZE_BYTES; base += span << 1) {
    for (let k: usize = 0; k < span; k += 16) {
      const top = base + k;
      const bottom = top + span;
      const wr = v128.load(cosines + k);
      const wi = v128.load(sines + k);
      const xr = v128.load(re + bottom);
      const xi = v128.load(im + bottom);
      const yr = f32x4.sub(f32x4.mul(xr, wr), f32x4.mul(xi, wi));
      const yi = f32x4.add(f32x4.mul(xr, wi), f32x4.mul(xi, wr));
      const ur = v128.load(re + top);
      const ui = v128.load(im + top);
      v128.store(re + top, f32x4.add(ur, yr));
      v128.store(im + top, f32x4.add(ui, yi));
      v128.store(re + bottom, f32x4.sub(ur, yr));
      v128.store(im + bottom, f32x4.sub(ui, yi));
    }
  }
}

/** Power spectrum (257 bins into `power`) of the real, windowed, bit-reversed samples that the caller left in `re`. */
export function powerSpectrum(): void {
  firstTwoStages();
  for (let half: usize = 4; half < 512; half <<= 1) stage(half);
  for (let i: usize = 0; i < 1040; i += 16) {
    const a = v128.load(re + i);
    const b = v128.load(im + i);
    v128.store(power + i, f32x4.add(f32x4.mul(a, a), f32x4.mul(b, b)));
  }
}
