import { describe, expect, test } from 'vitest';
import { admin, callerId, impostor, newCall, startMs, stranger, voice } from './test-session.ts';
import { order } from './order.ts';
import { openChallengeOf, riskOf } from './session.ts';
import { settle } from './settle.ts';

type Call = ReturnType<typeof newCall>;
const calleeOf = (call: Call) => call.session.participants[1]?.id ?? '';
const heard = (call: Call) => call.session.signals.find(({ code }) => code === 'synthetic-voice');
const audited = (call: Call) => call.kinds().filter((kind) => kind === 'voice.scored').length;

describe('a voice score', () => {
  test('counts from the gateway and from a protected listener, never from the speaker or from anybody else', () => {
    const of = (more: Parameters<typeof voice>[1]) => {
      const call = newCall(stranger);
      const listenerId = more?.listenerId === 'callee' ? calleeOf(call) : more?.listenerId;
      const { listenerId: _, ...rest } = more ?? {};
      const result = call.report(voice(3, { ...rest, ...(listenerId === undefined ? {} : { listenerId }) }));
      return [result.ok, heard(call)?.source];
    };
    expect(of({})).toEqual([true, 'gateway']);
    expect(of({ source: 'listener', listenerId: 'callee' })).toEqual([true, 'listener']);
    expect(of({ source: 'listener', listenerId: callerId })).toEqual([false, undefined]);
    expect(of({ source: 'listener' })).toEqual([false, undefined]);
    expect(of({ source: 'listener', listenerId: 'par_nobody000000' })).toEqual([false, undefined]);
  });

  test('is refused from a listener who is not protected, and about somebody who is not there', () => {
    const call = newCall(stranger);
    const about = { source: 'listener', participantId: calleeOf(call), listenerId: callerId } as const;
    expect(call.report(voice(3, about))).toMatchObject({ code: 'not-allowed' });
    expect(call.report(voice(3, { participantId: 'par_nobody000000' }))).toMatchObject({ code: 'participant-unknown' });
    expect(call.session.signals).toHaveLength(1);
  });

  test('is bounded, and says both what was heard now and the highest so far', () => {
    const call = newCall(stranger);
    call.report(voice(99));
    expect(heard(call)).toMatchObject({
      llrNats: 4,
      evidence: { nowNats: 4, topNats: 4, strength: 'strong', model: 'm' },
    });
    call.report(voice(-99));
    expect(heard(call)?.evidence).toMatchObject({ nowNats: -0.7, topNats: 4 });
    expect(heard(call)?.llrNats).toBe(4);
    const quiet = newCall(stranger);
    quiet.report(voice(-99));
    expect(heard(quiet)?.llrNats).toBe(-0.7);
  });

  test('fades in two minutes to half of the highest, and no further', () => {
    const call = newCall(stranger);
    call.report(voice(4));
    call.wait(60_000);
    call.report(voice(0));
    expect(heard(call)?.llrNats).toBeCloseTo(4 * 2 ** -0.5, 9);
    for (let i = 0; i < 10; i += 1) {
      call.wait(60_000);
      call.report(voice(0));
    }
    expect(heard(call)?.llrNats).toBe(2);
    expect(call.caller.voiceMemory?.topNats).toBe(4);
  });

  test('that is absent changes what is shown and never the risk', () => {
    const call = newCall(stranger);
    const before = riskOf(call.session, callerId).logit;
    const { llrNats: _, strength: __, ...silent } = voice(0, { monitoring: 'not-enough-speech' });
    expect(call.report(silent).ok).toBe(true);
    expect(call.caller).toMatchObject({ monitoring: 'not-enough-speech', monitoredBy: 'gateway' });
    expect(call.caller).not.toHaveProperty('voice');
    expect(riskOf(call.session, callerId).logit).toBe(before);
    expect(call.bodyOf('voice.scored')).toMatchObject({ monitoring: 'not-enough-speech' });
  });

  test('is on record every ten seconds, and at once when what is shown changes', () => {
    const call = newCall(stranger);
    call.report(voice(0, { strength: 'none' }));
    call.wait(9_999);
    call.report(voice(0.1, { strength: 'none' }));
    expect(audited(call)).toBe(1);
    call.wait(1);
    call.report(voice(0.1, { strength: 'none' }));
    expect(audited(call)).toBe(2);
    call.report(voice(0.6, { strength: 'weak' }));
    call.report(voice(0.6, { strength: 'weak', monitoring: 'codec-not-covered' }));
    expect(audited(call)).toBe(4);
    expect(call.caller).toMatchObject({
      voice: 'weak',
      monitoring: 'codec-not-covered',
      voiceAuditedAtMs: startMs + 10_000,
    });
    expect(call.bodyOf('voice.scored')).toMatchObject({
      participantId: callerId,
      source: 'gateway',
      llrNats: 0.6,
      strength: 'weak',
      windows: 1,
      modelSha256: 's',
      codec: 'PCMU',
    });
  });

  test('strong under a colleague’s name holds, even from his number on file', () => {
    const call = newCall({ number: '+12025550102', asserted: true });
    call.report(voice(0.7, { strength: 'strong' }));
    expect(call.caller.hold).toMatchObject({ by: 'policy', orderedAtMs: startMs });
    expect(call.actions()).toEqual(['hold']);
    expect(call.turns.at(-1)?.decisions).toMatchObject([{ effect: 'hold', models: ['s'] }]);
  });
});

describe('what is decided', () => {
  const decisions = (call: Call) => call.turns.flatMap((turn) => turn.decisions);
  const points = (call: Call) => call.turns.flatMap((turn) => turn.points);

  test('is on record again when the risk moved by a quarter of a nat, or to a new height, else not', () => {
    const call = newCall(stranger);
    call.report(voice(1));
    expect(decisions(call)).toHaveLength(2);
    call.report(voice(1));
    expect(decisions(call)).toHaveLength(2);
    call.report(voice(1.01));
    expect(decisions(call)).toHaveLength(3);
    call.wait(20_000);
    call.report(voice(0));
    expect(decisions(call)).toHaveLength(3);
    call.wait(80_000);
    call.report(voice(0));
    expect(decisions(call)).toHaveLength(4);
    expect(decisions(call).map(({ ordinal }) => ordinal)).toEqual([1, 2, 3, 4]);
  });

  test('gives a point of the timeline every five seconds where nothing moves', () => {
    const call = newCall(stranger);
    call.report(voice(-0.1));
    const first = points(call).length;
    call.wait(4_999);
    call.report(voice(-0.1));
    expect(points(call)).toHaveLength(first);
    call.wait(1);
    call.report(voice(-0.1));
    expect(points(call)).toHaveLength(first + 1);
    expect(points(call).at(-1)).toEqual({
      atMs: startMs + 5_000,
      participantId: callerId,
      p: riskOf(call.session, callerId).p,
      effect: 'none',
    });
  });

  test('keeps since when an effect holds, and the height of the risk', () => {
    const call = newCall(impostor);
    const { logit } = riskOf(call.session, callerId);
    expect(call.caller.decision).toMatchObject({ effect: 'hold', sinceMs: startMs, atMs: startMs, topLogit: logit });
    call.wait(6_000);
    call.report(voice(1));
    expect(call.caller.decision).toMatchObject({ effect: 'hold', sinceMs: startMs, atMs: startMs + 6_000 });
    expect(call.caller.decision.topLogit).toBeCloseTo(logit + 1, 9);
    expect(call.session.topEffect).toBe('hold');
    expect(call.session.topP).toBeCloseTo(call.caller.decision.p, 12);
    call.turn((turn) => {
      const challenge = openChallengeOf(turn.session, callerId);
      if (challenge !== undefined) settle(turn, challenge, { kind: 'approve', matchNumber: '042' });
    });
    expect(call.caller.decision).toMatchObject({ effect: 'none', sinceMs: startMs + 6_000 });
    expect(call.caller.decision.topLogit).toBeCloseTo(logit + 1, 9);
    expect(call.session.topEffect).toBe('hold');
  });

  test('hands the last effect, since when and below since when to the next decision', () => {
    const call = newCall({ number: '+12025550102', asserted: true });
    call.report(voice(4, { strength: 'weak' }));
    const held = call.caller.decision.effect;
    expect(held).not.toBe('none');
    call.wait(500_000);
    call.report(voice(-0.7, { strength: 'weak' }));
    expect(decisions(call).at(-1)?.context).toMatchObject({ previousEffect: held, previousSinceMs: startMs });
  });

  test('is nothing about somebody who has gone, or after the end', () => {
    const call = newCall(stranger);
    call.report({ type: 'participant.left', participantId: callerId, reason: 'bye' });
    call.report(voice(4));
    expect(decisions(call)).toHaveLength(1);
    const removed = newCall(stranger);
    removed.turn((turn) => order(turn, admin, callerId, 'remove'));
    removed.report(voice(4));
    expect(decisions(removed)).toHaveLength(1);
  });

  test('counts the outcome of a question as a decision of its own, and says when a person had asked', () => {
    const call = newCall({ number: '+12025550102', asserted: true });
    call.turn((turn) => order(turn, admin, callerId, 'ask'));
    call.turn((turn) => {
      const challenge = openChallengeOf(turn.session, callerId);
      if (challenge !== undefined) settle(turn, challenge, { kind: 'approve', matchNumber: '042' });
    });
    expect(decisions(call).at(-1)).toMatchObject({
      askedByPerson: true,
      context: { proved: true, provedAtMs: startMs },
    });
    const byPolicy = newCall(impostor);
    byPolicy.turn((turn) => {
      const challenge = openChallengeOf(turn.session, callerId);
      if (challenge !== undefined) settle(turn, challenge, { kind: 'approve', matchNumber: '042' });
    });
    expect(decisions(byPolicy).at(-1)).not.toHaveProperty('askedByPerson');
  });
});
