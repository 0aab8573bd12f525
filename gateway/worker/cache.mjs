import { createHash } from 'node:crypto';
import { accessSync, constants, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';

/** What decides how a binary comes out: these sources of the package, and these files of ours. */
const packageParts = ['src', 'include', 'fbs', 'meson.build'];
const recipeParts = ['build-plan.mjs', 'build-worker.mjs', 'subprojects'];

function addTree(hash, root, path) {
  const full = join(root, path);
  if (lstatSync(full).isDirectory()) {
    for (const name of readdirSync(full).sort()) addTree(hash, root, join(path, name));
    return;
  }
  hash
    .update(`${relative('.', path)}\0`)
    .update(readFileSync(full))
    .update('\0');
}

/**
 * Names a build by what it is made of: a change of sources, recipe or machine type gives another name.
 *
 * @param {string} mediasoupDir folder of the mediasoup package
 * @returns {string} `<version>-<16 hex digits>`
 */
export function buildName(mediasoupDir) {
  const { version } = JSON.parse(readFileSync(join(mediasoupDir, 'package.json'), 'utf8'));
  const hash = createHash('sha256').update(`${version} ${process.platform} ${process.arch}\0`);
  for (const part of packageParts) addTree(hash, join(mediasoupDir, 'worker'), part);
  for (const part of recipeParts) addTree(hash, import.meta.dirname, part);
  return `${version}-${hash.digest('hex').slice(0, 16)}`;
}

/** XDG Base Directory Specification: a relative XDG_CACHE_HOME is invalid and must be ignored. */
function homeCache(env) {
  if (env.XDG_CACHE_HOME && isAbsolute(env.XDG_CACHE_HOME)) return env.XDG_CACHE_HOME;
  return env.HOME ? join(env.HOME, '.cache') : null;
}

function isWritable(folder) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Others can write to the temporary directory: only a folder that is ours alone may hold programs we start. */
function isOursAlone(folder) {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  return stat === undefined || (stat.isDirectory() && stat.uid === process.getuid?.() && (stat.mode & 0o022) === 0);
}

/**
 * The folders that may hold finished workers, best first. The one below the temporary directory is for machines
 * without a usable home.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
export function cacheFolders(env) {
  const home = homeCache(env);
  const temporary = join(env.TMPDIR || tmpdir(), `countersign-cache-${process.getuid?.() ?? 'user'}`);
  const folders = isOursAlone(temporary) ? [temporary] : [];
  if (home) folders.unshift(join(home, 'countersign'));
  return folders.map((folder) => join(folder, 'mediasoup-worker'));
}

/**
 * The first of those folders that we may write to; says so when it is not the one in the home directory.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {(line: string) => void} log
 * @throws {Error} when there is none
 */
export function writableFolder(env, log) {
  const folders = cacheFolders(env);
  const found = folders.find(isWritable);
  if (found === undefined) {
    const tried = folders.length > 0 ? ` (tried ${folders.join(', ')})` : '';
    throw new Error(`no folder to keep the mediasoup worker in: set XDG_CACHE_HOME to one${tried}`);
  }
  if (homeCache(env) === null) log(`mediasoup-worker: HOME is not set, keeping the worker in ${found}`);
  else if (found !== folders[0]) log(`mediasoup-worker: cannot write to ${folders[0]}, keeping the worker in ${found}`);
  return found;
}
