import { expect, test } from 'vitest';
import { createBlockAssembler } from './block-assembler.ts';
import { createCostHistogram } from './cost-histogram.ts';

test('blocks hold the samples in order, whatever the chunks', () => {
  const blocks: number[][] = [];
  const assembler = createBlockAssembler(4, 3, (block) => blocks.push([...block]));
  assembler.push(Float32Array.of(1, 2, 3));
  assembler.push(Float32Array.of(4, 5, 6, 7, 8, 9));
  expect(blocks).toEqual([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ]);
});

test('without a free block samples are dropped and counted, and flow again when one comes back', () => {
  const handed: ArrayBuffer[] = [];
  const assembler = createBlockAssembler(2, 2, (block) => handed.push(block.buffer));
  assembler.push(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8));
  expect(handed).toHaveLength(2);
  expect(assembler.dropped).toBe(2);
  assembler.giveBack(handed[0] as ArrayBuffer);
  assembler.push(Float32Array.of(9, 10));
  expect([...new Float32Array(handed[2] as ArrayBuffer)]).toEqual([9, 10]);
  expect(handed[2]).toBe(handed[0]);
});

test('a buffer of another size never enters the pool', () => {
  const handed: ArrayBuffer[] = [];
  const assembler = createBlockAssembler(2, 1, (block) => handed.push(block.buffer));
  assembler.push(Float32Array.of(1, 2));
  assembler.giveBack(new ArrayBuffer(4));
  assembler.push(Float32Array.of(3, 4));
  expect(handed).toHaveLength(1);
});

test('percentiles come within a fifth, and the mean exactly', () => {
  const histogram = createCostHistogram();
  for (let i = 1; i <= 1000; i += 1) histogram.add(i / 1000);
  const { quanta, meanMs, p50Ms, p99Ms, maxMs } = histogram.read();
  expect(quanta).toBe(1000);
  expect(meanMs).toBeCloseTo(0.5005, 6);
  expect(p50Ms / 0.5).toBeGreaterThanOrEqual(1);
  expect(p50Ms / 0.5).toBeLessThan(1.2);
  expect(p99Ms / 0.99).toBeLessThanOrEqual(1.2);
  expect(maxMs).toBe(1);
  histogram.clear();
  expect(histogram.read()).toEqual({ quanta: 0, meanMs: 0, p50Ms: 0, p99Ms: 0, maxMs: 0 });
});
