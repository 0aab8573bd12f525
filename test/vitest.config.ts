import { defineConfig } from 'vitest/config';

/** Whole-system tests: real edge, real gateway, real browsers and phones. One file at a time: they share two cores. */
export default defineConfig({
  test: {
    name: 'system',
    root: import.meta.dirname,
    environment: 'node',
    include: ['{e2e,faults}/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
});
