import { spawnSync } from 'node:child_process';
import { say, SetupError } from './console.ts';

function isInstalled(name: string): boolean {
  const asked = spawnSync('dpkg-query', ['-W', '-f=${Status}', name], { encoding: 'utf8' });
  return asked.status === 0 && asked.stdout === 'install ok installed';
}

function missingOf(packages: readonly string[]): string[] {
  if (spawnSync('dpkg-query', ['--version']).error !== undefined) return [];
  return packages.filter((name) => !isInstalled(name));
}

/**
 * Installs what is missing as root; otherwise throws a SetupError that names the command to run.
 * On systems without dpkg nothing is checked: the programs themselves will say what they lack.
 */
export function requirePackages(packages: readonly string[], what: string): void {
  const missing = missingOf(packages);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    throw new SetupError(
      `${what} needs Debian packages. Run this, then start again:\n  sudo apt-get install -y ${missing.join(' ')}`,
    );
  }
  install(missing, what);
}

/** As `requirePackages`, but reports instead of throwing: true when everything is there. */
export function tryPackages(packages: readonly string[], what: string): boolean {
  try {
    requirePackages(packages, what);
    return true;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return false;
  }
}

function install(packages: readonly string[], what: string): void {
  say(`installing Debian packages for ${what}: ${packages.join(' ')}`);
  const apt = (args: string[]): boolean =>
    spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=600', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  const add = ['install', '-y', '--no-install-recommends', ...packages];
  if (apt(add) || (apt(['update']) && apt(add))) return;
  throw new SetupError(`apt-get could not install: ${packages.join(' ')}`);
}
