import { describe, expect, test } from 'vitest';
import { isAskDue } from './ask.ts';
import { order, reportPressure } from './order.ts';
import { firstPolicy } from './policy.ts';
import { openChallengeOf, riskOf } from './session.ts';
import { sessionCan } from './session-can.ts';
import { settle } from './settle.ts';
import {
  admin,
  auditor,
  callerId,
  chief,
  finance,
  impostor,
  newCall,
  operator,
  startMs,
  stranger,
  voice,
} from './test-session.ts';
import type { Turn } from './turn.ts';

type Call = ReturnType<typeof newCall>;
const give = (call: Call, type: 'ask' | 'hold' | 'release' | 'remove', viewer = finance, note?: string) =>
  call.turn((turn) => order(turn, viewer, callerId, type, note));
const settled = (call: Call, given: Parameters<typeof settle>[2], note?: string) =>
  call.turn((turn: Turn) => {
    const challenge = openChallengeOf(turn.session, callerId);
    if (challenge === undefined) throw new TypeError('nobody is asked');
    return settle(turn, challenge, given, note);
  });
const approve = { kind: 'approve', matchNumber: '042' } as const;
const codes = (call: Call) => call.session.signals.map(({ code }) => code);
const claimed = { number: '+12025550102', asserted: false };

describe('a person who orders', () => {
  test('a hold gets it at once, with a question where there is somebody to ask', () => {
    const call = newCall(claimed);
    expect(call.session.challenges).toEqual([]);
    expect(give(call, 'hold', operator, 'sounds odd').ok).toBe(true);
    expect(call.caller.hold).toEqual({ by: 'person', orderedAtMs: startMs });
    expect(call.session.actions[0]?.action).toMatchObject({
      type: 'hold',
      participantId: callerId,
      issuedAtMs: startMs,
      matchNumber: '042',
      expiresAtMs: startMs + 90_000,
    });
    expect(call.session.challenges).toMatchObject([{ held: true, by: 'person', state: 'sent' }]);
    expect(call.bodyOf('person.ordered')).toMatchObject({ participantId: callerId, type: 'hold', role: 'operator' });
    expect(call.chain.find(({ kind }) => kind === 'person.ordered')?.actor).toBe('per_test');
  });

  test('a hold of a stranger asks nobody', () => {
    const call = newCall(stranger);
    give(call, 'hold');
    expect(call.session.challenges).toEqual([]);
    expect(call.session.actions[0]?.action).not.toHaveProperty('matchNumber');
  });

  test('a hold of somebody who is being asked does not ask again', () => {
    const call = newCall(claimed);
    give(call, 'ask');
    give(call, 'hold');
    expect(call.actions()).toEqual(['prompt', 'hold']);
    expect(call.session.challenges).toHaveLength(1);
  });

  test('a question gets it, and the wish itself is evidence', () => {
    const call = newCall(claimed);
    const before = riskOf(call.session, callerId).logit;
    give(call, 'ask');
    expect(codes(call)).toContain('employee-suspects');
    expect(riskOf(call.session, callerId).logit).toBeCloseTo(before + 2, 9);
    expect(call.session.challenges).toMatchObject([{ by: 'person', held: false, matchNumber: '042' }]);
    expect(call.actions()).toContain('prompt');
    expect(call.session.actions[0]?.action).toMatchObject({ matchNumber: '042', expiresAtMs: startMs + 90_000 });
  });

  test('a release ends the hold, and only a rise of two nats above it holds him again', () => {
    const call = newCall(impostor);
    const released = riskOf(call.session, callerId).logit;
    give(call, 'release', admin);
    expect(call.caller.hold).toBeUndefined();
    expect(call.caller.releasedLogit).toBe(released);
    expect(call.actions().at(-1)).toBe('release');
    call.report(voice(1.9));
    expect(call.caller.hold).toBeUndefined();
    call.report(voice(2.1));
    expect(call.caller.hold).toMatchObject({ by: 'policy' });
  });

  test('a removal ends his leg, withdraws the question, confirms the case and raises an alert', () => {
    const call = newCall(impostor);
    give(call, 'remove');
    expect(call.caller).toMatchObject({ removed: true });
    expect(call.session.challenges.map(({ state }) => state)).toEqual(['cancelled']);
    expect(call.session.cases).toMatchObject([{ state: 'confirmed' }]);
    expect(call.session.alerts).toMatchObject([
      {
        severity: 'medium',
        text: 'Chief Executive was removed by a person in charge.',
        caseId: call.session.cases[0]?.id,
      },
    ]);
    expect(give(call, 'hold')).toMatchObject({ code: 'action-not-possible', detail: 'Was removed.' });
  });

  test('on what policy held makes nothing weaker: the hold stays policy’s', () => {
    const call = newCall(claimed);
    give(call, 'hold');
    call.report(voice(4));
    expect(call.caller.hold?.by).toBe('policy');
    expect(give(call, 'release')).toMatchObject({ code: 'action-not-possible' });
  });
});

describe('what can be ordered', () => {
  const can = (call: Call, viewer: typeof finance) => sessionCan(call.session, call.caller, viewer);
  const reasons = (call: Call, viewer: typeof finance) =>
    Object.fromEntries(
      Object.entries(can(call, viewer)).map(([type, one]) => [type, one.allowed || one.disabledReason]),
    );

  test('about a stranger: all but a question, and a release only of who is held', () => {
    const call = newCall(stranger);
    for (const viewer of [admin, operator, finance]) {
      expect(reasons(call, viewer)).toEqual({
        ask: 'Uses no colleague’s name, so there is nobody to ask.',
        hold: true,
        release: 'Is not on hold.',
        remove: true,
      });
    }
  });

  test('about somebody held by policy: an employee cannot release him', () => {
    const call = newCall(impostor);
    expect(reasons(call, finance)).toEqual({
      ask: 'Is being asked already.',
      hold: 'Already on hold.',
      release: 'Held by policy: an admin or operator can release.',
      remove: true,
    });
    expect(reasons(call, operator)).toMatchObject({ release: true });
  });

  test('by one who only reads, or an employee who is not in it: nothing', () => {
    const call = newCall(impostor);
    for (const [viewer, reason] of [
      [auditor, 'Your role only reads.'],
      [chief, 'You are not in this session.'],
    ] as const) {
      expect(Object.values(reasons(call, viewer))).toEqual([reason, reason, reason, reason]);
    }
  });

  test('about oneself, who has left, who was removed, and after the end: nothing', () => {
    const call = newCall(impostor);
    const callee = call.session.participants[1];
    if (callee === undefined) throw new TypeError('no callee');
    expect(sessionCan(call.session, callee, finance).hold).toEqual({ allowed: false, disabledReason: 'This is you.' });
    const left = newCall(impostor);
    left.report({ type: 'participant.left', participantId: callerId, reason: 'bye' });
    expect(can(left, admin).hold).toEqual({ allowed: false, disabledReason: 'Has left.' });
    give(call, 'remove');
    expect(can(call, admin).hold).toEqual({ allowed: false, disabledReason: 'Was removed.' });
    call.report({ type: 'session.ended', reason: 'bye' });
    expect(can(call, admin).hold).toEqual({ allowed: false, disabledReason: 'The session has ended.' });
  });

  test('about a colleague who proved who he is: an employee does not put him aside, an admin can', () => {
    const call = newCall(impostor);
    settled(call, approve);
    expect(can(call, finance).ask).toEqual({ allowed: false, disabledReason: 'Is verified already.' });
    const [caller] = call.session.participants;
    if (caller === undefined) throw new TypeError('no caller');
    const colleague = { ...caller, protected: true, personId: 'per_chief' };
    const refusal = { allowed: false, disabledReason: 'Signed in with a passkey.' };
    expect(sessionCan(call.session, colleague, finance)).toMatchObject({ hold: refusal, remove: refusal });
    expect(sessionCan(call.session, colleague, admin)).toMatchObject({
      hold: { allowed: true },
      remove: { allowed: true },
    });
    expect(sessionCan(call.session, { ...colleague, proved: false }, finance).hold.allowed).toBe(true);
    expect(sessionCan(call.session, { ...colleague, protected: false }, finance).hold.allowed).toBe(true);
  });
});

describe('“I am being pressured”', () => {
  test('counts against the one named, is on record and raises an alert', () => {
    const call = newCall(stranger);
    expect(call.turn((turn) => reportPressure(turn, finance, callerId)).ok).toBe(true);
    expect(codes(call)).toContain('employee-pressured');
    expect(call.session.signals.at(-1)?.evidence).toEqual({ by: 'per_finance' });
    expect(call.session.alerts).toMatchObject([
      { severity: 'medium', text: 'Finance Lead feels pressured by +12025550150.', caseId: '' },
    ]);
    expect(call.bodyOf('report')).toEqual({ type: 'pressured', participantId: callerId });
  });

  test('of nobody named counts against who is least trusted and still there, never against oneself', () => {
    const call = newCall(stranger);
    call.turn((turn) => reportPressure(turn, finance, undefined));
    expect(call.session.signals.at(-1)).toMatchObject({ participantId: callerId, code: 'employee-pressured' });
    const alone = newCall(stranger);
    alone.report({ type: 'participant.left', participantId: callerId, reason: 'bye' });
    expect(alone.turn((turn) => reportPressure(turn, finance, undefined)).ok).toBe(true);
    expect(alone.session.signals.map(({ code }) => code)).toEqual(['number-unknown']);
    expect(alone.session.alerts).toEqual([]);
    expect(alone.bodyOf('report')).toEqual({ type: 'pressured' });
  });

  test('of somebody who is not there is refused', () => {
    const call = newCall(stranger);
    expect(call.turn((turn) => reportPressure(turn, finance, 'par_nobody000000'))).toMatchObject({
      code: 'participant-unknown',
    });
    expect(call.kinds()).not.toContain('report');
  });
});

describe('a question', () => {
  const due = (call: Call, logit: number) => call.turn((turn) => isAskDue(turn, call.caller, logit));

  test('is put again after ten minutes, or when the risk rose by two nats, and not before', () => {
    const call = newCall(impostor);
    const { logit } = riskOf(call.session, callerId);
    expect(due(call, logit + 9)).toBe(false);
    call.wait(90_000);
    expect(due(call, logit + 1.9)).toBe(false);
    expect(due(call, logit + 2)).toBe(true);
    call.wait(509_999);
    expect(due(call, logit)).toBe(false);
    call.wait(1);
    expect(due(call, logit)).toBe(true);
  });

  test('is never put about a stranger, nor about who has proved it', () => {
    expect(due(newCall(stranger), 9)).toBe(false);
    const call = newCall(impostor);
    settled(call, approve);
    call.wait(3_600_000);
    expect(due(call, 9)).toBe(false);
  });

  test('that is answered with the right number lets him go and clears the case', () => {
    const call = newCall(impostor);
    expect(settled(call, approve).ok).toBe(true);
    expect(call.caller).toMatchObject({ proved: true, provedAtMs: startMs });
    expect(call.caller.hold).toBeUndefined();
    expect(call.actions()).toEqual(['release']);
    expect(call.session.cases).toMatchObject([{ state: 'cleared' }]);
    expect(call.bodyOf('case.changed')).toEqual({
      caseId: call.session.cases[0]?.id,
      from: 'suspected',
      to: 'cleared',
    });
    expect(call.bodyOf('challenge.answered')).toMatchObject({ kind: 'approve', state: 'passed' });
    expect(call.session.signals.at(-1)).toMatchObject({
      code: 'challenge-passed',
      source: 'person',
      evidence: { person: 'Chief Executive', challenge: call.session.challenges[0]?.id },
    });
  });

  test('that is answered with a wrong number keeps him held, and its outcome is evidence', () => {
    const call = newCall(impostor);
    settled(call, { kind: 'approve', matchNumber: '043' });
    expect(call.caller.proved).toBe(false);
    expect(call.caller.hold).toBeDefined();
    expect(codes(call)).toContain('challenge-wrong-number');
  });

  test('that is denied removes him, and the words of the person stand in the alert', () => {
    for (const [note, text] of [
      [undefined, 'Chief Executive says: this is not me. The participant was removed.'],
      ['', 'Chief Executive says: this is not me. The participant was removed.'],
      ['I am on a plane', 'Chief Executive says: this is not me. The participant was removed. Note: I am on a plane'],
    ] as const) {
      const call = newCall(impostor);
      settled(call, { kind: 'not-me' }, note);
      expect(call.session.alerts).toMatchObject([{ severity: 'high', text, drill: false }]);
      expect(call.session.topEffect).toBe('block');
      expect(call.actions()).toEqual(['remove']);
    }
  });

  test('that runs out is on record, counts, and holds whoever was only asked', () => {
    const asking = { ...firstPolicy, bands: { ask: 0.05, hold: 0.79, block: 0.8 } };
    const call = newCall(impostor, { policy: asking });
    expect(call.caller.hold).toBeUndefined();
    expect(call.session.challenges).toMatchObject([{ held: false, by: 'policy' }]);
    call.wait(89_999);
    call.report(voice(0.1));
    expect(call.session.challenges[0]?.state).toBe('sent');
    call.wait(1);
    call.report(voice(0.1));
    expect(call.session.challenges[0]).toMatchObject({ state: 'expired', decidedAtMs: startMs + 90_000 });
    expect(call.caller.hold).toMatchObject({ by: 'policy' });
    expect(call.kinds()).toContain('challenge.expired');
  });
});
