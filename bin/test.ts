import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { say, SetupError } from './console.ts';
import { tryPackages } from './debian.ts';
import { root, setUp } from './setup.ts';

/* `npm test`: sets up, then runs every runner, and closes with one line that counts them all. */

type Count = { passed: number; failed: number; skipped: number };
type Report = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  success: boolean;
};

/** Real peers and speech. Without them (and without root to install them) the tests that need them are skipped. */
const testPackages = [
  'chromium',
  'sip-tester',
  'baresip',
  'ffmpeg',
  'espeak-ng',
  'flite',
  'pocketsphinx-testdata',
  'asterisk-core-sounds-en-wav',
];

async function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** A check counts as one test. */
async function check(name: string, command: string, args: readonly string[]): Promise<Count> {
  const code = await run(command, args, {});
  say(`${name}: ${code === 0 ? 'clean' : `failed (${code})`}`);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

async function suite(config: string, env: NodeJS.ProcessEnv): Promise<Count> {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-')), 'report.json');
  const code = await run(
    'vitest',
    ['run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile=${file}`],
    { CI: '1', NO_COLOR: '1', ...env },
  );
  const nothing = { passed: 0, failed: 1, skipped: 0 };
  if (!fs.existsSync(file)) return nothing;
  const report = JSON.parse(fs.readFileSync(file, 'utf8')) as Report;
  fs.rmSync(path.dirname(file), { recursive: true });
  const counted = {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  // A file that does not load, or an error outside any test, fails the run without failing a test.
  return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

async function main(): Promise<Count[]> {
  const { workerBin } = await setUp();
  tryPackages(testPackages, 'tests with real peers (they are skipped without)');
  const env = { MEDIASOUP_WORKER_BIN: workerBin };
  return [
    await check('types', 'tsc', ['-b']),
    await check('lint and layers', 'oxlint', ['--type-aware', '--deny-warnings']),
    await check('format', 'biome', ['format', '--reporter=summary']),
    await suite('vitest.config.ts', env),
    await suite('test/vitest.config.ts', env),
  ];
}

try {
  const counts = await main();
  const sum = (name: keyof Count): number => counts.reduce((total, count) => total + count[name], 0);
  process.exitCode = sum('failed') === 0 ? 0 : 1;
  process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped\n`);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.stdout.write('0 passed, 1 failed, 0 skipped\n');
  process.exitCode = 1;
}
