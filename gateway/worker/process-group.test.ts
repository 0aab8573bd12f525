import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openProcessGroup } from './process-group.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'process-group-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program that starts another one, as a compiler driver does, and tells the process id of that one. */
const parent = (): string[] => [
  '-c',
  `sleep 60 & echo $! > ${folder}/pid.tmp; mv ${folder}/pid.tmp ${folder}/pid; wait`,
];

async function grandchild(): Promise<number> {
  await vi.waitUntil(() => existsSync(join(folder, 'pid')));
  return Number(readFileSync(join(folder, 'pid'), 'utf8'));
}

/** A zombie that nobody has reaped yet has ended, too. */
function hasEnded(pid: number): boolean {
  const stat = join('/proc', String(pid), 'stat');
  return !existsSync(stat) || /\) Z /.test(readFileSync(stat, 'utf8'));
}

it('gives the exit code and the output', async () => {
  const group = openProcessGroup();
  expect(await group.run('sh', ['-c', 'echo out; echo err >&2; exit 3'])).toMatchObject({ code: 3 });
  expect((await group.run('sh', ['-c', 'echo word'])).output).toBe('word\n');
  group.close();
});

it('rejects when a program is not there', async () => {
  const group = openProcessGroup();
  await expect(group.run(join(folder, 'nothing'), [])).rejects.toThrow('ENOENT');
  group.close();
});

it('kills what its programs started when it is aborted', async () => {
  const abort = new AbortController();
  const group = openProcessGroup(abort.signal);
  const running = group.run('sh', parent());
  const outcome = expect(running).rejects.toThrow('enough');
  const pid = await grandchild();
  abort.abort(new Error('enough'));
  await outcome;
  await vi.waitUntil(() => hasEnded(pid));
  await expect(group.run('true', [])).rejects.toThrow('enough');
  group.close();
});

it('kills all when it is closed, any number of times, and leaves no listener', async () => {
  const before = process.listenerCount('SIGTERM');
  const group = openProcessGroup();
  const outcome = expect(group.run('sh', parent())).rejects.toThrow('interrupted');
  const pid = await grandchild();
  group.close();
  group.close();
  await outcome;
  await vi.waitUntil(() => hasEnded(pid));
  expect(process.listenerCount('SIGTERM')).toBe(before);
});

it('cuts a program off at its time limit', async () => {
  const group = openProcessGroup();
  expect((await group.run('sleep', ['60'], { timeoutMs: 50 })).code).toBeNull();
  group.close();
});
