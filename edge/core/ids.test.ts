import * as v from 'valibot';
import { expect, test } from 'vitest';
import { challengeIdOf, idSchema, isId, sessionOfChallenge } from './ids.ts';

const sessionId = 'ses_AAAAAAAAAAAAAAAAAAAA';

test('an id is taken for its own kind only', () => {
  expect(isId('ses', sessionId)).toBe(true);
  expect(isId('par', sessionId)).toBe(false);
  expect(v.is(idSchema('ses'), `${sessionId}/../x`)).toBe(false);
});

test('a challenge id leads back to its session, and nothing else does', () => {
  expect(sessionOfChallenge(challengeIdOf(sessionId, 7))).toBe(sessionId);
  for (const odd of [
    '',
    sessionId,
    `${sessionId}.`,
    `${sessionId}.0`,
    `${sessionId}.1.2`,
    'par_AAAAAAAAAAAAAAAAAAAA.1',
  ]) {
    expect(sessionOfChallenge(odd)).toBeUndefined();
  }
});
