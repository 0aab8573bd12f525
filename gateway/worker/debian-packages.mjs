import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** All that a build takes from Debian 12 (or newer, and its derivatives). */
export const workerPackages = [
  'g++',
  'flatbuffers-compiler',
  'libflatbuffers-dev',
  'libuv1-dev',
  'libssl-dev',
  'libsrtp2-dev',
];

/** Thrown when packages are missing and we may not install them. `command` is what the user has to run. */
export class MissingPackagesError extends Error {
  constructor(message, command) {
    super(message);
    this.name = 'MissingPackagesError';
    this.code = 'packages-missing';
    this.command = command;
  }
}

function hasProgram(name, env) {
  return (env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function isInstalled(name, env) {
  const query = spawnSync('dpkg-query', ['-W', '-f=${Status}', name], { env, encoding: 'utf8' });
  return query.stdout?.trim() === 'install ok installed';
}

/**
 * Makes sure that the Debian packages are there. Root installs what is missing; anybody else is told the command.
 *
 * @param {{ group: { run: Function }, log: (line: string) => void, env?: NodeJS.ProcessEnv, uid?: number,
 *   packages?: string[] }} options `group` from `openProcessGroup`
 * @throws {MissingPackagesError}
 */
export async function ensurePackages({
  group,
  log,
  env = process.env,
  uid = process.getuid?.(),
  packages = workerPackages,
}) {
  if (!hasProgram('dpkg-query', env) || !hasProgram('apt-get', env)) {
    throw new MissingPackagesError(
      `the mediasoup worker can be built on Debian and Ubuntu only; on this system build or download one and set MEDIASOUP_WORKER_BIN`,
    );
  }
  const missing = packages.filter((name) => !isInstalled(name, env));
  if (missing.length === 0) return;
  if (uid !== 0) {
    const command = `sudo apt-get install -y --no-install-recommends ${missing.join(' ')}`;
    throw new MissingPackagesError(
      `Debian packages are missing to build the mediasoup worker. Run: ${command}`,
      command,
    );
  }
  log(`mediasoup-worker: installing ${missing.join(', ')} with apt-get`);
  await install(missing, group, log, env);
}

async function install(missing, group, log, env) {
  const aptGet = (...args) =>
    group.run('apt-get', ['-o', 'DPkg::Lock::Timeout=600', '-q', '-y', ...args], {
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  const installing = ['install', '--no-install-recommends', ...missing];
  let result = await aptGet(...installing);
  if (result.code !== 0) {
    // A fresh machine or container has no package lists, or stale ones.
    log('mediasoup-worker: updating the package lists');
    await aptGet('update');
    result = await aptGet(...installing);
  }
  if (result.code !== 0) {
    const words = result.output.trim().split('\n').slice(-6).join('\n');
    throw new Error(`apt-get could not install ${missing.join(' ')} (exit code ${result.code}):\n${words}`);
  }
}
