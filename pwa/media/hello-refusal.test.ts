import { expect, test } from 'vitest';
import { afterRefusal, refusalOf } from './hello-refusal.ts';
import { RtcError } from './rtc-protocol.ts';

test.each([
  ['socket-lost', true, 0, 'wait'],
  ['timeout', false, 0, 'reconnect'],
  ['no-pass', false, 9, 'reconnect'],
  ['session-ended', true, 9, 'start-over'],
  ['token-expired', false, 2, 'start-over'],
  ['token-expired', false, 3, 'give-up'],
  ['session-ended', false, 0, 'give-up'],
] as const)('a hello refused with %s (resume: %s, attempt %i) leads to %s', (code, wasResume, attempt, next) => {
  expect(afterRefusal(new RtcError(code), wasResume, attempt)).toBe(next);
});

test('an edge that says the session ended is final; any other silence of the edge is no pass for now', () => {
  expect(refusalOf({ code: 'session-ended' }).code).toBe('session-ended');
  expect(refusalOf(new TypeError('failed to fetch')).code).toBe('no-pass');
});
