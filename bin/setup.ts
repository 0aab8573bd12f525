import { spawn } from 'node:child_process';
import { findPackageJSON } from 'node:module';
import path from 'node:path';
import { say, SetupError } from './console.ts';
import { requirePackages } from './debian.ts';
import { onceFor } from './stamp.ts';
import { obtainWorker } from '../gateway/worker/obtain-worker.mjs';

export const root = path.dirname(import.meta.dirname);

/** Runs a program of the packages to its end; its output is shown only when it fails. */
export async function runTool(name: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  const child = spawn(name, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0)
    throw new SetupError(`${name} ${args.join(' ')} failed (${code}):\n${Buffer.concat(output).toString('utf8')}`);
}

async function buildWasm(): Promise<void> {
  const step = {
    name: 'wasm',
    inputs: ['wasm/assembly', 'wasm/build.ts', 'package-lock.json'],
    output: 'wasm/build/kernels.wasm',
  };
  await onceFor(root, step, async () => {
    say('building the WASM kernels');
    await runTool('node', ['wasm/build.ts']);
  });
}

async function buildPwa(): Promise<void> {
  const inputs = ['pwa', 'wasm', 'models', 'edge/core', 'package-lock.json'];
  await onceFor(root, { name: 'pwa', inputs, output: 'pwa/dist/index.html' }, async () => {
    say('building the PWA');
    await runTool('vite', ['build', 'pwa', '--logLevel', 'warn']);
  });
}

/** Path of a mediasoup worker that runs here: given, fetched, cached, or built from the package's sources. */
async function workerBinary(): Promise<string> {
  const manifest = findPackageJSON('mediasoup', import.meta.url);
  if (manifest === undefined) throw new SetupError('mediasoup is not installed');
  try {
    return await obtainWorker({ mediasoupDir: path.dirname(manifest), log: say });
  } catch (error) {
    throw new SetupError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Everything the two processes and the pages need to run. Cheap when nothing changed. */
export async function setUp(): Promise<{ workerBin: string }> {
  requirePackages(['espeak-ng'], 'speech (spoken numbers and the drill)');
  const workerBin = await workerBinary();
  await buildWasm();
  await buildPwa();
  return { workerBin };
}
