import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const heartbeatMs = 5_000;
/** An owner that was silent for so long is gone, even where its process id says nothing (another container). */
const silentMs = 60_000;

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function readOwner(lock) {
  try {
    return readFileSync(join(lock, 'owner'), 'utf8');
  } catch {
    // The lock was released just now, or its owner did not write its name yet.
    return '';
  }
}

/** Who holds the lock, and whether that owner is gone; `null` when nobody holds it. */
function inspect(lock) {
  const stat = statSync(lock, { throwIfNoEntry: false });
  if (!stat) return null;
  const owner = readOwner(lock);
  const [pid, host] = owner.split(' ');
  const silent = Date.now() - stat.mtimeMs > silentMs;
  return { owner, pid, gone: silent || (pid !== '' && host === hostname() && !isAlive(Number(pid))) };
}

function tryTake(lock) {
  try {
    mkdirSync(lock);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(lock, 'owner'), `${process.pid} ${hostname()}`);
  return true;
}

/** Rename is atomic: of several that find the same dead lock, one moves it away. */
function clear(lock, owner) {
  const dead = `${lock}.dead-${process.pid}`;
  try {
    renameSync(lock, dead);
    // Another process was faster, and what we moved is its fresh lock: put it back.
    if (readOwner(dead) !== owner) return renameSync(dead, lock);
  } catch {
    return;
  }
  rmSync(dead, { recursive: true, force: true });
}

/**
 * Runs `work` while no other process on this cache does. The lock is a folder, and the work's scratch space;
 * it goes away with all in it. A lock whose owner died is taken over.
 *
 * @template T
 * @param {string} lock path of the lock folder
 * @param {{ log: (line: string) => void, signal?: AbortSignal }} options
 * @param {(scratch: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withBuildLock(lock, { log, signal }, work) {
  for (let said = false; !tryTake(lock); ) {
    const holder = inspect(lock);
    if (holder?.gone) {
      clear(lock, holder.owner);
      continue;
    }
    if (holder?.pid && !said) {
      log(`mediasoup-worker: another build is running (process ${holder.pid}), waiting for it`);
      said = true;
    }
    await delay(250, undefined, { signal });
  }
  const heartbeat = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(lock, now, now);
    } catch {
      // Taken over while this machine slept; the work itself will notice that its files are gone.
    }
  }, heartbeatMs);
  heartbeat.unref();
  const release = () => rmSync(lock, { recursive: true, force: true, maxRetries: 3 });
  process.on('exit', release);
  try {
    return await work(lock);
  } finally {
    clearInterval(heartbeat);
    process.off('exit', release);
    release();
  }
}
