import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { calibrate, DETECTOR, parseDescriptor, verifyModelBytes } from './index.ts';

const { manifest, calibration } = DETECTOR;
const weights = readFileSync(new URL(`${manifest.name}/${manifest.file}`, import.meta.url));

describe('the detector that ships', () => {
  test('has the weights that its manifest names, of 1 MB at most', () => {
    expect(weights.length).toBe(manifest.bytes);
    expect(weights.length).toBeLessThanOrEqual(1 << 20);
    expect(verifyModelBytes(weights, manifest.sha256)).toBe(true);
  });

  test('is refused when one bit of it is changed', () => {
    const changed = Uint8Array.from(weights);
    changed[1000] = (changed[1000] ?? 0) ^ 1;
    expect(verifyModelBytes(changed, manifest.sha256)).toBe(false);
  });

  test('never speaks for a human with more than 0.7 nat', () => {
    for (const { boundNats } of Object.values(calibration)) expect(boundNats[0]).toBeGreaterThanOrEqual(-0.7);
  });
});

describe('calibration', () => {
  test.each(['wideband', 'narrowband'] as const)('%s grows with the logit and stays within its bounds', (bandwidth) => {
    const [low, high] = calibration[bandwidth].boundNats;
    const llrs = [-1000, -2, 0, 2, 1000].map((logit) => calibrate(logit, calibration, bandwidth));
    expect(llrs.toSorted((a, b) => a - b)).toEqual(llrs);
    expect(llrs[0]).toBe(low);
    expect(llrs.at(-1)).toBe(high);
  });

  test('NaN stays NaN: no number is made up', () => {
    expect(calibrate(Number.NaN, calibration, 'wideband')).toBeNaN();
  });

  test.each([
    ['a slope that turns evidence round', { ...calibration, wideband: { a: -1, b: 0, boundNats: [-0.7, 0.7] } }],
    ['bounds that exclude 0', { ...calibration, narrowband: { a: 1, b: 0, boundNats: [0.1, 0.7] } }],
    ['a missing bandwidth', { wideband: calibration.wideband }],
  ])('refuses %s', (_, wrong) => {
    expect(() => parseDescriptor(manifest, wrong)).toThrow();
  });

  test('refuses a manifest whose hash is not one', () => {
    expect(() => parseDescriptor({ ...manifest, sha256: 'abc' }, calibration)).toThrow();
  });
});
