import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { availableParallelism, endianness, freemem } from 'node:os';
import { join } from 'node:path';
import { groupSources, groupText, prefixText, readSources } from './build-plan.mjs';
import { reportProgress } from './progress.mjs';

/** One level for all files, since a precompiled header fits one only; -O2 is for the hot path (RTP, SRTP). */
const compilerFlags = [
  '-std=c++20',
  '-O2',
  '-w',
  '-pthread',
  '-fstack-protector-strong',
  '-D_FORTIFY_SOURCE=2',
  '-DNDEBUG',
  '-DMS_EXECUTABLE',
  '-DMS_USE_BUILTIN_BWE',
  `-DMS_${endianness() === 'LE' ? 'LITTLE' : 'BIG'}_ENDIAN`,
  // The C library of Debian has strtoull_l().
  '-DFLATBUFFERS_LOCALE_INDEPENDENT=1',
];
const linkerFlags = ['-s', '-pthread', '-Wl,-z,relro,-z,now', '-luv', '-lssl', '-lcrypto', '-lsrtp2'];

const prefixName = 'prefix.hpp';
const jobMemory = 1_200_000_000;

function listHeaders(folder) {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return paths.filter((path) => path.endsWith('.hpp')).toSorted((a, b) => (a < b ? -1 : 1));
}

/**
 * Corrects the one thing that kills the worker with Debian's OpenSSL. The BIO callback of the DTLS write BIO
 * answers 1 to every BIO_ctrl(), also to BIO_CTRL_GET_KTLS_SEND of an OpenSSL with kernel TLS; OpenSSL then
 * allocates no write buffer and the first ServerHello is a SIGSEGV. BIO_set_callback_ex(3): return the result.
 */
function patchDtls(folder, log) {
  const file = join(folder, 'src/RTC/DtlsTransport.cpp');
  const text = readFileSync(file, 'utf8');
  const patched = text.replace('(operationType == BIO_CB_RETURN)', '((operationType & BIO_CB_RETURN) != 0)');
  writeFileSync(file, patched);
  if (!patched.includes('operationType & BIO_CB_RETURN')) {
    log('mediasoup-worker: the DTLS callback of this version is new to us, run verify/browser-check.mjs');
  }
}

/** Copies the sources (the package stays as it is) and writes all that is generated from them. */
async function prepare({ mediasoupDir, folder, group, log }) {
  const worker = join(mediasoupDir, 'worker');
  for (const part of ['src', 'include', 'fbs']) cpSync(join(worker, part), join(folder, part), { recursive: true });
  cpSync(join(import.meta.dirname, 'subprojects'), join(folder, 'subprojects'), { recursive: true });
  patchDtls(folder, log);

  const schemas = readdirSync(join(folder, 'fbs')).filter((name) => name.endsWith('.fbs'));
  const flags = [
    '--cpp',
    '--cpp-field-case-style',
    'lower',
    '--reflect-names',
    '--scoped-enums',
    '--filename-suffix',
    '',
  ];
  await must(group, 'flatc', [...flags, '-o', 'fbs/FBS', ...schemas.map((name) => `fbs/${name}`)], folder);

  const { sources, omitted } = readSources(readFileSync(join(worker, 'meson.build'), 'utf8'));
  const read = (path) => ({ path, text: readFileSync(join(folder, path), 'utf8') });
  const unused = new Set(omitted.map((path) => path.replace(/^src\/(.*)\.cpp$/, '$1.hpp')));
  const headers = listHeaders(join(folder, 'include')).filter((path) => !unused.has(path));
  const texts = [...sources.map(read), ...headers.map((path) => read(`include/${path}`))];
  const generated = schemas.map((name) => name.replace(/\.fbs$/, '.h'));
  writeFileSync(join(folder, prefixName), prefixText({ texts: texts.map(({ text }) => text), headers, generated }));
  return { groups: groupSources(sources.map(read)), count: sources.length };
}

/** A program ran and found fault, as opposed to: was cut off, or could not start. */
class StepError extends Error {}

async function must(group, command, args, cwd) {
  const { code, output } = await group.run(command, args, { cwd });
  if (code === 0) return;
  const words = output
    .split('\n')
    .filter((line) => /error|fatal|undefined|killed/i.test(line))
    .slice(0, 6);
  throw new StepError(`${command} ended with ${code === null ? 'a signal' : `exit code ${code}`}\n${words.join('\n')}`);
}

const includeFlags = ['include', 'fbs', 'subprojects/libsrtp3/include', 'subprojects/unordered-dense/include', '.'].map(
  (path) => `-I${path}`,
);

/** Compiles one group to one object; a group that does not compile as one file is compiled file by file. */
async function compileGroup(paths, name, { group, folder, log }) {
  const source = `${name}.cpp`;
  writeFileSync(join(folder, source), groupText(paths));
  const args = [...compilerFlags, ...includeFlags, '-include', prefixName, '-c', source];
  try {
    await must(group, 'g++', [...args, '-o', `${name}.o`], folder);
    return [`${name}.o`];
  } catch (error) {
    if (!(error instanceof StepError) || paths.length === 1) throw error;
    log(`mediasoup-worker: compiling ${paths.length} files one by one (${error.message.split('\n')[1] ?? 'clash'})`);
  }
  const objects = [];
  for (const [index, path] of paths.entries()) {
    objects.push(...(await compileGroup([path], `${name}-${index}`, { group, folder, log })));
  }
  return objects;
}

async function compileAll(groups, jobs, context, progress) {
  const queue = groups.map((paths, index) => ({ paths, name: `group-${index}` }));
  const objects = [];
  const lane = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      objects.push(...(await compileGroup(next.paths, next.name, context)));
      progress.add(next.paths.length);
    }
  };
  try {
    await Promise.all(Array.from({ length: jobs }, lane));
  } finally {
    queue.length = 0;
  }
  return objects;
}

/**
 * Builds the worker from the sources in the npm package, against Debian's libraries.
 *
 * @param {{ mediasoupDir: string, scratch: string, output: string, group: { run: Function },
 *   log: (line: string) => void, jobs?: number }} options `scratch` is an empty folder on the same file system as
 *   `output`, which appears at once and complete
 * @throws {Error} with the compiler's first errors
 */
export async function buildWorker({ mediasoupDir, scratch, output, group, log, jobs }) {
  const folder = join(scratch, 'build');
  mkdirSync(folder);
  const { groups, count } = await prepare({ mediasoupDir, folder, group, log });
  const lanes =
    jobs ??
    Math.max(1, Math.min(availableParallelism(), Math.floor((process.availableMemory?.() ?? freemem()) / jobMemory)));
  const progress = reportProgress({ total: count, log });
  try {
    log(`mediasoup-worker: building from source with ${lanes} jobs, precompiling headers`);
    await must(group, 'g++', [...compilerFlags, ...includeFlags, '-x', 'c++-header', prefixName], folder);
    const objects = await compileAll(groups, lanes, { group, folder, log }, progress);
    await must(group, 'g++', ['-o', 'mediasoup-worker', ...objects, ...linkerFlags], folder);
  } finally {
    progress.close();
  }
  mkdirSync(join(output, '..'), { recursive: true });
  renameSync(join(folder, 'mediasoup-worker'), output);
  log(`mediasoup-worker: built in ${progress.elapsed()}`);
}
