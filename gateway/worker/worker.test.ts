import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { obtainWorker } from './obtain-worker.mjs';

const run = promisify(execFile);
const chromium = process.env.CHROMIUM_BIN ?? '/usr/bin/chromium';
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
const hasChromium = existsSync(chromium);
if (!hasFfmpeg) console.log('worker: skipped the RTP and SRTP checks, ffmpeg is missing (apt-get install ffmpeg)');
if (!hasChromium) console.log('worker: skipped the WebRTC checks, Chromium is missing (apt-get install chromium)');

/** A build on two idle cores takes 70 s; a busy machine may take several times that. */
const buildLimitMs = 900_000;
const checkLimitMs = 120_000;

let worker = '';

beforeAll(async () => {
  const manifest = findPackageJSON('mediasoup', import.meta.url) ?? '';
  worker = await obtainWorker({ mediasoupDir: dirname(manifest), log: (line) => console.log(line) });
}, buildLimitMs);

/** Runs a check program; its whole output is in the error when it fails. */
async function check(name: string, more: NodeJS.ProcessEnv = {}): Promise<string> {
  const file = join(import.meta.dirname, 'verify', `${name}.mjs`);
  const env = { ...process.env, NODE_ENV: undefined, MEDIASOUP_WORKER_BIN: worker, ...more };
  const options = { env, timeout: checkLimitMs, killSignal: 'SIGTERM' } as const;
  try {
    return (await run(process.execPath, [file], options)).stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${name} failed\n${stdout}${stderr}`, { cause: error });
  }
}

describe.concurrent('the mediasoup worker on this machine', () => {
  it.runIf(hasFfmpeg)(
    'forwards RTP, SRTP and data, and observes levels',
    async () => expect(await check('node-check')).toContain('46 of 46 checks passed'),
    checkLimitMs,
  );

  it.runIf(hasChromium).each(['udp', 'tcp'])(
    'carries a WebRTC session between two Chromium pages, ICE over %s',
    async (protocol) =>
      expect(await check('browser-check', { ICE_PROTOCOL: protocol })).toContain('12 of 12 checks passed'),
    checkLimitMs,
  );
});
