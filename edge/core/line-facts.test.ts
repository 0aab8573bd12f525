import { expect, test } from 'vitest';
import { lineFindings, type LineFacts } from './line-facts.ts';

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 10, 23);
const line: LineFacts = { number: '+12025550100', addedAtMs: 0 };
const codesOf = (...given: Parameters<typeof lineFindings>) => lineFindings(...given).map(({ code }) => code);

test('a line that has been on file since the set-up says nothing, and unknown facts are no evidence', () => {
  expect(codesOf(line, undefined, nowMs)).toEqual([]);
  expect(codesOf(undefined, undefined, nowMs)).toEqual([]);
});

test('a number that came on file within seven days counts, one of the eighth day does not', () => {
  expect(codesOf({ ...line, addedAtMs: nowMs - 6.9 * dayMs }, undefined, nowMs)).toEqual(['number-on-file-new']);
  expect(codesOf({ ...line, addedAtMs: nowMs - 7 * dayMs }, undefined, nowMs)).toEqual([]);
});

test('a SIM that was changed within seven days counts, and so does forwarding', () => {
  expect(codesOf({ ...line, simChangedAtMs: nowMs - dayMs }, undefined, nowMs)).toEqual(['sim-changed']);
  expect(codesOf({ ...line, simChangedAtMs: nowMs - 8 * dayMs, forwarded: true }, undefined, nowMs)).toEqual([
    'number-forwarded',
  ]);
});

test('full attestation speaks for a caller; weak or failed attestation against one who shows a number on file only', () => {
  expect(codesOf(line, 'A', nowMs)).toEqual(['attestation-full']);
  expect(codesOf(line, 'B', nowMs)).toEqual([]);
  expect(codesOf(line, 'C', nowMs)).toEqual(['attestation-weak']);
  expect(codesOf(line, 'failed', nowMs)).toEqual(['attestation-weak']);
  expect(codesOf(undefined, 'C', nowMs)).toEqual([]);
});
