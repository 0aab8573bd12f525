import { lookup } from 'node:dns/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const limitMs = 20_000;

/** Where the package downloads from (npm-scripts.mjs); a name that does not resolve saves the attempt. */
async function resolves(env) {
  const base = env.MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL ?? 'https://github.com';
  if (!URL.canParse(base)) return false;
  const found = lookup(new URL(base).hostname.replace(/^\[|\]$/g, '')).then(
    () => true,
    () => false,
  );
  return Promise.race([found, delay(3_000, false, { ref: false })]);
}

/** The package's script wants Node 22 or newer: prefer the one that npm installed beside the package. */
function nodeFor(mediasoupDir) {
  const beside = join(mediasoupDir, '..', '.bin', 'node');
  return existsSync(beside) ? beside : process.execPath;
}

/**
 * Lets the mediasoup package fetch its own prebuilt binary into its `worker/out/Release`. Silent, and bounded to
 * about 20 s; the caller looks whether a binary came.
 *
 * @param {{ mediasoupDir: string, group: { run: Function }, env?: NodeJS.ProcessEnv }} options
 */
export async function fetchPrebuilt({ mediasoupDir, group, env = process.env }) {
  if (env.MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD || !(await resolves(env))) return;
  const { MEDIASOUP_WORKER_BIN: _dropped, ...rest } = env;
  await group.run(nodeFor(mediasoupDir), ['npm-scripts.mjs', 'postinstall'], {
    cwd: mediasoupDir,
    // PYTHON=false cuts off what the script does when the download fails: a build with pip and meson.
    env: { ...rest, PYTHON: 'false' },
    timeoutMs: limitMs,
  });
}
