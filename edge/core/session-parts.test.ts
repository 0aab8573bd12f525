import { describe, expect, test } from 'vitest';
import { setCase } from './case.ts';
import { endSession } from './end.ts';
import { orderHold, prompt } from './enforce.ts';
import { order } from './order.ts';
import { notePestering } from './pestered.ts';
import {
  isInvolved,
  lastChallengeOf,
  mayRead,
  openChallengeOf,
  participantStatus,
  reasonsOf,
  riskOf,
} from './session.ts';
import { settle } from './settle.ts';
import {
  admin,
  auditor,
  callerId,
  chief,
  finance,
  impostor,
  newCall,
  newMeeting,
  operator,
  startMs,
  stranger,
  voice,
} from './test-session.ts';
import { placeAt } from './turn.ts';

type Call = ReturnType<typeof newCall>;
const calleeOf = (call: Call) => call.session.participants[1]?.id ?? '';
const approve = { kind: 'approve', matchNumber: '042' } as const;
const answer = (call: Call, given: Parameters<typeof settle>[2], note?: string) =>
  call.turn((turn) => {
    const challenge = openChallengeOf(turn.session, callerId);
    return challenge === undefined ? undefined : settle(turn, challenge, given, note);
  });

describe('of several people in a session', () => {
  test('each has his own risk, reasons and questions', () => {
    const call = newCall(impostor);
    call.report(voice(2, { participantId: calleeOf(call) }));
    expect(reasonsOf(call.session, callerId).map(({ code }) => code)).toEqual(['name-collision', 'number-unknown']);
    expect(reasonsOf(call.session, calleeOf(call)).map(({ code }) => code)).toEqual(['synthetic-voice']);
    expect(riskOf(call.session, calleeOf(call)).contributions).toHaveLength(1);
    expect(lastChallengeOf(call.session, calleeOf(call))).toBeUndefined();
    expect(lastChallengeOf(call.session, callerId)?.id).toBe(call.session.challenges[0]?.id);
    expect(call.turns.at(-1)?.decisions[0]?.signals.map(({ code }) => code)).toEqual(['synthetic-voice']);
  });

  test('reasons of one weight are in the order of their names, and what speaks for him is none', () => {
    const call = newCall({ number: '+12025550102', asserted: false });
    call.turn((turn) => order(turn, finance, callerId, 'ask'));
    call.report(voice(2));
    expect(reasonsOf(call.session, callerId).map(({ code }) => code)).toEqual(['employee-suspects', 'synthetic-voice']);
    answer(call, approve);
    expect(reasonsOf(call.session, callerId).map(({ code }) => code)).toEqual(['employee-suspects', 'synthetic-voice']);
  });

  test('whoever is asked and not held is challenged', () => {
    const call = newCall({ number: '+12025550102', asserted: false });
    expect(participantStatus(call.session, call.caller)).toBe('unverified');
    call.turn((turn) => order(turn, finance, callerId, 'ask'));
    expect(participantStatus(call.session, call.caller)).toBe('challenged');
  });

  test('console roles read every session, employees those they are in or host', () => {
    const { session } = newCall(stranger);
    expect([admin, operator, auditor, finance, chief].map((viewer) => mayRead(session, viewer))).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
    const meeting = newMeeting().session;
    expect([isInvolved(meeting, 'per_finance'), isInvolved(meeting, 'per_chief')]).toEqual([true, false]);
    const [caller] = session.participants;
    if (caller === undefined) throw new TypeError('no caller');
    const guest = { ...session, participants: [{ ...caller, personId: 'per_chief' }] };
    expect(isInvolved(guest, 'per_chief')).toBe(false);
  });
});

describe('a case', () => {
  const states = (call: Call) => call.session.cases.map(({ state }) => state);

  test('is opened once for a participant, and moves only to another state', () => {
    const call = newCall(stranger);
    call.turn((turn) => setCase(turn, callerId, 'suspected'));
    call.wait(5);
    call.turn((turn) => setCase(turn, callerId, 'suspected'));
    expect(call.kinds().filter((kind) => kind.startsWith('case.'))).toEqual(['case.opened']);
    expect(call.session.cases).toMatchObject([
      { claimedName: '+12025550150', drill: false, openedAtMs: startMs, updatedAtMs: startMs },
    ]);
    call.turn((turn) => setCase(turn, callerId, 'cleared'));
    expect(call.session.cases).toMatchObject([{ state: 'cleared', openedAtMs: startMs, updatedAtMs: startMs + 5 }]);
  });

  test('that is confirmed stays so', () => {
    const call = newCall(stranger);
    call.turn((turn) => setCase(turn, callerId, 'confirmed'));
    call.turn((turn) => setCase(turn, callerId, 'cleared'));
    expect(states(call)).toEqual(['confirmed']);
  });

  test('of one participant is not that of another, and nobody has none', () => {
    const call = newCall(stranger);
    call.turn((turn) => setCase(turn, callerId, 'suspected'));
    call.turn((turn) => setCase(turn, calleeOf(call), 'suspected'));
    call.turn((turn) => setCase(turn, calleeOf(call), 'cleared'));
    call.turn((turn) => setCase(turn, 'par_nobody000000', 'suspected'));
    expect(states(call)).toEqual(['suspected', 'cleared']);
    expect(call.session.cases.map(({ participantId }) => participantId)).toEqual([callerId, calleeOf(call)]);
    expect(call.session.cases[0]?.id).toMatch(/^cas_/);
  });

  test('that nobody opened is not cleared by an answer', () => {
    const call = newCall({ number: '+12025550102', asserted: false });
    call.turn((turn) => order(turn, admin, callerId, 'hold'));
    answer(call, approve);
    expect(states(call)).toEqual([]);
    expect(call.caller).toMatchObject({ proved: true });
    expect(call.actions()).toEqual(['hold', 'release']);
  });
});

describe('an answer', () => {
  test('of somebody who is not held releases nobody, and is remembered as the height of his risk', () => {
    const call = newCall({ number: '+12025550102', asserted: false });
    call.turn((turn) => order(turn, finance, callerId, 'ask'));
    answer(call, approve);
    expect(call.actions()).toEqual(['prompt']);
    expect(call.caller.releasedLogit).toBeCloseTo(riskOf(call.session, callerId).logit, 9);
  });

  test('“not me” names the session as a subject of the alert when it has a note, which may name anybody', () => {
    const subjects = (note?: string) => {
      const call = newCall(impostor);
      answer(call, { kind: 'not-me' }, note);
      return call.session.alerts[0]?.subjects;
    };
    expect(subjects()).toEqual([callerId, 'per_chief']);
    expect(subjects('a note')).toEqual([callerId, 'per_chief', 'ses_000000000000']);
  });

  test('that comes too often is an alert, once', () => {
    const call = newCall(impostor);
    answer(call, { kind: 'not-me' });
    const id = call.session.challenges[0]?.id ?? '';
    for (let i = 0; i < 2; i += 1) call.turn((turn) => notePestering(turn, id));
    call.turn((turn) => notePestering(turn, 'ses_000000000000.9'));
    expect(call.session.challenges[0]?.pestered).toBe(true);
    expect(call.session.alerts.slice(1)).toMatchObject([
      {
        severity: 'medium',
        text: 'Chief Executive said "not me" twice in 15 minutes. Further questions are listed without a sound; holds stay in force.',
      },
    ]);
  });
});

describe('the end', () => {
  test('withdraws open questions alone, voids orders that were not answered, and keeps who left when', () => {
    const call = newCall(impostor);
    call.wait(90_000);
    call.report(voice(4));
    call.turn((turn) => order(turn, admin, callerId, 'release'));
    const [first] = call.session.actions;
    call.report({ type: 'action.performed', actionId: first?.action.id ?? '', tookMs: 1 });
    call.report({ type: 'participant.left', participantId: calleeOf(call), reason: 'bye' });
    call.wait(7);
    call.report({ type: 'session.ended', reason: 'bye' });
    expect(call.session.challenges.map(({ state }) => state)).toEqual(['expired', 'cancelled']);
    const states = call.session.actions.map(({ state }) => state);
    expect(states[0]).toBe('performed');
    expect(new Set(states.slice(1))).toEqual(new Set(['void']));
    expect(call.session.participants.map(({ leftAtMs }) => leftAtMs)).toEqual([startMs + 90_007, startMs + 90_000]);
    const entries = call.chain.length;
    call.turn((turn) => endSession(turn, 'again'));
    expect(call.chain.length).toBe(entries);
  });

  test('sends what was learned', () => {
    const lesson = { key: 'k', personId: 'per_chief', atMs: startMs, source: 'session' as const, values: [] };
    const call = newCall({ number: '+12025550102', asserted: false }, { lesson });
    call.sent.splice(0);
    call.report({ type: 'session.ended', reason: 'bye' });
    expect(call.sent.map(({ kind }) => kind)).toContain('lesson');
    expect(call.sent.map(({ kind }) => kind)).not.toContain('learn');
  });
});

test('orders reach only a leg that the gateway has', () => {
  const meeting = newMeeting();
  meeting.turn((turn) => {
    orderHold(turn, 'par_nobody000000', undefined);
    prompt(turn, 'par_nobody000000', { matchNumber: '042', expiresAtMs: 1 });
  });
  expect(meeting.actions()).toEqual([]);
  const call = newCall(stranger);
  call.turn((turn) => prompt(turn, callerId, { matchNumber: '042', expiresAtMs: 1 }));
  expect(call.actions()).toEqual(['prompt']);
  expect(call.session.actions[0]).toMatchObject({ state: 'ordered', attempts: 0, nextAtMs: startMs });
  expect(call.session.actions[0]?.action.id).toMatch(/^act_/);
});

test('the first gateway that is named keeps a session', () => {
  const meeting = newMeeting();
  meeting.turn((turn) => placeAt(turn, undefined));
  expect(meeting.session).not.toHaveProperty('gatewayId');
  meeting.turn((turn) => placeAt(turn, 'gwy_1'));
  meeting.turn((turn) => placeAt(turn, 'gwy_2'));
  meeting.turn((turn) => placeAt(turn, undefined));
  expect(meeting.session.gatewayId).toBe('gwy_1');
});
