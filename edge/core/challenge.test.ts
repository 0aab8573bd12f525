import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  answerChallenge,
  type Challenge,
  type ChallengeContext,
  challengeHash,
  challengeStates,
  closeChallenge,
} from './challenge.ts';

const context: ChallengeContext = {
  tenantId: 'ten_aaaaaaaaaaaaaaaa',
  sessionId: 'ses_aaaaaaaaaaaaaaaa',
  participantId: 'par_aaaaaaaaaaaaaaaa',
  subjectId: 'per_aaaaaaaaaaaaaaaa',
  action: 'Confirm that you are the caller.',
  binding: 'sip:call-1',
  nonce: 'n'.repeat(43),
  issuedAtMs: 1_000,
  expiresAtMs: 91_000,
};

const sent: Challenge = {
  id: 'ses_aaaaaaaaaaaaaaaa.1',
  context,
  state: 'sent',
  matchNumber: '471',
  reasons: [],
  held: true,
  by: 'policy',
};

test('the hash depends on every member of the context', () => {
  const hash = (changed: Partial<ChallengeContext>): string => challengeHash({ ...context, ...changed }).join();
  const variants = Object.entries(context).map(([member, value]) =>
    hash({ [member]: typeof value === 'number' ? value + 1 : `${value}x` }),
  );
  expect(new Set([hash({}), ...variants]).size).toBe(variants.length + 1);
  expect(challengeHash(context)).toHaveLength(32);
});

test('the right number passes, a wrong one ends the challenge', () => {
  expect(answerChallenge(sent, { kind: 'approve', matchNumber: '471' }, 2_000)).toMatchObject({
    value: { state: 'passed' },
  });
  expect(answerChallenge(sent, { kind: 'approve', matchNumber: '472' }, 2_000)).toMatchObject({
    value: { state: 'failed' },
  });
  expect(answerChallenge(sent, { kind: 'approve', matchNumber: '4710' }, 2_000)).toMatchObject({
    value: { state: 'failed' },
  });
  expect(answerChallenge(sent, { kind: 'approve', matchNumber: '' }, 2_000)).toMatchObject({
    value: { state: 'failed' },
  });
});

test('at the moment of expiry it is too late, for a no as well as for a yes', () => {
  expect(answerChallenge(sent, { kind: 'not-me' }, 90_999)).toMatchObject({ value: { state: 'denied' } });
  expect(answerChallenge(sent, { kind: 'not-me' }, 91_000)).toEqual({ ok: false, code: 'challenge-expired' });
  expect(answerChallenge(sent, { kind: 'approve', matchNumber: '471' }, 91_000)).toEqual({
    ok: false,
    code: 'challenge-expired',
  });
});

type Step = (challenge: Challenge, nowMs: number) => ReturnType<typeof answerChallenge>;
const steps: Record<string, Step> = {
  right: (challenge, nowMs) => answerChallenge(challenge, { kind: 'approve', matchNumber: '471' }, nowMs),
  wrong: (challenge, nowMs) => answerChallenge(challenge, { kind: 'approve', matchNumber: '000' }, nowMs),
  'not me': (challenge, nowMs) => answerChallenge(challenge, { kind: 'not-me' }, nowMs),
  expire: (challenge, nowMs) => closeChallenge(challenge, 'expire', nowMs),
  cancel: (challenge, nowMs) => closeChallenge(challenge, 'cancel', nowMs),
  supersede: (challenge, nowMs) => closeChallenge(challenge, 'supersede', nowMs),
};

test('any order of any steps takes exactly one of them, and a final state never changes', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...Object.keys(steps)), { minLength: 1, maxLength: 12 }), (names) => {
      let now = sent;
      let taken = 0;
      names.forEach((name, i) => {
        const result = steps[name]?.(now, 2_000 + i);
        if (result?.ok === true) {
          now = result.value;
          taken += 1;
        }
      });
      expect(taken).toBe(1);
      expect(challengeStates).toContain(now.state);
      expect(now.state).not.toBe('sent');
    }),
    { numRuns: 1_000 },
  );
});
