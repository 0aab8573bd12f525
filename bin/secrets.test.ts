import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { localSecrets } from './secrets.ts';

function folder(): string {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-secrets-'));
  onTestFinished(() => fs.rmSync(made, { recursive: true }));
  return made;
}

test('secrets are made once, long enough, and readable by the owner alone', () => {
  const root = folder();
  const first = localSecrets(root);
  expect(Buffer.from(first.GATEWAY_KEY, 'base64url')).toHaveLength(32);
  expect(first.SETUP_KEY).not.toBe(first.GATEWAY_KEY);
  expect(localSecrets(root)).toEqual(first);
  expect(fs.statSync(path.join(root, '.dev.vars')).mode & 0o777).toBe(0o600);
});

test('what a person wrote beside them is kept', () => {
  const root = folder();
  fs.writeFileSync(path.join(root, '.dev.vars'), 'OTHER=1\nSETUP_KEY="mine=mine"\n');
  expect(localSecrets(root).SETUP_KEY).toBe('mine=mine');
  expect(fs.readFileSync(path.join(root, '.dev.vars'), 'utf8')).toContain('OTHER=1');
});
