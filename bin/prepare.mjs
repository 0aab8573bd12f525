/*
 * The part of set-up that must run on the machine's own Node (20 or newer): installs the packages and finds the
 * Node 24 that comes with them. Everything after that is TypeScript and runs on that Node.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** To standard error: what a command prints for another program to read comes alone. */
export function say(text) {
  process.stderr.write(`countersign: ${text}\n`);
}

/** Installs exactly what the lock names, once per lock. Exits when npm fails: nothing works without it. */
function ensureModules() {
  const lock = createHash('sha256')
    .update(fs.readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = path.join(root, 'node_modules', '.countersign-lock');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === lock) return;
  say('installing packages (npm ci, about a minute)');
  const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (done.status !== 0) process.exit(done.status ?? 1);
  fs.writeFileSync(stamp, lock);
}

/** Node 24 from the packages on Linux; elsewhere the machine's own, which must be new enough. */
function modernNode() {
  const own = path.join(root, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');
  if (fs.existsSync(own)) return own;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  say(`Node ${process.versions.node} is too old and none came with the packages. Install Node 24 and try again.`);
  return process.exit(1);
}

/** Runs a TypeScript entry on Node 24 in this terminal; signals reach it, and its end is ours. */
export function runModern(script, args) {
  ensureModules();
  const node = modernNode();
  const bins = `${path.dirname(node)}${path.delimiter}${path.join(root, 'node_modules', '.bin')}`;
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', path.join(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${bins}${path.delimiter}${process.env.PATH ?? ''}` },
  });
  // The terminal signals the whole group; a supervisor signals only us. Pass on what the child would not see.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => undefined);
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}
