import { expect, test } from 'vitest';
import type { ChallengeState } from '#core/challenge';
import { challengeStates } from '#core/challenge';
import type { ChallengeView } from '#core/view';
import { clockText } from '../../ui/time-words.ts';
import { digitsOf, outcomeOf, questionOf } from './approve-words.ts';

const challenge = (state: ChallengeState, decidedAtMs?: number): ChallengeView =>
  ({ state, sessionKind: 'call', targetName: 'Finance Lead', decidedAtMs }) as ChallengeView;

test('the number may be pasted with whatever is between the digits', () => {
  expect(['471', ' 4 7 1 ', '4-7-1', '47a1', '47199', ''].map(digitsOf)).toEqual([
    '471',
    '471',
    '471',
    '471',
    '471',
    '',
  ]);
});

test('the question can be answered from memory', () => {
  expect(questionOf(challenge('sent'))).toBe('Are you calling Finance Lead right now?');
});

test('every final state has words, and an open one has none', () => {
  for (const state of challengeStates) expect(outcomeOf(challenge(state), true) === undefined).toBe(state === 'sent');
});

test('what was decided elsewhere says when; what was decided here does not', () => {
  const atMs = Date.UTC(2026, 10, 23, 9, 5, 7);
  expect(outcomeOf(challenge('denied', atMs), false)?.title).toBe(
    `Already decided at ${clockText(atMs, true)}: reported: not you`,
  );
  expect(outcomeOf(challenge('passed', atMs), true)?.title).toBe('Approved');
});
