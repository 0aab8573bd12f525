import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PartialStrykerOptions } from '@stryker-mutator/api/core';

const keptAt = '.state/mutation';

/**
 * Mutation testing of the engine (`npm run mutation`; `-- --mutate edge/core/fusion.ts` for one file). A report to read
 * is left at .state/mutation/mutation.html. Mutants of what runs once, while a file is loaded, are left out: tables and
 * schemas, for which every test would have to run in a process of its own.
 *
 * What survives for good, and is counted: guards for what a caller rules out already (`participant === undefined`),
 * and the fast path of canonicalJson, which writes what the slow one writes.
 */
export default {
  testRunner: 'in-process',
  plugins: [new URL('runner.ts', import.meta.url).href],
  mutate: ['edge/core/**/*.ts', '!edge/core/**/*.test.ts', '!edge/core/{golden-cases,test-session}.ts'],
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 20_000,
  ignorePatterns: ['**', '!edge', '!edge/core', '!edge/core/**', '!package.json'],
  // Outside the tree, so that nothing that watches or lists it sees a second engine.
  tempDirName: join(tmpdir(), 'countersign-mutation'),
  incremental: true,
  incrementalFile: `${keptAt}/incremental.json`,
  reporters: ['clear-text', 'json', 'html'],
  jsonReporter: { fileName: `${keptAt}/mutation.json` },
  htmlReporter: { fileName: `${keptAt}/mutation.html` },
  clearTextReporter: { allowColor: false, logTests: false, reportMutants: false, reportTests: false },
  thresholds: { high: 95, low: 85, break: 85 },
} satisfies PartialStrykerOptions;
