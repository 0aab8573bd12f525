import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildWorker } from './build-worker.mjs';
import { workerPackages } from './obtain-worker.mjs';
import { openProcessGroup, type ProcessGroup } from './process-group.mjs';

const canBuild = spawnSync('dpkg-query', ['-W', ...workerPackages]).status === 0;
if (!canBuild) console.log(`worker: skipped the build checks, packages are missing (${workerPackages.join(' ')})`);

/** A package with the layout of mediasoup's, small enough to compile in a second. */
const smallPackage: Record<string, string> = {
  'worker/meson.build': "common_sources = [\n  'src/a.cpp',\n  'src/b.cpp',\n  'src/RTC/DtlsTransport.cpp',\n]\n",
  'worker/fbs/thing.fbs': 'namespace FBS.Thing;\ntable Thing { someName: uint32; }\n',
  'worker/include/a.hpp': '#pragma once\n#include <cstdint>\nint a();\nint b();\n',
  'worker/src/a.cpp': '#define MS_CLASS "a"\n#include "a.hpp"\nint a() { return 40; }\n',
  'worker/src/b.cpp': '#define MS_CLASS "b"\n#include "a.hpp"\nint b() { return 1; }\n',
  'worker/src/RTC/DtlsTransport.cpp':
    'constexpr int BIO_CB_RETURN = 0x80;\nbool isReturn(int operationType) { return (operationType == BIO_CB_RETURN); }\n',
  'worker/src/main.cpp': '#define MS_CLASS "main"\n#include "a.hpp"\nint main() { return a() + b(); }\n',
};

let root = '';
let group: ProcessGroup;
let lines: string[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'build-worker-'));
  group = openProcessGroup();
  lines = [];
});

afterEach(() => {
  group.close();
  rmSync(root, { recursive: true });
});

async function build(changes: Record<string, string> = {}): Promise<number | null> {
  const mediasoupDir = join(root, 'mediasoup');
  for (const [path, text] of Object.entries({ ...smallPackage, ...changes })) {
    const file = join(mediasoupDir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const scratch = join(root, 'scratch');
  mkdirSync(scratch);
  const output = join(root, 'out/mediasoup-worker');
  await buildWorker({ mediasoupDir, scratch, output, group, log: (line) => void lines.push(line), jobs: 2 });
  return spawnSync(output).status;
}

describe.runIf(canBuild)('a build from source', { timeout: 60_000 }, () => {
  it('makes a program, and says how far it is', async () => {
    expect(await build()).toBe(41);
    expect(lines[0]).toMatch(/^mediasoup-worker: building from source with 2 jobs/);
    expect(lines.at(-2)).toMatch(/^mediasoup-worker: compiling 4\/4 \(100 %\), \d+s$/);
    expect(lines.at(-1)).toMatch(/^mediasoup-worker: built in \d+s$/);
  });

  it('corrects the DTLS callback in its copy, and compiles one by one what cannot be compiled together', async () => {
    const hidden = 'namespace { int clash = 1; }\n';
    const sources = ['worker/src/a.cpp', 'worker/src/b.cpp'];
    expect(await build(Object.fromEntries(sources.map((path) => [path, `${smallPackage[path]}${hidden}`])))).toBe(41);
    expect(lines.join('\n')).toMatch(/compiling 4 files one by one \(.*redefinition/);
    const path = 'src/RTC/DtlsTransport.cpp';
    expect(readFileSync(join(root, 'scratch/build', path), 'utf8')).toContain('(operationType & BIO_CB_RETURN) != 0');
    expect(readFileSync(join(root, 'mediasoup/worker', path), 'utf8')).toBe(smallPackage[`worker/${path}`]);
    expect(lines.join('\n')).not.toContain('DTLS');
  });

  it('fails with the compiler error when a source is broken, after a warning about an unknown DTLS callback', async () => {
    const changes = {
      'worker/src/b.cpp': 'int b() { return nothing; }\n',
      'worker/src/RTC/DtlsTransport.cpp': 'int other() { return 0; }\n',
    };
    await expect(build(changes)).rejects.toThrow(/g\+\+ ended with exit code 1\n.*b\.cpp.*nothing/);
    expect(lines[0]).toContain('the DTLS callback of this version is new to us');
  });
});
