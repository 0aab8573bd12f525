// Builds wasm/build/kernels.wasm from wasm/assembly. Run with `node wasm/build.ts`; skips the work when nothing is newer.
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main as compile } from 'assemblyscript/asc';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = join(root, 'wasm/assembly');
const output = join(root, 'wasm/build/kernels.wasm');

function newestSourceMs(): number {
  const files = readdirSync(sources).map((name) => join(sources, name));
  return Math.max(...[...files, fileURLToPath(import.meta.url)].map((path) => statSync(path).mtimeMs));
}

if (process.argv.includes('--force') || !existsSync(output) || statSync(output).mtimeMs < newestSourceMs()) {
  mkdirSync(dirname(output), { recursive: true });
  const flags = [
    '-O3',
    '--converge',
    '--noAssert',
    '--enable',
    'simd',
    '--runtime',
    'minimal',
    '--initialMemory',
    '16',
  ];
  const { error } = await compile(
    ['wasm/assembly/index.ts', '--baseDir', root, '--outFile', 'wasm/build/kernels.wasm', ...flags],
    { stderr: process.stderr },
  );
  if (error) {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  process.stdout.write(`wasm/build/kernels.wasm ${statSync(output).size} bytes\n`);
}
