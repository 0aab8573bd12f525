import { expect, test } from 'vitest';
import { safeNext } from './signin.tsx';

test.each([
  ['/console?state=all', '/console?state=all'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  [undefined, '/'],
])('after sign-in %j leads to %j', (next, path) => {
  expect(safeNext(next)).toBe(path);
});
