import { describe, expect, test } from 'vitest';
import { closeChallenge } from './challenge.ts';
import { challengeViewOf } from './challenge-view.ts';
import { drillViewOf } from './drill-view.ts';
import { order } from './order.ts';
import { answerOwn, ownChallenge, seeOwn } from './own-challenge.ts';
import {
  callerId,
  chief,
  finance,
  impostor,
  newCall,
  sessionId,
  startMs,
  stranger,
  voice,
  admin,
} from './test-session.ts';

type Call = ReturnType<typeof newCall>;
const idOf = (call: Call) => call.session.challenges[0]?.id ?? '';
const viewOf = (call: Call) => {
  const [challenge] = call.session.challenges;
  if (challenge === undefined) throw new TypeError('nobody is asked');
  return challengeViewOf(call.session, challenge);
};

describe('a challenge', () => {
  test('is for its subject alone, in his own tenant', () => {
    const { session } = newCall(impostor);
    const id = session.challenges[0]?.id ?? '';
    expect(id).toBe(`${sessionId}.1`);
    expect(ownChallenge(session, id, chief)).toMatchObject({ ok: true, value: { id } });
    expect(ownChallenge(session, id, finance)).toMatchObject({ code: 'not-allowed' });
    expect(ownChallenge(session, id, { ...chief, tenantId: 'ten_2' })).toMatchObject({ code: 'not-found' });
    expect(ownChallenge(session, `${sessionId}.9`, chief)).toMatchObject({ code: 'not-found' });
    expect(ownChallenge(undefined, id, chief)).toMatchObject({ code: 'not-found' });
  });

  test('that its subject opens is on record once', () => {
    const call = newCall(impostor);
    call.wait(10);
    for (let i = 0; i < 2; i += 1) expect(call.turn((turn) => seeOwn(turn, idOf(call), chief)).ok).toBe(true);
    expect(call.kinds().filter((kind) => kind === 'challenge.seen')).toHaveLength(1);
    expect(call.bodyOf('challenge.seen')).toEqual({ challengeId: idOf(call), participantId: callerId });
    expect(call.session.challenges).toMatchObject([{ seenAtMs: startMs + 10, state: 'sent' }]);
  });

  test('that somebody else opens, or that is decided, is not seen', () => {
    const call = newCall(impostor);
    expect(call.turn((turn) => seeOwn(turn, idOf(call), finance)).ok).toBe(true);
    call.turn((turn) => answerOwn(turn, idOf(call), chief, { kind: 'not-me' }, undefined));
    call.turn((turn) => seeOwn(turn, idOf(call), chief));
    expect(call.session.challenges[0]).not.toHaveProperty('seenAtMs');
    expect(call.kinds()).not.toContain('challenge.seen');
  });

  test('is answered once, by its subject', () => {
    const call = newCall(impostor);
    const answer = (viewer = chief) =>
      call.turn((turn) => answerOwn(turn, idOf(call), viewer, { kind: 'not-me' }, 'No'));
    expect(answer(finance)).toMatchObject({ code: 'not-allowed' });
    expect(answer()).toEqual({ ok: true, value: undefined });
    expect(answer()).toMatchObject({ code: 'challenge-decided' });
    const late = newCall(impostor);
    late.wait(90_000);
    expect(late.turn((turn) => answerOwn(turn, idOf(late), chief, { kind: 'not-me' }, undefined))).toMatchObject({
      code: 'challenge-expired',
    });
    const [expired] = late.session.challenges;
    if (expired === undefined) throw new TypeError('nobody was asked');
    expect(closeChallenge(expired, 'cancel', 1)).toMatchObject({ code: 'challenge-expired' });
    const [denied] = call.session.challenges;
    if (denied === undefined) throw new TypeError('nobody was asked');
    expect(closeChallenge(denied, 'cancel', 1)).toMatchObject({ code: 'challenge-decided' });
  });

  test('shows all that its subject must know, and never the number', () => {
    const call = newCall(impostor);
    call.report(voice(1, { strength: 'weak' }));
    expect(viewOf(call)).toEqual({
      id: `${sessionId}.1`,
      state: 'sent',
      claimedName: 'Chief Executive',
      targetName: 'Finance Lead',
      channel: 'phone',
      sessionKind: 'call',
      sessionTitle: 'Call to Finance Lead',
      origin: '+12025550177',
      since: startMs,
      reasons: [
        {
          code: 'name-collision',
          text: 'Uses the name of Chief Executive without anything that belongs to that person.',
        },
        { code: 'number-unknown', text: 'Calls from +12025550177, which has never been seen here.' },
      ],
      action: 'Confirm that you, Chief Executive, are calling Finance Lead',
      held: true,
      drill: false,
      issuedAtMs: startMs,
      expiresAtMs: startMs + 90_000,
    });
    call.wait(5);
    call.turn((turn) => answerOwn(turn, idOf(call), chief, { kind: 'not-me' }, undefined));
    expect(viewOf(call)).toMatchObject({ state: 'denied', decidedAtMs: startMs + 5 });
    expect(viewOf(newCall(impostor, { drillId: 'drl_000000000000' })).drill).toBe(true);
  });

  test('about somebody who is not known any more still shows when it was', () => {
    const call = newCall(impostor);
    const [challenge] = call.session.challenges;
    if (challenge === undefined) throw new TypeError('nobody is asked');
    const gone = { ...call.session, participants: [], signals: [] };
    expect(challengeViewOf(gone, challenge)).toMatchObject({
      claimedName: '',
      origin: '',
      since: startMs,
      reasons: [{ text: expect.stringContaining('a colleague') }, { text: expect.stringContaining('a number') }],
    });
  });

  test('comes from a number, a withheld one, an address or a browser', () => {
    const withheld = newCall({ asserted: false, displayName: 'Chief Executive' });
    expect(viewOf(withheld).origin).toBe('Number withheld');
    const [caller, ...others] = withheld.session.participants;
    const [challenge] = withheld.session.challenges;
    if (caller === undefined || challenge === undefined) throw new TypeError('nobody is asked');
    const from = (more: Partial<typeof caller>) =>
      challengeViewOf({ ...withheld.session, participants: [{ ...caller, ...more }, ...others] }, challenge).origin;
    expect(from({ leg: 'webrtc' })).toBe('192.0.2.1');
    expect(from({ leg: 'webrtc', remoteAddress: undefined })).toBe('A browser');
  });
});

describe('a drill', () => {
  const drill = () => newCall(impostor, { drillId: 'drl_000000000000' });

  test('is done once it was judged and the hold has taken effect', () => {
    const call = drill();
    expect(drillViewOf('drl_000000000000', call.session)).toEqual({
      id: 'drl_000000000000',
      state: 'done',
      session: sessionId,
      caseId: call.session.cases[0]?.id,
      heldAfterMs: 0,
      decision: 'hold',
      reasons: [
        'Uses the name of Chief Executive without anything that belongs to that person.',
        'Calls from +12025550177, which has never been seen here.',
      ],
    });
  });

  test('whose caller speaks first counts from his first word', () => {
    const call = newCall(stranger, { drillId: 'drl_000000000000' });
    call.report({ type: 'speech.started', participantId: callerId });
    expect(drillViewOf('drl_1', call.session)).toEqual({
      id: 'drl_1',
      state: 'running',
      session: sessionId,
      reasons: ['Calls from +12025550150, which has never been seen here.'],
    });
    call.wait(700);
    call.turn((turn) => order(turn, admin, callerId, 'hold'));
    const actionId = call.session.actions[0]?.action.id ?? '';
    call.report({ type: 'action.performed', actionId, tookMs: 3 });
    expect(drillViewOf('drl_1', call.session)).toMatchObject({ state: 'running', heldAfterMs: 700 });
    expect(drillViewOf('drl_1', call.session)).not.toHaveProperty('caseId');
  });

  test('whose call ends before that has failed, and says so', () => {
    const call = newCall(stranger, { drillId: 'drl_000000000000' });
    call.report({ type: 'session.ended', reason: 'bye' });
    expect(drillViewOf('drl_1', call.session)).toMatchObject({
      state: 'failed',
      detail: 'The call ended before the caller was held.',
    });
    const done = drill();
    done.report({ type: 'session.ended', reason: 'bye' });
    expect(drillViewOf('drl_1', done.session)).toMatchObject({ state: 'done' });
    expect(drillViewOf('drl_1', done.session)).not.toHaveProperty('detail');
    expect(drillViewOf('drl_1', { ...call.session, participants: [] }).reasons).toEqual([]);
  });
});
