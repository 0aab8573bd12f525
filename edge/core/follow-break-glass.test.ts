import { describe, expect, test } from 'vitest';
import { admitPerson } from './admit.ts';
import { followBreakGlass } from './follow-break-glass.ts';
import { order } from './order.ts';
import { openChallengeOf } from './session.ts';
import { settle } from './settle.ts';
import { admin, callerId, chief, impostor, newCall, newMeeting, startMs, stranger, voice } from './test-session.ts';

type Call = ReturnType<typeof newCall>;
const minutes = 60_000;
const term = (more: object = {}) => ({ id: 'brk_1', startedAtMs: startMs, untilMs: startMs + 30 * minutes, ...more });
const follow = (call: Call, more: object = {}) => call.turn((turn) => followBreakGlass(turn, term(more)));
const begun = (from: Parameters<typeof newCall>[0] = impostor) => {
  const call = newCall(from);
  follow(call);
  return call;
};

describe('when break-glass begins', () => {
  test('what policy did and asked is taken back, and it is on record', () => {
    const call = begun();
    expect(call.session.breakGlass).toEqual({ ...term(), on: true });
    expect(call.caller.hold).toBeUndefined();
    expect(call.caller.lastAsked).toBeUndefined();
    expect(call.actions()).toEqual(['release']);
    expect(call.session.challenges.map(({ state }) => state)).toEqual(['cancelled']);
    expect(call.chain.find(({ kind }) => kind === 'break-glass.begun')).toMatchObject({
      actor: 'edge',
      body: { breakGlassId: 'brk_1', untilMs: startMs + 30 * minutes },
    });
  });

  test('everybody who is there is judged, and what policy would do is recorded and not done', () => {
    const call = begun();
    expect(call.caller.decision).toMatchObject({ effect: 'none', wouldBe: 'hold' });
    expect(call.turns.at(-1)?.decisions).toMatchObject([
      {
        participantId: callerId,
        effect: 'none',
        wouldBe: 'hold',
        context: { breakGlass: true, previousEffect: 'hold' },
      },
      { effect: 'none' },
    ]);
  });

  test('what a person ordered stays', () => {
    const call = newCall({ number: '+12025550102', asserted: true });
    call.turn((turn) => order(turn, admin, callerId, 'hold'));
    follow(call);
    expect(call.caller.hold?.by).toBe('person');
    expect(call.session.challenges.map(({ state }) => state)).toEqual(['sent']);
    expect(call.actions()).toEqual(['hold']);
  });

  test('a number that was only reserved is taken back, if policy had reserved it', () => {
    const reserve = (by: 'policy' | 'person') => {
      const meeting = newMeeting();
      const findings = by === 'policy' ? [{ code: 'device-key', llrNats: 4, evidence: { state: 'new' } } as const] : [];
      meeting.turn((turn) => admitPerson(turn, chief, { proved: false, findings, sessions: 5 }));
      const id = meeting.session.participants[0]?.id ?? '';
      if (by === 'person') meeting.turn((turn) => order(turn, admin, id, 'hold'));
      expect(meeting.session.participants[0]?.reserved?.by).toBe(by);
      meeting.turn((turn) => followBreakGlass(turn, term()));
      return meeting.session.participants[0]?.reserved?.by;
    };
    expect([reserve('policy'), reserve('person')]).toEqual([undefined, 'person']);
  });

  test('nobody who has gone is judged', () => {
    const call = newCall(impostor);
    call.report({ type: 'participant.left', participantId: callerId, reason: 'bye' });
    follow(call);
    expect(call.actions()).toEqual([]);
    expect(call.turns.at(-1)?.decisions.map(({ participantId }) => participantId)).not.toContain(callerId);
  });

  test('it begins once, however often its word arrives, and not at all when it is over or the session is', () => {
    const call = begun();
    const entries = call.chain.length;
    follow(call);
    expect(call.chain.length).toBe(entries);
    const late = newCall(impostor);
    late.wait(30 * minutes);
    follow(late);
    expect(late.kinds()).not.toContain('break-glass.begun');
    const ended = newCall(impostor);
    ended.report({ type: 'session.ended', reason: 'bye' });
    follow(ended);
    expect(ended.session.breakGlass).toBeUndefined();
  });
});

describe('while it runs', () => {
  test('nothing new is asked or held, whatever is found', () => {
    const call = begun(stranger);
    call.report(voice(4));
    call.turn((turn) => order(turn, admin, callerId, 'hold'));
    expect(call.actions()).toEqual(['hold']);
    expect(call.caller.hold?.by).toBe('person');
  });

  test('“this is not me” is recorded with an alert, and the participant stays', () => {
    const call = newCall({ number: '+12025550102', asserted: true });
    call.turn((turn) => order(turn, admin, callerId, 'hold'));
    follow(call);
    call.turn((turn) => {
      const challenge = openChallengeOf(turn.session, callerId);
      if (challenge !== undefined) settle(turn, challenge, { kind: 'not-me' });
    });
    expect(call.caller.removed).toBe(false);
    expect(call.session.alerts.at(-1)?.text).toBe(
      'Chief Executive says: this is not me. The participant stays: break-glass runs.',
    );
    expect(call.session.cases).toMatchObject([{ state: 'confirmed' }]);
  });
});

describe('when it is over', () => {
  test('everybody is judged again, and what was only recorded is carried out', () => {
    const call = begun();
    call.wait(30 * minutes);
    call.report(voice(0.5));
    expect(call.session.breakGlass).toEqual({ ...term(), on: false });
    expect(call.chain.find(({ kind }) => kind === 'break-glass.ended')).toMatchObject({
      actor: 'edge',
      body: { breakGlassId: 'brk_1', untilMs: startMs + 30 * minutes },
    });
    expect(call.caller.hold?.by).toBe('policy');
    expect(call.session.challenges.map(({ state }) => state)).toEqual(['cancelled', 'sent']);
    const entries = call.chain.length;
    call.turn(() => undefined);
    expect(call.chain.length).toBe(entries);
  });

  test('early, it ends at once', () => {
    const call = begun();
    call.wait(minutes);
    follow(call, { untilMs: startMs + minutes });
    expect(call.session.breakGlass).toEqual({ ...term({ untilMs: startMs + minutes }), on: false });
    expect(call.caller.hold?.by).toBe('policy');
  });

  test('shortened, it runs on until then', () => {
    const call = begun();
    call.wait(minutes);
    follow(call, { untilMs: startMs + 2 * minutes });
    expect(call.session.breakGlass).toMatchObject({ on: true, untilMs: startMs + 2 * minutes });
    expect(call.caller.hold).toBeUndefined();
    call.wait(minutes);
    call.turn(() => undefined);
    expect(call.caller.hold?.by).toBe('policy');
  });

  test('of an ended session nothing is judged', () => {
    const call = begun();
    call.report({ type: 'session.ended', reason: 'bye' });
    call.wait(40 * minutes);
    const entries = call.chain.length;
    call.turn(() => undefined);
    expect(call.chain.length).toBe(entries);
  });
});
