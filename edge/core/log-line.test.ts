import { describe, expect, test } from 'vitest';
import type { Json } from './canonical.ts';
import { logLineOf } from './log-line.ts';
import { callerId, newCall, stranger } from './test-session.ts';

const { session } = newCall(stranger);
const line = (kind: string, body: Json = {}, actor = 'edge') =>
  logLineOf({ sessionId: session.id, seq: 3, atMs: 7, actor, kind, body, prevHash: '', hash: '' }, session);
const about = (more: object): Json => ({ participantId: callerId, ...more });

test('a line has the place, time and kind of its entry, and who caused it', () => {
  expect(line('session.opened')).toMatchObject({ seq: 3, atMs: 7, kind: 'session.opened', actor: 'Policy' });
  expect(line('x', {}, 'gateway:gwy_1').actor).toBe('Gateway');
  expect(line('x', {}, 'per_finance').actor).toBe('Finance Lead');
  expect(line('x', {}, 'per_nobody').actor).toBe('A person');
});

describe('every kind of entry is said in words', () => {
  test.each<[string, Json, string]>([
    ['session.opened', { drill: false }, 'Session opened.'],
    ['session.opened', { drill: true }, 'Session opened. This is a drill.'],
    ['session.closed', { reason: 'bye' }, 'Session ended: bye.'],
    ['drill-mark-refused', { reason: 'expired' }, 'A drill mark was refused (expired); the call counts as real.'],
    ['decision', about({ effect: 'hold', risk: { logit: -0.176, p: 0.456 } }), '+12025550150: hold at risk 4.6 of 10.'],
    ['challenge.opened', { asked: { action: 'Confirm it' } }, 'Challenge sent: Confirm it.'],
    ['challenge.opened', { asked: 'erased' }, 'Challenge sent: erased.'],
    ['challenge.seen', {}, 'Challenge opened by the person asked.'],
    ['challenge.answered', { kind: 'not-me' }, 'Answer: this is not me.'],
    ['challenge.answered', { kind: 'approve', state: 'passed' }, 'Answer to the challenge: passed.'],
    ['challenge.expired', {}, 'Challenge expired.'],
    ['challenge.cancelled', {}, 'Challenge cancelled.'],
    ['challenge.superseded', {}, 'Challenge superseded.'],
    ['person.ordered', about({ type: 'hold' }), 'Ordered: hold +12025550150.'],
    ['person.ordered', about({ type: 'hold', note: 'odd' }), 'Ordered: hold +12025550150. Note: odd'],
    ['action.ordered', about({ type: 'hold' }), 'To the gateway: hold +12025550150.'],
    ['action.ordered', { type: 'end' }, 'To the gateway: end Somebody.'],
    ['action.performed', { type: 'hold', tookMs: 12 }, 'Gateway did: hold, in 12 ms.'],
    ['action.failed', { type: 'hold', reason: 'gone' }, 'Gateway could not: hold (gone).'],
    ['case.opened', { state: 'suspected' }, 'Case opened: suspected.'],
    ['case.changed', { from: 'suspected', to: 'cleared' }, 'Case: suspected to cleared.'],
    ['alert.raised', { text: 'Words.' }, 'Words.'],
    ['alert.raised', { text: 'erased' }, 'Alert; its words were erased.'],
    ['subject.erased', {}, 'A person was erased from this session.'],
    ['voice.scored', about({ monitoring: 'not-enough-speech' }), '+12025550150: not enough speech.'],
    [
      'voice.scored',
      about({ monitoring: 'scoring', strength: 'weak' }),
      '+12025550150: scoring, signs of speech synthesis: weak.',
    ],
    ['break-glass.begun', {}, 'Break-glass has begun: nobody is asked or held.'],
    ['break-glass.ended', {}, 'Break-glass is over.'],
    ['report', about({}), 'Reports being pressured by +12025550150.'],
    ['pass.issued', about({}), '+12025550150: pass issued.'],
    ['edge.away', {}, 'edge away.'],
    ['call.declined', null, 'call declined.'],
    ['a-b.c', [], 'a b c.'],
  ])('%s %j: %s', (kind, body, text) => {
    expect(line(kind, body).text).toBe(text);
  });

  test('a signal is its own sentence with its weight, without what was erased', () => {
    const signal = (evidence: Json, code = 'number-unknown') =>
      line('signal', about({ code, llrNats: 1.25, evidence })).text;
    expect(signal({ number: '+1' })).toBe('+12025550150: Calls from +1, which has never been seen here. (1.3 nats)');
    expect(signal({ number: 'erased' })).toBe(
      '+12025550150: Calls from a number, which has never been seen here. (1.3 nats)',
    );
    expect(signal({}, 'code-of-tomorrow')).toBe('+12025550150: code-of-tomorrow (1.3 nats)');
    expect(line('signal', about({ code: 'number-withheld', llrNats: 1.5 })).text).toBe(
      '+12025550150: Withholds the number. (1.5 nats)',
    );
  });
});
