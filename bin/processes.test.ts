import fs from 'node:fs';
import { expect, test } from 'vitest';
import { startProcess } from './processes.ts';

/** A dead process whose parent does not wait for it stays in the table as a zombie (state Z). */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test.skipIf(!fs.existsSync('/proc/self/status'))(
  'stopping a process ends its children too, even those that ignore the first signal',
  async () => {
    const lines: string[] = [];
    // A shell whose child ignores SIGTERM: what a process that was killed alone would leave behind.
    const script = `trap '' TERM; sh -c "trap '' TERM; echo child \\$\\$; sleep 60 & wait" & wait`;
    const running = startProcess('stubborn', 'sh', ['-c', script], {
      cwd: '/',
      env: process.env,
      onLine: (line) => lines.push(line),
    });
    await expect.poll(() => lines[0]).toMatch(/^child \d+$/);
    const child = Number(lines[0]?.split(' ')[1]);
    expect(isAlive(child)).toBe(true);
    await running.stop(300);
    await expect.poll(() => isAlive(child)).toBe(false);
  },
);
