import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { withBuildLock } from './build-lock.mjs';
import { buildWorker } from './build-worker.mjs';
import { buildName, cacheFolders, writableFolder } from './cache.mjs';
import { ensurePackages } from './debian-packages.mjs';
import { fetchPrebuilt } from './prebuilt.mjs';
import { openProcessGroup } from './process-group.mjs';
import { whyNotRunnable } from './runnable.mjs';

export { MissingPackagesError, workerPackages } from './debian-packages.mjs';

const binary = 'mediasoup-worker';

function fromEnvironment(named) {
  const file = resolve(named);
  const reason = whyNotRunnable(file);
  if (reason === null) return file;
  throw new Error(`MEDIASOUP_WORKER_BIN names a mediasoup worker that does not run: ${file} (${reason})`);
}

function firstRunnable(files) {
  return files.find((file) => whyNotRunnable(file) === null);
}

async function buildIntoCache({ mediasoupDir, name, group, log, signal, build, env }) {
  await ensurePackages({ group, log, env });
  const folder = writableFolder(env, log);
  const output = join(folder, name, binary);
  return withBuildLock(join(folder, `${name}.lock`), { log, signal }, async (scratch) => {
    // Whoever held the lock before us may have built it.
    if (whyNotRunnable(output) === null) return output;
    await build({ mediasoupDir, scratch, output, group, log });
    const reason = whyNotRunnable(output);
    if (reason !== null) throw new Error(`the mediasoup worker was built but does not run: ${output} (${reason})`);
    log(`mediasoup-worker: kept in ${output} (${(statSync(output).size / 1e6).toFixed(1)} MB)`);
    return output;
  });
}

/**
 * Provides a mediasoup worker that runs on this machine. Takes the first of: `MEDIASOUP_WORKER_BIN`; the binary
 * inside the mediasoup package; the one built earlier; the package's prebuilt download; a build from the sources in
 * the package (cached outside the tree, with progress lines).
 *
 * @param {{ mediasoupDir: string, log: (line: string) => void, env?: NodeJS.ProcessEnv, signal?: AbortSignal,
 *   download?: typeof fetchPrebuilt, build?: typeof buildWorker }} options `mediasoupDir` is the package's folder;
 *   `download` and `build` stand in for the two slow steps
 * @returns {Promise<string>} absolute path; give it to the gateway as MEDIASOUP_WORKER_BIN
 * @throws {MissingPackagesError} with the command to run, when Debian packages are missing and we are not root
 * @throws {Error} when MEDIASOUP_WORKER_BIN does not run, or the build fails
 */
export async function obtainWorker({
  mediasoupDir,
  log,
  env = process.env,
  signal,
  download = fetchPrebuilt,
  build = buildWorker,
}) {
  if (env.MEDIASOUP_WORKER_BIN) return fromEnvironment(env.MEDIASOUP_WORKER_BIN);

  const inPackage = resolve(mediasoupDir, 'worker/out/Release', binary);
  const name = buildName(mediasoupDir);
  const ready = firstRunnable([inPackage, ...cacheFolders(env).map((folder) => join(folder, name, binary))]);
  if (ready) return ready;

  const group = openProcessGroup(signal);
  try {
    await download({ mediasoupDir, group, env });
    if (whyNotRunnable(inPackage) === null) {
      log('mediasoup-worker: using the prebuilt binary of the package');
      return inPackage;
    }
    return await buildIntoCache({ mediasoupDir, name, group, log, signal, build, env });
  } finally {
    group.close();
  }
}
