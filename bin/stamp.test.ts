import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { onceFor } from './stamp.ts';

test('a step is built again when an input changed or its output is gone, and not otherwise', async () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-stamp-'));
  onTestFinished(() => fs.rmSync(root, { recursive: true }));
  const write = (file: string, text: string): void => {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), text);
  };
  write('source/a.ts', '1');
  let built = 0;
  const step = { name: 'step', inputs: ['source', 'absent'], output: 'out/file' };
  const run = async (): Promise<number> => {
    await onceFor(root, step, async () => {
      built += 1;
      write('out/file', String(built));
    });
    return built;
  };
  expect(await run()).toBe(1);
  expect(await run()).toBe(1);
  write('source/a.test.ts', 'a test is not an input');
  expect(await run()).toBe(1);
  write('source/a.ts', '2');
  expect(await run()).toBe(2);
  fs.rmSync(path.join(root, 'out/file'));
  expect(await run()).toBe(3);
});
