import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ensurePackages } from './debian-packages.mjs';
import { openProcessGroup, type ProcessGroup } from './process-group.mjs';

let bin = '';
let group: ProcessGroup;
const calls = (): string => (existsSync(join(bin, 'calls')) ? readFileSync(join(bin, 'calls'), 'utf8') : '');

function script(name: string, body: string): void {
  writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`);
  chmodSync(join(bin, name), 0o755);
}

/** A Debian where only `g++` is installed, and where an install works once the package lists are there. */
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'debian-packages-'));
  group = openProcessGroup();
  script('dpkg-query', `case "$3" in g++) echo 'install ok installed';; *) echo 'no package' >&2; exit 1;; esac`);
  script(
    'apt-get',
    `echo "$@" >> ${bin}/calls
case "$*" in *update) touch ${bin}/lists;; *) [ -f ${bin}/lists ] || { echo 'E: Unable to locate package'; exit 100; };; esac`,
  );
});

afterEach(() => {
  group.close();
  rmSync(bin, { recursive: true });
});

const run = (uid: number, packages: string[], path = `${bin}:/usr/bin:/bin`): Promise<void> =>
  ensurePackages({ group, log: () => {}, env: { PATH: path }, uid, packages });

it('asks for nothing when all packages are installed', async () => {
  await run(1000, ['g++']);
  expect(calls()).toBe('');
});

it('names the exact command, and installs nothing, when we are not root', async () => {
  const command = 'sudo apt-get install -y --no-install-recommends libuv1-dev libssl-dev';
  await expect(run(1000, ['g++', 'libuv1-dev', 'libssl-dev'])).rejects.toMatchObject({
    code: 'packages-missing',
    command,
    message: expect.stringContaining(`Run: ${command}`),
  });
  expect(calls()).toBe('');
});

it('installs what is missing as root, and fetches the package lists when that fails', async () => {
  await run(0, ['g++', 'libuv1-dev']);
  const commands = calls().trim().split('\n');
  expect(commands).toHaveLength(3);
  expect(commands[0]).toMatch(/Timeout=600 .*install --no-install-recommends libuv1-dev$/);
  expect(commands[1]).toMatch(/ update$/);
  expect(commands[2]).toBe(commands[0]);
});

it('says what apt-get said when the install fails for good', async () => {
  script('apt-get', `echo 'E: Unable to locate package'; exit 100`);
  await expect(run(0, ['libuv1-dev'])).rejects.toThrow(/exit code 100.*\nE: Unable to locate package/s);
});

it('points to MEDIASOUP_WORKER_BIN on a system that is not Debian', async () => {
  await expect(run(1000, ['g++'], '/nowhere')).rejects.toThrow('set MEDIASOUP_WORKER_BIN');
});
