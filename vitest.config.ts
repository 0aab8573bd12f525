import { defineConfig } from 'vitest/config';

/** Everything that runs in one process: the edge in workerd, the rest in Node. */
export default defineConfig({
  test: {
    // The processes' own log lines; a failing test says what it needs itself.
    onConsoleLog: (text) => !text.includes('"level":'),
    projects: [
      'edge/vitest.config.ts',
      {
        resolve: { conditions: ['node'] },
        test: {
          name: 'node',
          environment: 'node',
          include: ['{edge/core,gateway,pwa,wasm,models,bin}/**/*.test.ts', 'test/{vendors,risk}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
