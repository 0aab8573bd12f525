import { describe, expect, test } from 'vitest';
import { admitPerson } from './admit.ts';
import { callOpenedOf, ringingOf } from './call.ts';
import { decline } from './order.ts';
import { firstPolicy } from './policy.ts';
import { callerId, finance, impostor, newCall, stranger, voice } from './test-session.ts';

type Call = ReturnType<typeof newCall>;
const rang = (call: Call) => call.sent.filter((one) => one.kind === 'inbox' && one.message.type === 'ringing').length;
/** Makes the caller held, which is another thing to show on the phone that rings. */
const alarm = (call: Call) => call.report(voice(4, { strength: 'strong' }));
const onFile = { number: '+12025550102', asserted: true };

test('an opening by somebody who is only asked says so, with the number for his leg alone', () => {
  const call = newCall(impostor, { policy: { ...firstPolicy, bands: { ask: 0.05, hold: 0.79, block: 0.8 } } });
  expect(callOpenedOf(call.session)).toMatchObject({ effect: 'ask', matchNumber: '042' });
  expect(ringingOf(call.session)).toMatchObject({ status: 'challenged', from: { displayName: 'Chief Executive' } });
});

test('without a caller or a called person there is nothing to open and nothing that rings', () => {
  const { session } = newCall(stranger);
  const [caller, callee] = session.participants;
  if (caller === undefined || callee === undefined) throw new TypeError('two are in a call');
  expect(callOpenedOf({ ...session, participants: [caller] })).toBeUndefined();
  expect(callOpenedOf({ ...session, participants: [callee] })).toBeUndefined();
  expect(ringingOf({ ...session, participants: [callee] })).toBeUndefined();
});

test('a caller who has left or was removed does not show as that while it rings', () => {
  const call = newCall(stranger);
  call.report({ type: 'participant.left', participantId: callerId, reason: 'bye' });
  expect(ringingOf(call.session)?.status).toBe('unverified');
});

describe('the phone of the called person', () => {
  test('rings anew when the caller turns out to be another than he seemed', () => {
    const call = newCall(onFile);
    expect(rang(call)).toBe(1);
    alarm(call);
    expect(rang(call)).toBe(2);
    alarm(call);
    expect(rang(call)).toBe(2);
  });

  test('does not once he has answered by his leg, or in his browser', () => {
    const answered = newCall(onFile);
    const facts = { leg: 'webrtc', binding: 'b', remoteAddress: '192.0.2.2', codec: 'opus' } as const;
    answered.report({ type: 'participant.joined', participantId: answered.session.participants[1]?.id ?? '', facts });
    alarm(answered);
    expect(rang(answered)).toBe(1);
    const signedIn = newCall(onFile);
    signedIn.turn((turn) => admitPerson(turn, finance, { proved: true, findings: [], sessions: 5 }));
    expect(signedIn.session.state).toBe('ringing');
    alarm(signedIn);
    expect(rang(signedIn)).toBe(1);
  });

  test('does not once he has declined', () => {
    const call = newCall(onFile);
    call.turn((turn) => decline(turn, finance));
    alarm(call);
    expect(call.session.actions.length).toBeGreaterThan(1);
    expect(rang(call)).toBe(1);
  });
});
