import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const deadlySignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Kills a child and all that it started: the compiler driver runs its passes as children of its own. */
function killGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}

/**
 * Runs programs such that none of them outlives us, however we end.
 *
 * @param {AbortSignal} [abort] ends all programs when it fires
 * @returns {{ run: (command: string, args: string[], options?: object) => Promise<{code: number | null, output: string}>, close: () => void }}
 */
export function openProcessGroup(abort) {
  const children = new Set();
  let closed = false;
  const killAll = () => {
    for (const child of children) killGroup(child);
  };
  const onSignal = (name) => {
    close();
    // End as we would have done without this listener, unless somebody else deals with the signal.
    if (process.listenerCount(name) === 0) process.exit(128 + constants.signals[name]);
  };

  for (const name of deadlySignals) process.on(name, onSignal);
  process.on('exit', killAll);
  abort?.addEventListener('abort', killAll);

  function close() {
    closed = true;
    killAll();
    for (const name of deadlySignals) process.off(name, onSignal);
    process.off('exit', killAll);
    abort?.removeEventListener('abort', killAll);
  }

  /** Resolves with the exit code and the last 8000 characters of output; rejects when it cannot start or is cut off. */
  async function run(command, args, { cwd, env = process.env, timeoutMs = 0 } = {}) {
    if (closed) throw new Error('interrupted');
    abort?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
      let output = '';
      const keep = (text) => {
        output = (output + text).slice(-8000);
      };
      const timer = timeoutMs > 0 ? setTimeout(() => killGroup(child), timeoutMs) : undefined;
      const settle = () => {
        clearTimeout(timer);
        children.delete(child);
      };
      children.add(child);
      child.stdout.setEncoding('utf8').on('data', keep);
      child.stderr.setEncoding('utf8').on('data', keep);
      child.on('error', (error) => {
        settle();
        reject(error);
      });
      child.on('close', (code) => {
        settle();
        if (abort?.aborted) reject(abort.reason);
        else if (closed) reject(new Error('interrupted'));
        else resolve({ code, output });
      });
    });
  }

  return { run, close };
}
