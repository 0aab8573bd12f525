import { describe, expect, test } from 'vitest';
import { admitGuest, admitPerson, type Arrival } from './admit.ts';
import { identifyGuest } from './identity.ts';
import { order } from './order.ts';
import { openChallengeOf, participantStatus } from './session.ts';
import { settle } from './settle.ts';
import {
  admin,
  chief,
  finance,
  impostor,
  newCall,
  newMeeting,
  people,
  sessionId,
  startMs,
  stranger,
} from './test-session.ts';

type Meeting = ReturnType<typeof newMeeting>;
const arrival = (more: Partial<Arrival> = {}): Arrival => ({ proved: true, findings: [], sessions: 5, ...more });
const enter = (meeting: Meeting, viewer = finance, more: Partial<Arrival> = {}) =>
  meeting.turn((turn) => admitPerson(turn, viewer, arrival(more)));
const guest = (
  meeting: Meeting,
  displayName: string,
  { inviteeName = displayName, joinKey = 'link_1', otherDevice = false } = {},
) =>
  meeting.turn((turn) =>
    admitGuest(
      turn,
      { displayName, joinKey, remoteAddress: '192.0.2.7' },
      identifyGuest({ displayName, inviteeName, otherDevice }, people),
    ),
  );
const joined = (meeting: Meeting, participantId: string, binding = 'dtls:1') =>
  meeting.report({
    type: 'participant.joined',
    participantId,
    facts: { leg: 'webrtc', binding, remoteAddress: '192.0.2.7', codec: 'opus' },
  });
const last = (meeting: Meeting) => {
  const one = meeting.session.participants.at(-1);
  if (one === undefined) throw new TypeError('nobody is here');
  return one;
};
const newDevice = [{ code: 'device-key', llrNats: 4, evidence: { state: 'new' } }] as const;

test('a meeting is open from the start, and says what it is', () => {
  const meeting = newMeeting();
  expect(meeting.session).toMatchObject({
    kind: 'meeting',
    channel: 'web',
    state: 'live',
    title: 'Budget',
    hostPersonId: 'per_finance',
    targetName: 'Finance Lead',
    invited: ['per_finance', 'per_chief'],
    policyVersion: 1,
    startedAtMs: startMs,
  });
  expect(meeting.bodyOf('session.opened')).toMatchObject({
    kind: 'meeting',
    channel: 'web',
    drill: false,
    invited: ['per_chief'],
  });
});

describe('a signed-in person', () => {
  test('with a passkey shown in this browser is verified from the start', () => {
    const meeting = newMeeting();
    expect(enter(meeting)).toEqual({
      ok: true,
      value: {
        participantId: last(meeting).id,
        sessionId,
        tenantId: 'ten_1',
        name: 'Finance Lead',
        kind: 'meeting',
        protected: true,
        hold: false,
      },
    });
    expect(last(meeting)).toMatchObject({
      role: 'host',
      leg: 'webrtc',
      protected: true,
      proved: true,
      provedAtMs: startMs,
      sessions: 5,
    });
    expect(last(meeting)).not.toHaveProperty('claimed');
    expect(participantStatus(meeting.session, last(meeting))).toBe('verified');
    expect(meeting.session.signals).toMatchObject([{ code: 'passkey-sign-in', evidence: { person: 'Finance Lead' } }]);
    expect(meeting.kinds()).toEqual(['session.opened', 'participant.admitted', 'signal', 'decision', 'pass.issued']);
  });

  test('without one only claims to be he, and an unknown device asks him once the transport is known', () => {
    const meeting = newMeeting();
    enter(meeting, chief, { proved: false, findings: newDevice, teamId: 'tea_a' });
    expect(last(meeting)).toMatchObject({
      role: 'guest',
      proved: false,
      claimed: { personId: 'per_chief' },
      teamId: 'tea_a',
    });
    expect(last(meeting)).not.toHaveProperty('provedAtMs');
    expect(last(meeting).reserved).toMatchObject({ matchNumber: '042', by: 'policy' });
    expect(meeting.session.challenges).toEqual([]);
    joined(meeting, last(meeting).id);
    expect(last(meeting).reserved).toBeUndefined();
    expect(meeting.session.challenges).toMatchObject([
      {
        state: 'sent',
        matchNumber: '042',
        context: {
          binding: 'dtls:1',
          subjectId: 'per_chief',
          action: 'Confirm that you, Chief Executive, are in the meeting “Budget”',
        },
      },
    ]);
  });

  test('is told his number with the pass, before and after the question is open', () => {
    const meeting = newMeeting();
    const first = enter(meeting, chief, { proved: false, findings: newDevice });
    expect(first).toMatchObject({ value: { matchNumber: '042', expiresAtMs: startMs + 90_000 } });
    joined(meeting, last(meeting).id);
    meeting.wait(1000);
    const again = enter(meeting, chief, { proved: false, findings: newDevice });
    expect(again).toMatchObject({
      value: { matchNumber: '042', expiresAtMs: startMs + 90_000, participantId: last(meeting).id },
    });
    expect(meeting.session.participants).toHaveLength(1);
  });

  test('who comes by another transport is asked anew with the same number', () => {
    const meeting = newMeeting();
    enter(meeting, chief, { proved: false, findings: newDevice });
    joined(meeting, last(meeting).id, 'dtls:1');
    joined(meeting, last(meeting).id, 'dtls:1');
    expect(meeting.session.challenges).toHaveLength(1);
    joined(meeting, last(meeting).id, 'dtls:2');
    expect(meeting.session.challenges).toMatchObject([
      { state: 'superseded', context: { binding: 'dtls:1' } },
      { state: 'sent', matchNumber: '042', context: { binding: 'dtls:2' } },
    ]);
  });

  test('keeps what he proved when the page is loaded again in the same browser, and only there', () => {
    const again = (first: string | undefined, second: string | undefined) => {
      const meeting = newMeeting();
      enter(meeting, finance, { ...(first && { device: first }) });
      meeting.wait(1000);
      enter(meeting, finance, { proved: false, ...(second && { device: second }) });
      return last(meeting).proved;
    };
    expect([again('a', 'a'), again('a', 'b'), again('a', undefined), again(undefined, undefined)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    const meeting = newMeeting();
    enter(meeting, finance, { proved: false, device: 'a' });
    enter(meeting, finance, { proved: false, device: 'a' });
    expect(last(meeting).proved).toBe(false);
  });

  test('on another device never takes a seat that was proved, and unproved has one seat whatever the device', () => {
    const meeting = newMeeting();
    const seatOf = (device: string, proved: boolean) => {
      meeting.wait(1000);
      const came = enter(meeting, finance, { device, proved });
      return came.ok ? came.value.participantId : came.code;
    };
    const own = seatOf('laptop', true);
    const copied = seatOf('elsewhere', false);
    const phone = seatOf('phone', true);
    expect(new Set([own, copied, phone]).size).toBe(3);
    expect(seatOf('laptop', false)).toBe(own);
    expect(seatOf('phone', true)).toBe(phone);
    expect([seatOf('elsewhere', false), seatOf('another', false)]).toEqual([copied, copied]);
    expect(meeting.session.participants.map(({ proved }) => proved)).toEqual([true, false, true]);
    meeting.turn((turn) => order(turn, admin, copied, 'remove'));
    expect(seatOf('a fourth', false)).toBe('not-allowed');
  });

  test('who is called has one seat, so what he proved on one device is taken back on another', () => {
    const call = newCall(stranger);
    const moved = [{ code: 'sign-in-moved', evidence: {} }] as const;
    enter(call, finance, { device: 'laptop' });
    const proof = () => call.session.signals.find(({ code }) => code === 'passkey-sign-in')?.llrNats;
    expect(proof()).toBe(-4);
    call.wait(1000);
    enter(call, finance, { device: 'laptop', proved: false });
    expect(proof()).toBe(-4);
    enter(call, finance, { device: 'elsewhere', proved: false, findings: moved });
    expect(proof()).toBe(0);
    expect(call.session.participants).toHaveLength(2);
    expect(last(call)).toMatchObject({ role: 'callee', proved: false, decision: { effect: 'hold' } });
  });

  test('comes only where he is invited, by a link, or called, and not after he was removed or all is over', () => {
    const uninvited = { ...chief, personId: 'per_other', displayName: 'Other' };
    const meeting = newMeeting();
    expect(enter(meeting, uninvited)).toMatchObject({ code: 'not-allowed' });
    expect(enter(meeting, uninvited, { link: { forwardedFrom: 'Visiting Auditor' } }).ok).toBe(true);
    expect(meeting.session.signals.map(({ code, evidence }) => [code, evidence['invitee']])).toContainEqual([
      'link-forwarded',
      'Visiting Auditor',
    ]);
    enter(meeting, chief);
    meeting.turn((turn) => order(turn, admin, last(meeting).id, 'remove'));
    expect(enter(meeting, chief)).toMatchObject({ code: 'not-allowed', detail: 'You were removed from this session.' });
    meeting.report({ type: 'session.ended', reason: 'bye' });
    expect(enter(meeting)).toMatchObject({ code: 'session-ended' });
    expect(guest(meeting, 'Visitor')).toMatchObject({ code: 'session-ended' });
  });

  test('who is called takes his own place, and it stops ringing', () => {
    const call = newCall(stranger);
    call.sent.splice(0);
    const lesson = { key: 'k', personId: 'per_finance', atMs: startMs, source: 'session', values: [] } as const;
    const admitted = call.turn((turn) => admitPerson(turn, finance, arrival({ lesson: { ...lesson, values: [] } })));
    expect(admitted).toMatchObject({ value: { participantId: call.session.participants[1]?.id, kind: 'call' } });
    expect(call.session.participants).toHaveLength(2);
    expect(call.session.participants[1]).toMatchObject({ role: 'callee', lesson: { key: 'k' } });
    expect(call.sent).toEqual([
      { kind: 'inbox', personId: 'per_finance', message: { type: 'ringing-over', sessionId } },
    ]);
    expect(call.turn((turn) => admitPerson(turn, chief, arrival()))).toMatchObject({ code: 'not-allowed' });
  });
});

describe('a guest', () => {
  test('under his own name comes in, unverified', () => {
    const meeting = newMeeting();
    expect(guest(meeting, 'Visiting Auditor')).toMatchObject({
      value: { name: 'Visiting Auditor', protected: false, hold: false, participantId: last(meeting).id },
    });
    expect(last(meeting)).toMatchObject({
      role: 'guest',
      remoteAddress: '192.0.2.7',
      joinKey: 'link_1',
      proved: false,
    });
    expect(meeting.session.signals.map(({ code }) => code)).toEqual(['invite-bound']);
  });

  test('under a protected person’s name starts held, and that person is asked when his transport is known', () => {
    const meeting = newMeeting();
    expect(guest(meeting, 'Chief Executive', { inviteeName: 'Visiting Auditor' })).toMatchObject({
      value: { hold: true, matchNumber: '042', expiresAtMs: startMs + 90_000 },
    });
    expect(meeting.actions()).toEqual([]);
    expect(last(meeting).hold).toEqual({ by: 'policy', orderedAtMs: startMs });
    joined(meeting, last(meeting).id);
    expect(meeting.session.actions.map(({ action }) => action)).toMatchObject([{ type: 'hold', matchNumber: '042' }]);
    expect(meeting.session.challenges).toMatchObject([{ held: true, by: 'policy' }]);
    joined(meeting, last(meeting).id);
    expect(meeting.actions()).toEqual(['hold']);
    expect(meeting.session.cases).toMatchObject([{ actual: '192.0.2.7', channel: 'web', targetName: 'Finance Lead' }]);
  });

  test('who loads the page again is the same participant, under the name he gives now', () => {
    const meeting = newMeeting();
    guest(meeting, 'Visitor');
    meeting.report({ type: 'participant.left', participantId: last(meeting).id, reason: 'bye' });
    guest(meeting, 'Visitor Two', { inviteeName: 'Visitor' });
    expect(meeting.session.participants).toHaveLength(1);
    expect(last(meeting)).toMatchObject({ displayName: 'Visitor Two' });
    expect(last(meeting).leftAtMs).toBeUndefined();
    guest(meeting, 'Visitor Three', { joinKey: 'link_2' });
    expect(meeting.session.participants).toHaveLength(2);
  });

  test('who claims another name becomes another participant, so that what was proved does not carry over', () => {
    const meeting = newMeeting();
    guest(meeting, 'Chief Executive', { inviteeName: 'Visitor' });
    joined(meeting, last(meeting).id);
    meeting.turn((turn) => {
      const challenge = openChallengeOf(turn.session, last(meeting).id);
      if (challenge !== undefined) settle(turn, challenge, { kind: 'approve', matchNumber: '042' });
    });
    expect(last(meeting)).toMatchObject({ proved: true, claimed: { personId: 'per_chief' } });
    guest(meeting, 'Visitor');
    expect(meeting.session.participants).toHaveLength(1);
    guest(meeting, 'Chief Executive', { inviteeName: 'Visitor' });
    expect(meeting.session.participants).toHaveLength(1);
    guest(meeting, 'Finance Lead', { inviteeName: 'Visitor' });
    expect(meeting.session.participants).toHaveLength(2);
    expect(last(meeting)).toMatchObject({ proved: false, claimed: { personId: 'per_finance' } });
  });

  test('who was removed does not come back by the same link', () => {
    const meeting = newMeeting();
    guest(meeting, 'Visitor');
    meeting.turn((turn) => order(turn, admin, last(meeting).id, 'remove'));
    expect(guest(meeting, 'Visitor')).toMatchObject({
      code: 'not-allowed',
      detail: 'You were removed from this meeting.',
    });
    expect(guest(meeting, 'Visitor', { joinKey: 'link_2' }).ok).toBe(true);
  });
});

test('a number given with a hold that a person ordered is told to the held leg', () => {
  const call = newCall(impostor);
  expect(call.session.challenges[0]?.context.action).toBe(
    'Confirm that you, Chief Executive, are calling Finance Lead',
  );
});
