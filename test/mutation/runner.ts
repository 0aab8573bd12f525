import { readdir } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { INSTRUMENTER_CONSTANTS, type InstrumenterContext } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import * as api from '@stryker-mutator/api/test-runner';
import { enterFile, noted, type NotedTest } from './vitest-here.ts';

const stands = new Map([
  ['vitest', new URL('vitest-here.ts', import.meta.url).href],
  ['fast-check', new URL('fast-check.ts', import.meta.url).href],
]);

/** Golden hashes know that something changed and not what is right: no score may rest on them. */
const left = new Set(['golden.test.ts']);

/** What is covered while tests are timed is no test's. */
const warmUp = 'warm-up';

type Timed = NotedTest & { id: string; tookMs: number; kills: number };

/**
 * Runs the engine's tests in this process, again for every mutant: the engine is pure, keeps nothing between calls and
 * needs nothing of a platform, so no worker has to be started, and a mutant costs milliseconds instead of a second.
 * Tests that killed others of late come first, then the quickest.
 */
export class InProcessRunner implements api.TestRunner {
  readonly #tests = new Map<string, Timed>();

  /** There is nothing to reload: what is loaded keeps nothing. Said otherwise, Stryker starts a process for each. */
  capabilities(): api.TestRunnerCapabilities {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    const folder = path.resolve('edge/core');
    const inside = pathToFileURL(folder).href;
    registerHooks({
      resolve: (specifier, context, next) => {
        const stand = context.parentURL?.startsWith(inside) === true ? stands.get(specifier) : undefined;
        return stand === undefined ? next(specifier, context) : { url: stand, shortCircuit: true };
      },
    });
    const files = (await readdir(folder)).filter((name) => name.endsWith('.test.ts') && !left.has(name));
    for (const name of files.toSorted()) {
      enterFile(name);
      await import(pathToFileURL(path.join(folder, name)).href);
    }
    for (const [place, one] of noted.entries()) {
      const id = `${one.file} > ${one.name} (${place})`;
      this.#tests.set(id, { ...one, id, tookMs: 0, kills: 0 });
    }
    await this.#timeAll();
  }

  /** Each process knows for itself how long a test takes: Stryker has one of them alone do the dry run. */
  async #timeAll(): Promise<void> {
    const context = contextOfMutants();
    context.currentTestId = warmUp;
    for (const one of this.#tests.values()) [, one.tookMs] = await outcomeOf(one);
    delete context.currentTestId;
    delete context.mutantCoverage?.perTest[warmUp];
  }

  async dryRun(): Promise<api.DryRunResult> {
    const context = contextOfMutants();
    const tests: api.TestResult[] = [];
    for (const one of this.#tests.values()) {
      context.currentTestId = one.id;
      const [failure, timeSpentMs] = await outcomeOf(one);
      const about = { id: one.id, name: one.name, timeSpentMs };
      if (failure === undefined) tests.push({ ...about, status: api.TestStatus.Success });
      else tests.push({ ...about, status: api.TestStatus.Failed, failureMessage: failure });
    }
    delete context.currentTestId;
    const { mutantCoverage } = context;
    return { status: api.DryRunStatus.Complete, tests, ...(mutantCoverage === undefined ? {} : { mutantCoverage }) };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }: api.MutantRunOptions): Promise<api.MutantRunResult> {
    const context = contextOfMutants();
    const tests = (testFilter ?? [...this.#tests.keys()]).flatMap((id) => this.#tests.get(id) ?? []);
    const likely = tests.toSorted((a, b) => a.tookMs / (1 + a.kills) - b.tookMs / (1 + b.kills));
    Object.assign(context, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
    try {
      for (const [place, one] of likely.entries()) {
        const [failure] = await outcomeOf(one);
        const endless = api.determineHitLimitReached(context.hitCount, hitLimit);
        if (endless !== undefined) return { status: api.MutantRunStatus.Timeout, reason: 'hit limit' };
        if (failure === undefined) continue;
        one.kills += 1;
        const nrOfTests = place + 1;
        return { status: api.MutantRunStatus.Killed, killedBy: [one.id], failureMessage: failure, nrOfTests };
      }
      return { status: api.MutantRunStatus.Survived, nrOfTests: likely.length };
    } finally {
      Object.assign(context, { activeMutant: undefined, hitCount: undefined, hitLimit: undefined });
    }
  }
}

/** What instrumented code reads and writes. */
function contextOfMutants(): InstrumenterContext {
  const place = globalThis as unknown as Record<string, InstrumenterContext | undefined>;
  return (place[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {});
}

async function outcomeOf({ run }: NotedTest): Promise<[failure: string | undefined, tookMs: number]> {
  const fromMs = performance.now();
  try {
    await run();
    return [undefined, performance.now() - fromMs];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error), performance.now() - fromMs];
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner)];
