import { describe, expect, test } from 'vitest';
import { bannerOf } from './banner.ts';
import { order } from './order.ts';
import { firstPolicy } from './policy.ts';
import { openChallengeOf, type Session } from './session.ts';
import { sessionRowOf, sessionViewOf } from './session-view.ts';
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

type Call = ReturnType<typeof newCall>;
const settled = (call: Call, given: Parameters<typeof settle>[2]) =>
  call.turn((turn) => {
    const challenge = openChallengeOf(turn.session, callerId);
    if (challenge !== undefined) settle(turn, challenge, given);
  });
const approve = { kind: 'approve', matchNumber: '042' } as const;
const asking = { ...firstPolicy, bands: { ask: 0.05, hold: 0.79, block: 0.8 } };
const unknownReasons = [
  'Uses the name of Chief Executive without anything that belongs to that person.',
  'Calls from +12025550177, which has never been seen here.',
];

describe('the banner', () => {
  test('is not there while nothing is wrong, for oneself, and after the end', () => {
    expect(bannerOf(newCall(stranger).session, finance)).toBeUndefined();
    const call = newCall(impostor);
    const [caller] = call.session.participants;
    const own = { ...call.session, participants: [{ ...caller, personId: 'per_chief' }] } as Session;
    expect(bannerOf(own, chief)).toBeUndefined();
    expect(bannerOf(own, finance)).toBeDefined();
    call.report({ type: 'session.ended', reason: 'bye' });
    expect(bannerOf(call.session, finance)).toBeUndefined();
  });

  test('about who is held names the colleague, the reasons and the one safe step', () => {
    const call = newCall(impostor);
    const held = {
      level: 'high',
      participantId: callerId,
      headline: 'This caller may not be Chief Executive',
      reasons: unknownReasons,
    };
    expect(bannerOf(call.session, finance)).toEqual({
      ...held,
      nextStep: 'Do not share or approve anything. We are asking Chief Executive on an enrolled device.',
    });
    call.wait(90_000);
    call.report(voice(-0.5));
    expect(bannerOf(call.session, finance)).toMatchObject({
      nextStep:
        'Do not share or approve anything. Chief Executive did not confirm: call Chief Executive back on a number you know.',
    });
  });

  test('says the same of a meeting in its own words', () => {
    const call = newCall(impostor);
    expect(bannerOf({ ...call.session, kind: 'meeting' }, finance)?.headline).toBe(
      'This participant may not be Chief Executive',
    );
  });

  test('about a stranger who is held tells to call back', () => {
    const call = newCall(stranger);
    call.turn((turn) => order(turn, finance, callerId, 'hold'));
    expect(bannerOf(call.session, finance)).toMatchObject({
      headline: 'This caller is on hold',
      nextStep: 'Do not share or approve anything. End the call and call back on a number you know.',
    });
  });

  test('about who confirmed and is still held says that a person keeps the hold', () => {
    const call = newCall(impostor);
    settled(call, approve);
    call.turn((turn) => order(turn, admin, callerId, 'hold'));
    expect(bannerOf(call.session, finance)?.nextStep).toBe(
      'Do not share or approve anything. Chief Executive confirmed with a passkey, and a person in charge keeps the hold.',
    );
  });

  test('about who was removed says so, as long as nobody else is held', () => {
    const call = newCall(impostor);
    settled(call, { kind: 'not-me' });
    expect(bannerOf(call.session, finance)).toMatchObject({
      level: 'high',
      headline: 'The caller was removed',
      nextStep: 'Do not act on anything that was asked for. Your security team knows.',
    });
  });

  test('about who is asked tells to wait', () => {
    expect(bannerOf(newCall(impostor, { policy: asking }).session, finance)).toEqual({
      level: 'caution',
      participantId: callerId,
      headline: 'Not yet sure that this is Chief Executive',
      reasons: unknownReasons,
      nextStep: 'Wait with anything important. We are asking Chief Executive on an enrolled device.',
    });
  });

  test('about a doubtful stranger, whom nobody can be asked about, says that he is not verified', () => {
    const call = newCall(stranger, { policy: { ...firstPolicy, bands: { ask: 0.02, hold: 0.9, block: 0.95 } } });
    expect(bannerOf(call.session, finance)).toMatchObject({
      level: 'caution',
      headline: '+12025550150 is not verified',
      nextStep: 'Do not share or approve anything important. Call back on a number you know.',
    });
  });

  test('about who confirmed tells to go on', () => {
    const call = newCall(impostor);
    settled(call, approve);
    expect(bannerOf(call.session, finance)).toEqual({
      level: 'info',
      participantId: callerId,
      headline: 'This is Chief Executive',
      reasons: ['Chief Executive confirmed with number and passkey.'],
      nextStep: 'You can go on.',
    });
    call.report({ type: 'participant.left', participantId: callerId, reason: 'bye' });
    expect(bannerOf(call.session, finance)).toBeUndefined();
  });
});

describe('the view', () => {
  const extras = { timeline: [{ atMs: 1, participantId: callerId, p: 0.1, effect: 'none' as const }], log: [] };

  test('of an employee has status and reasons, and no number of the engine', () => {
    const call = newCall(impostor);
    const view = sessionViewOf(call.session, finance, startMs + 1, extras);
    expect(view).toMatchObject({
      id: sessionId,
      you: call.session.participants[1]?.id,
      asOfMs: startMs + 1,
      revision: 1,
      drill: false,
    });
    expect(view.participants[0]).toMatchObject({
      status: 'held',
      claimed: { displayName: 'Chief Executive' },
      number: '+12025550177',
      challenge: { state: 'sent', subjectName: 'Chief Executive', expiresAtMs: startMs + 90_000 },
      reasons: [{ code: 'name-collision' }, { code: 'number-unknown' }],
    });
    expect(view.participants[0]).not.toHaveProperty('risk');
    for (const member of ['timeline', 'log', 'gateway']) expect(view).not.toHaveProperty(member);
    expect(JSON.stringify(view)).not.toContain('042');
  });

  test('of console roles has the waterfall with sentences and what would lower each line', () => {
    for (const viewer of [admin, auditor]) {
      const view = sessionViewOf(newCall(impostor).session, viewer, startMs, extras, 'away');
      expect(view).toMatchObject({ ...extras, gateway: 'away' });
      expect(view).not.toHaveProperty('you');
      const risk = view.participants[0]?.risk;
      expect(risk).toMatchObject({ effect: 'hold', policyVersion: 1 });
      expect(risk?.contributions[0]).toMatchObject({
        code: 'name-collision',
        nats: 3,
        sentence: unknownReasons[0],
        lowers: 'Proof by passkey of the person whose name it is.',
      });
      const sum = risk?.contributions.reduce((total, { nats }) => total + nats, risk.priorNats);
      expect(sum).toBeCloseTo(risk?.logit ?? Number.NaN, 9);
    }
    const trusted = sessionViewOf(newCall({ number: '+12025550102', asserted: true }).session, admin, startMs, extras);
    expect(trusted.participants[0]?.risk?.contributions[0]).not.toHaveProperty('lowers');
  });

  test('leaves out what is not known', () => {
    const [caller, callee] = sessionViewOf(newCall({ asserted: false }).session, finance, startMs, extras).participants;
    for (const member of ['personId', 'claimed', 'number', 'monitoredBy', 'voice', 'challenge', 'leftAtMs']) {
      expect(caller).not.toHaveProperty(member);
    }
    expect(callee).toMatchObject({ personId: 'per_finance', protected: true, role: 'callee' });
    const heard = newCall(stranger);
    heard.report(voice(1));
    heard.report({ type: 'participant.left', participantId: callerId, reason: 'bye' });
    expect(sessionViewOf(heard.session, finance, startMs, extras).participants[0]).toMatchObject({
      voice: 'weak',
      monitoredBy: 'gateway',
      monitoring: 'not-monitored',
      leftAtMs: startMs,
      status: 'left',
    });
  });

  test('as a row has its size, its height, and its case and end where there are any', () => {
    const call = newCall(impostor);
    const row = sessionRowOf(call.session);
    expect(row).toMatchObject({
      id: sessionId,
      kind: 'call',
      channel: 'phone',
      title: 'Call to Finance Lead',
      state: 'ringing',
      participants: 2,
      topEffect: 'hold',
      topP: call.session.topP,
      caseId: call.session.cases[0]?.id,
      startedAtMs: startMs,
    });
    expect(row).not.toHaveProperty('endedAtMs');
    const calm = newCall(stranger);
    calm.wait(10);
    calm.report({ type: 'session.ended', reason: 'bye' });
    expect(sessionRowOf(calm.session)).toMatchObject({ endedAtMs: startMs + 10, state: 'ended' });
    expect(sessionRowOf(calm.session)).not.toHaveProperty('caseId');
  });
});
