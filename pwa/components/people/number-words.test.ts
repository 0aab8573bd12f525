import { expect, test } from 'vitest';
import { numberFacts, signInText } from './number-words.ts';

const number = { number: '+12025550100', source: 'setup', addedAtMs: 0, lineType: 'unknown' } as const;

test('what is unknown of a number is said to be unknown, never clean', () => {
  expect(numberFacts(number)).toEqual([
    'From setup',
    'never verified',
    'line type unknown',
    'change of SIM unknown',
    'forwarding unknown',
  ]);
});

test('what is known says when and from where', () => {
  const atMs = Date.UTC(2026, 10, 20, 12);
  const facts = numberFacts({
    ...number,
    source: 'directory',
    addedAtMs: atMs,
    verifiedAtMs: atMs,
    lineType: 'mobile',
    simChangedAtMs: atMs,
    forwarded: true,
  });
  expect(facts[0]).toMatch(/^From a directory since .*20/);
  expect(facts.slice(1).join(', ')).toMatch(/verified on .*, mobile, SIM changed on .*, forwarded$/);
});

test('sign-ins of the last day are told in a sentence, or not at all', () => {
  expect(signInText({ failed: 0, succeeded: 0 })).toBeUndefined();
  expect(signInText({ failed: 2, succeeded: 1 })).toBe('In the last 24 hours signed in once, failed 2 times.');
  expect(signInText({ failed: 1, succeeded: 0 })).toBe('In the last 24 hours signed in not at all, failed once.');
  expect(signInText({ failed: 0, succeeded: 3 })).toBe('In the last 24 hours signed in 3 times, never failed.');
});
