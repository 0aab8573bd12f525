import { parseArgs } from 'node:util';
import { tryPackages } from '../../bin/debian.ts';
import { setUp } from '../../bin/setup.ts';
import { bannerBench } from './banner-bench.ts';
import { auditBench, fusionBench } from './core-bench.ts';
import { cpuBench } from './cpu-bench.ts';
import { forwardingBench } from './forwarding-bench.ts';
import { holdBench } from './hold-bench.ts';
import { describeHost } from './host.ts';
import { kernelBench } from './kernel-bench.ts';
import { modelBench } from './model-bench.ts';
import { openingBench } from './opening-bench.ts';
import { type BenchResult, table } from './result.ts';
import { createStage } from './stage.ts';
import { turnBench } from './turn-bench.ts';
import { workletBench } from './worklet-bench.ts';

/* `npm run bench`: what the budgets promise, measured on this machine. Subjects that need no system come first. */

const benches = [
  fusionBench,
  auditBench,
  turnBench,
  kernelBench,
  forwardingBench,
  openingBench,
  cpuBench,
  workletBench,
  holdBench,
  bannerBench,
  modelBench,
];

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, only: { type: 'string', multiple: true, default: [] } },
});
const note = (text: string): void => void process.stderr.write(`${text}\n`);
const chosen = benches.filter(({ name }) => values.only.length === 0 || values.only.includes(name));
if (chosen.length === 0) throw new TypeError(`--only takes ${benches.map(({ name }) => name).join(', ')}`);

const host = describeHost();
for (const line of host) note(line);
process.env['MEDIASOUP_WORKER_BIN'] = await ready();

/** Sets up what is missing. What that says goes beside the results, which own standard output. */
async function ready(): Promise<string> {
  const out = process.stdout;
  const redirected = Object.getOwnPropertyDescriptor(out, 'write');
  out.write = process.stderr.write.bind(process.stderr);
  const { workerBin } = await setUp();
  tryPackages(['chromium'], 'the measures in a browser');
  if (redirected === undefined) Reflect.deleteProperty(out, 'write');
  else Object.defineProperty(out, 'write', redirected);
  return workerBin;
}

const results: BenchResult[] = [];
const stage = createStage();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // The stack's processes have groups of their own: nobody else ends them.
  process.once(signal, () => void Promise.all([stage.interrupt(), stage.close()]).finally(() => process.exit(130)));
}
for (const { name, run } of chosen) {
  const from = Date.now();
  try {
    const measured = await run(stage);
    results.push(...measured);
    if (values.json) for (const one of measured) process.stdout.write(`${JSON.stringify(one)}\n`);
    note(`${name}: ${((Date.now() - from) / 1000).toFixed(1)} s`);
  } catch (error) {
    // A figure that is missing is a failure; one that is over its budget is a result.
    process.exitCode = 1;
    note(`${name}: not measured: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}
await stage.close();
if (!values.json) process.stdout.write(`${host.join('  \n')}\n\n${table(results)}\n`);
process.exit();
