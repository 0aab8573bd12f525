import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ObtainOptions, obtainWorker } from './obtain-worker.mjs';

let root = '';
let mediasoupDir = '';
let lines: string[] = [];

/** A program that answers as a worker does when it is started by hand, or otherwise. */
function plant(file: string, exitCode = 41): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho "stopped by $0" >&2\nexit ${exitCode}\n`);
  chmodSync(file, 0o755);
  return file;
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { PATH: `${join(root, 'bin')}:${process.env.PATH}`, XDG_CACHE_HOME: join(root, 'cache'), ...more };
}

type Build = NonNullable<ObtainOptions['build']>;
const builds: string[] = [];
const build: Build = async ({ output }) => {
  builds.push(plant(output));
};

function obtain(options: Partial<ObtainOptions> = {}): Promise<string> {
  const log = (line: string): void => void lines.push(line);
  return obtainWorker({ mediasoupDir, log, env: environment(), download: async () => {}, build, ...options });
}

const packaged = (): string => join(mediasoupDir, 'worker/out/Release/mediasoup-worker');
const cacheRoot = (): string => join(root, 'cache/countersign/mediasoup-worker');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'obtain-worker-'));
  mediasoupDir = join(root, 'mediasoup');
  lines = [];
  builds.length = 0;
  write(join(mediasoupDir, 'package.json'), '{"version":"9.8.7"}');
  for (const path of ['src/main.cpp', 'include/a.hpp', 'fbs/a.fbs', 'meson.build']) {
    write(join(mediasoupDir, 'worker', path), `text of ${path}`);
  }
  write(join(root, 'bin/dpkg-query'), '#!/bin/sh\necho install ok installed\n');
  write(join(root, 'bin/apt-get'), '#!/bin/sh\nexit 1\n');
  for (const name of ['dpkg-query', 'apt-get']) chmodSync(join(root, 'bin', name), 0o755);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the order in which a worker is looked for', () => {
  it('takes MEDIASOUP_WORKER_BIN before everything else', async () => {
    const own = plant(join(root, 'own-worker'));
    plant(packaged());
    expect(await obtain({ env: environment({ MEDIASOUP_WORKER_BIN: own }) })).toBe(own);
  });

  it.each([
    ['does not exist', (): string => join(root, 'nothing'), 'no such file'],
    [
      'ends otherwise than a worker',
      (): string => plant(join(root, 'other'), 3),
      'exit code 3 instead of 41: stopped by',
    ],
  ])('refuses a MEDIASOUP_WORKER_BIN that %s, and says why', async (_case, file, reason) => {
    plant(packaged());
    const env = environment({ MEDIASOUP_WORKER_BIN: file() });
    await expect(obtain({ env })).rejects.toThrow(/^MEDIASOUP_WORKER_BIN names/);
    await expect(obtain({ env })).rejects.toThrow(reason);
  });

  it('takes the binary inside the package before the cache, without a word', async () => {
    await obtain();
    lines = [];
    plant(packaged());
    expect(await obtain()).toBe(packaged());
    expect(lines).toEqual([]);
  });

  it('passes over a binary inside the package that does not run', async () => {
    plant(packaged(), 127);
    expect(await obtain()).toBe(builds[0]);
  });

  it('takes an earlier build before a download', async () => {
    const built = await obtain();
    const download = async (): Promise<void> => {
      throw new Error('must not be tried');
    };
    expect(await obtain({ download })).toBe(built);
    expect(builds).toHaveLength(1);
  });

  it('takes what the download brings before a build', async () => {
    const download = async (): Promise<void> => void plant(packaged());
    expect(await obtain({ download })).toBe(packaged());
    expect(builds).toEqual([]);
  });

  it('builds into the cache when nothing else is there', async () => {
    const built = await obtain();
    expect(built).toMatch(/\/cache\/countersign\/mediasoup-worker\/9\.8\.7-[0-9a-f]{16}\/mediasoup-worker$/);
    expect(built.startsWith(root)).toBe(true);
  });

  it('does not take an earlier build of other sources', async () => {
    const first = await obtain();
    write(join(mediasoupDir, 'worker/src/main.cpp'), 'a new text');
    const second = await obtain();
    expect(second).not.toBe(first);
    expect(builds).toEqual([first, second]);
  });
});

describe('a build', () => {
  it('runs once when two starts want it', async () => {
    const both = await Promise.all([obtain(), obtain()]);
    expect(both[0]).toBe(both[1]);
    expect(builds).toHaveLength(1);
  });

  it('takes over from a process that died at it', async () => {
    const built = await obtain();
    rmSync(dirname(built), { recursive: true });
    // Process ids end at 2^22 (proc(5), pid_max).
    write(join(`${dirname(built)}.lock`, 'owner'), `${2 ** 22 + 1} ${hostname()}`);
    expect(await obtain()).toBe(built);
    expect(readdirSync(cacheRoot())).toEqual([dirname(built).split('/').at(-1)]);
  });

  it('leaves nothing behind when it fails, and is tried again next time', async () => {
    const failing: Build = async ({ scratch }) => {
      write(join(scratch, 'build/half.o'), 'half');
      throw new Error('the compiler gave up');
    };
    await expect(obtain({ build: failing })).rejects.toThrow('the compiler gave up');
    expect(readdirSync(cacheRoot())).toEqual([]);
    expect(await obtain()).toBe(builds[0]);
  });

  it('is refused when what came out does not run', async () => {
    const broken: Build = async ({ output }) => void plant(output, 1);
    await expect(obtain({ build: broken })).rejects.toThrow('built but does not run');
  });

  it.each([
    ['without HOME', (): NodeJS.ProcessEnv => ({ XDG_CACHE_HOME: undefined }), 'HOME is not set'],
    ['with only a relative XDG_CACHE_HOME', (): NodeJS.ProcessEnv => ({ XDG_CACHE_HOME: 'cache' }), 'HOME is not set'],
    [
      'with a cache that is a file',
      (): NodeJS.ProcessEnv => ({ XDG_CACHE_HOME: plant(join(root, 'file')) }),
      'cannot write to',
    ],
  ])('is kept below the temporary directory %s', async (_case, more, words) => {
    const env = environment({ TMPDIR: root, ...more() });
    const built = await obtain({ env });
    expect(built.startsWith(join(root, 'countersign-cache-'))).toBe(true);
    expect(lines.join('\n')).toContain(words);
    expect(await obtain({ env })).toBe(built);
    expect(builds).toHaveLength(1);
  });

  it('starts nothing out of a temporary folder that others can write to', async () => {
    const env = environment({ TMPDIR: root, XDG_CACHE_HOME: undefined });
    const built = await obtain({ env });
    chmodSync(join(dirname(built), '../..'), 0o777);
    await expect(obtain({ env })).rejects.toThrow('set XDG_CACHE_HOME');
  });
});
