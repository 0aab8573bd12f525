import { describe, expect, test } from 'vitest';
import { callOpenedOf, ringingOf } from './call.ts';
import { order } from './order.ts';
import { openChallengeOf, participantStatus } from './session.ts';
import { settle } from './settle.ts';
import {
  admin,
  auditor,
  callerId,
  chief,
  finance,
  impostor,
  newCall,
  sessionId,
  startMs,
  stranger,
  voice,
} from './test-session.ts';
import { decline, reportPressure } from './order.ts';
import type { Turn } from './turn.ts';

const open = (turn: Turn) => {
  const challenge = openChallengeOf(turn.session, callerId);
  if (challenge === undefined) throw new TypeError('nobody is asked');
  return challenge;
};
const approve = (turn: Turn) => settle(turn, open(turn), { kind: 'approve', matchNumber: '042' });

describe('a call as it is opened', () => {
  test('by a stranger rings at once, and nothing is done to him', () => {
    const call = newCall(stranger);
    expect(callOpenedOf(call.session)).toEqual({
      sessionId,
      calleeId: call.session.participants[1]?.id,
      effect: 'none',
      drill: false,
    });
    expect(call.sent).toEqual([
      {
        kind: 'inbox',
        personId: 'per_finance',
        message: {
          type: 'ringing',
          call: {
            sessionId,
            from: { displayName: '+12025550150', number: '+12025550150' },
            status: 'unverified',
            reasons: ['Calls from +12025550150, which has never been seen here.'],
            drill: false,
            sinceMs: startMs,
          },
        },
      },
    ]);
    expect(call.kinds()).toEqual(['session.opened', 'signal', 'decision']);
  });

  test('by a number seen before or withheld says so', () => {
    expect(newCall(stranger, { seenBefore: true }).session.signals.map(({ code }) => code)).toEqual([
      'number-seen-before',
    ]);
    const withheld = newCall({ asserted: false });
    expect(withheld.caller).toMatchObject({
      displayName: 'Withheld number',
      protected: false,
      role: 'caller',
      leg: 'sip',
    });
    expect(withheld.caller).not.toHaveProperty('number');
    expect(ringingOf(withheld.session)?.from).toEqual({ displayName: 'Withheld number' });
  });

  test('under a colleague’s name from another number starts held, with a number to be told, and he is asked', () => {
    const call = newCall(impostor);
    expect(callOpenedOf(call.session)).toMatchObject({
      effect: 'hold',
      matchNumber: '042',
      expiresAtMs: startMs + 90_000,
    });
    expect(call.caller.hold).toEqual({ by: 'policy', orderedAtMs: startMs, effectiveAtMs: startMs });
    expect(call.session).toMatchObject({
      state: 'ringing',
      title: 'Call to Finance Lead',
      firstHoldEffectiveAtMs: startMs,
    });
    // The answer to the opening carries the hold: no order is given beside it.
    expect(call.actions()).toEqual([]);
    expect(
      call.sent.map((one) => ('personId' in one ? [one.personId, 'message' in one && one.message.type] : [])),
    ).toEqual([
      ['per_chief', 'challenge'],
      ['per_finance', 'ringing'],
    ]);
    expect(call.session.cases).toMatchObject([
      {
        state: 'suspected',
        claimedName: 'Chief Executive',
        targetName: 'Finance Lead',
        actual: '+12025550177',
        channel: 'phone',
      },
    ]);
  });

  test('with a valid mark is a drill, with a refused one it is real and says why', () => {
    const drill = newCall(impostor, { drillId: 'drl_000000000000' });
    expect(callOpenedOf(drill.session)?.drill).toBe(true);
    expect(ringingOf(drill.session)?.drill).toBe(true);
    expect(drill.bodyOf('session.opened')).toMatchObject({ drill: true, drillId: 'drl_000000000000' });
    expect(drill.turns[0]?.decisions).toMatchObject([{ drill: true }]);
    const refused = newCall(impostor, { markRefused: 'expired' });
    expect(refused.bodyOf('drill-mark-refused')).toEqual({ reason: 'expired' });
    expect(refused.session).not.toHaveProperty('drillId');
    expect(newCall(impostor).kinds()).not.toContain('drill-mark-refused');
  });

  test('keeps what is known of the person he passes for, and what the call would teach', () => {
    const lesson = { key: 'k', personId: 'per_chief', atMs: startMs, source: 'session', values: [] } as const;
    const known = newCall(impostor, { lesson: { ...lesson, values: [] }, sessions: 7, teamId: 'tea_a' });
    expect(known.caller).toMatchObject({ sessions: 7, teamId: 'tea_a', lesson: { key: 'k' } });
    expect(known.turns[0]?.decisions[0]?.context).toMatchObject({
      sessions: 7,
      teamIds: ['tea_a'],
      subjectId: 'per_chief',
    });
    const unknown = newCall(impostor);
    for (const member of ['sessions', 'teamId', 'lesson']) expect(unknown.caller).not.toHaveProperty(member);
    expect(unknown.turns[0]?.decisions[0]?.context).not.toHaveProperty('sessions');
  });

  test('records each decision with all that it was made from', () => {
    const [made] = newCall(impostor).turns[0]?.decisions ?? [];
    expect(made).toMatchObject({
      sessionId,
      ordinal: 1,
      participantId: callerId,
      atMs: startMs,
      drill: false,
      policyVersion: 1,
      effect: 'hold',
      models: [],
      context: { claimsColleague: true, proved: false, channel: 'phone', atMs: startMs, number: '+12025550177' },
    });
    expect(made?.signals.map(({ code }) => code)).toEqual(['number-unknown', 'name-collision']);
    for (const member of ['previousEffect', 'previousSinceMs', 'breakGlass', 'provedAtMs']) {
      expect(made?.context).not.toHaveProperty(member);
    }
  });
});

describe('a call that is answered', () => {
  const answered = (from = stranger) => {
    const call = newCall(from);
    const calleeId = call.session.participants[1]?.id ?? '';
    const facts = { leg: 'webrtc', binding: 'dtls:2', remoteAddress: '192.0.2.2', codec: 'opus' } as const;
    call.report({ type: 'participant.joined', participantId: calleeId, facts });
    return call;
  };

  test('is live once the called person is there, not when the caller is', () => {
    expect(answered().session.state).toBe('live');
    const ringing = newCall(stranger);
    const facts = { leg: 'sip', binding: 'sip:1', remoteAddress: '192.0.2.1', codec: 'PCMU' } as const;
    ringing.report({ type: 'participant.joined', participantId: callerId, facts });
    expect(ringing.session.state).toBe('ringing');
  });

  test('keeps the transport of a phone leg, and takes a new one of a browser', () => {
    const call = answered();
    const calleeId = call.session.participants[1]?.id ?? '';
    const moved = { binding: 'other', remoteAddress: '192.0.2.9', codec: 'opus' };
    call.report({ type: 'participant.joined', participantId: callerId, facts: { ...moved, leg: 'sip' } });
    call.report({ type: 'participant.joined', participantId: calleeId, facts: { ...moved, leg: 'webrtc' } });
    expect(call.session.participants).toMatchObject([
      { binding: 'sip:1', remoteAddress: '192.0.2.9' },
      { binding: 'other', remoteAddress: '192.0.2.9' },
    ]);
  });

  test('teaches the caller’s number to the called person when it ends well', () => {
    const call = answered();
    call.sent.splice(0);
    call.report({ type: 'session.ended', reason: 'bye' });
    expect(call.sent).toEqual([
      { kind: 'inbox', personId: 'per_finance', message: { type: 'ringing-over', sessionId } },
      { kind: 'learn', number: '+12025550150', personId: 'per_finance' },
    ]);
    expect(call.session).toMatchObject({ state: 'ended', endedAtMs: startMs });
    expect(call.bodyOf('session.closed')).toEqual({ reason: 'bye' });
  });

  test('is ended once, and nothing is done to it afterwards', () => {
    const call = answered(impostor);
    call.report({ type: 'session.ended', reason: 'bye' });
    const [entries, before] = [call.chain.length, call.session.challenges];
    expect(before.map(({ state }) => state)).toEqual(['cancelled']);
    expect(call.session.participants.every(({ leftAtMs }) => leftAtMs === startMs)).toBe(true);
    for (const viewer of [admin, finance]) {
      expect(call.turn((turn) => order(turn, viewer, callerId, 'hold'))).toMatchObject({ code: 'session-ended' });
      expect(call.turn((turn) => reportPressure(turn, viewer, undefined))).toMatchObject({ code: 'session-ended' });
      expect(call.turn((turn) => decline(turn, viewer))).toMatchObject({ code: 'session-ended' });
    }
    expect(call.chain.length).toBe(entries);
  });
});

describe('a call that rings', () => {
  test('tells the called person anew when what rings has changed, and only then', () => {
    const call = newCall(impostor);
    call.sent.splice(0);
    call.report({ type: 'edge.away', fromMs: 1, toMs: 2 });
    expect(call.sent).toEqual([]);
    call.turn(approve);
    const ringing = call.sent.filter((one) => one.kind === 'inbox' && one.message.type === 'ringing');
    expect(ringing).toMatchObject([{ personId: 'per_finance', message: { call: { status: 'verified' } } }]);
  });

  test('can be declined by the called person alone, and only while it rings', () => {
    const call = newCall(stranger);
    expect(call.turn((turn) => decline(turn, chief))).toMatchObject({ code: 'not-allowed' });
    call.sent.splice(0);
    expect(call.turn((turn) => decline(turn, finance)).ok).toBe(true);
    expect(call.actions()).toEqual(['decline']);
    expect(call.sent).toEqual([
      { kind: 'inbox', personId: 'per_finance', message: { type: 'ringing-over', sessionId } },
    ]);
    expect(call.bodyOf('call.declined')).toEqual({ participantId: call.session.participants[1]?.id });
    const live = newCall(stranger);
    const facts = { leg: 'webrtc', binding: 'b', remoteAddress: '192.0.2.2', codec: 'opus' } as const;
    live.report({ type: 'participant.joined', participantId: live.session.participants[1]?.id ?? '', facts });
    expect(live.turn((turn) => decline(turn, finance))).toMatchObject({
      code: 'action-not-possible',
      detail: 'The call was answered already.',
    });
  });

  test('stops ringing for whom the caller was removed, and says blocked to a repeated opening', () => {
    const call = newCall(impostor);
    call.turn((turn) => settle(turn, open(turn), { kind: 'not-me' }));
    expect(callOpenedOf(call.session)).toMatchObject({ effect: 'block' });
    expect(callOpenedOf(call.session)).not.toHaveProperty('matchNumber');
    expect(ringingOf(call.session)?.status).toBe('unverified');
    expect(participantStatus(call.session, call.caller)).toBe('removed');
  });
});

describe('events of the gateway', () => {
  test('about somebody who is not here, or an order that nobody gave, are refused', () => {
    const call = newCall(stranger);
    const participantId = 'par_nobody000000';
    expect(call.report({ type: 'participant.left', participantId, reason: 'bye' })).toMatchObject({
      code: 'participant-unknown',
    });
    expect(call.report({ type: 'action.performed', actionId: 'act_000000000000', tookMs: 3 })).toMatchObject({
      code: 'not-found',
    });
  });

  test('answer an order of the session, and one that placed a drill before it', () => {
    const call = newCall(stranger);
    call.turn((turn) => order(turn, admin, callerId, 'hold'));
    const actionId = call.session.actions[0]?.action.id ?? '';
    expect(call.report({ type: 'action.performed', actionId, tookMs: 12.6, detail: 'd' }).ok).toBe(true);
    expect(call.bodyOf('action.performed')).toEqual({
      eventId: 'evt_000000000001',
      gatewayAtMs: startMs + 5,
      actionId,
      type: 'hold',
      tookMs: 13,
      detail: 'd',
    });
    expect(call.session.actions).toMatchObject([{ state: 'performed' }]);
    expect(call.caller.hold?.effectiveAtMs).toBe(startMs + 5);
    expect(call.session.firstHoldEffectiveAtMs).toBe(startMs + 5);
    const drill = newCall(stranger, { drillId: 'drl_000000000000' });
    expect(drill.report({ type: 'action.failed', actionId: 'act_000000000000', reason: 'busy' }).ok).toBe(true);
    expect(drill.bodyOf('action.failed')).toMatchObject({ type: 'drill', reason: 'busy' });
  });

  test('that fail an order leave the hold without effect, and the first effect is kept', () => {
    const call = newCall(stranger);
    call.turn((turn) => order(turn, admin, callerId, 'hold'));
    call.turn((turn) => order(turn, admin, callerId, 'release'));
    call.wait(1000);
    call.turn((turn) => order(turn, admin, callerId, 'hold'));
    const ids = call.session.actions.map(({ action }) => action.id);
    call.report({ type: 'action.failed', actionId: ids[0] ?? '', reason: 'gone' });
    expect(call.caller.hold).not.toHaveProperty('effectiveAtMs');
    call.report({ type: 'action.performed', actionId: ids[2] ?? '', tookMs: 1 });
    call.wait(1000);
    call.report({ type: 'action.performed', actionId: ids[2] ?? '', tookMs: 1 });
    expect(call.caller.hold?.effectiveAtMs).toBe(startMs + 1005);
    expect(call.session.actions.map(({ state }) => state)).toEqual(['failed', 'ordered', 'performed']);
  });

  test('note the first speech, who left and when, and a gap', () => {
    const call = newCall(impostor);
    call.report({ type: 'speech.started', participantId: callerId });
    call.wait(500);
    call.report({ type: 'speech.started', participantId: callerId });
    expect(call.caller.firstSpeechAtMs).toBe(startMs + 5);
    call.report({ type: 'edge.away', fromMs: 10, toMs: 20 });
    expect(call.bodyOf('edge.away')).toMatchObject({ fromMs: 10, toMs: 20 });
    call.report({ type: 'media.rebuilt', tookMs: 7 });
    expect(call.bodyOf('media.rebuilt')).toMatchObject({ tookMs: 7 });
    call.report(voice(1));
    call.report({ type: 'participant.left', participantId: callerId, reason: 'bye' });
    expect(call.caller).toMatchObject({ leftAtMs: startMs + 500, monitoring: 'not-monitored' });
    expect(call.bodyOf('participant.left')).toMatchObject({ participantId: callerId, reason: 'bye' });
    expect(call.session.challenges.map(({ state }) => state)).toEqual(['cancelled']);
    expect(participantStatus(call.session, call.caller)).toBe('left');
  });
});

test('who only reads is refused every order, and the refusal is not the same as one that cannot be done', () => {
  const call = newCall(impostor);
  expect(call.turn((turn) => order(turn, auditor, callerId, 'remove'))).toEqual({
    ok: false,
    code: 'not-allowed',
    detail: 'Your role only reads.',
  });
  expect(call.turn((turn) => order(turn, admin, 'par_nobody000000', 'remove'))).toMatchObject({
    code: 'participant-unknown',
  });
});
