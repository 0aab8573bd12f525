import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';

/** What a worker answers when it is started by hand, without its Node parent (worker/src/main.cpp). */
const startedByHand = 41;

/**
 * Tells why a worker binary cannot be used here, or `null` when it can.
 * Starting it once also proves that its shared libraries are installed.
 *
 * @param {string} file path of the binary
 * @returns {string | null} a reason in words
 */
export function whyNotRunnable(file) {
  try {
    accessSync(file, constants.X_OK);
  } catch (error) {
    return error.code === 'ENOENT' ? 'no such file' : 'not executable';
  }
  const { MEDIASOUP_VERSION: _dropped, ...env } = process.env;
  const run = spawnSync(file, [], { env, timeout: 10_000, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  if (run.error) return run.error.message;
  if (run.status === startedByHand) return null;
  const words = run.stderr.trim().split('\n').at(-1);
  return `it ended with ${run.signal ?? `exit code ${run.status}`} instead of ${startedByHand}${words ? `: ${words}` : ''}`;
}
