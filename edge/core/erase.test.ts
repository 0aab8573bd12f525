import { describe, expect, it } from 'vitest';
import { eraseSubject, type Erasure } from './erase.ts';
import { firstPolicy } from './policy.ts';
import { blankSession, type Participant, type Session } from './session.ts';
import { signalOf, type Evidence, type SignalCode } from './signal.ts';
import { beginTurn, type Turn } from './turn.ts';
import type { AlertRow, CaseRow } from './view.ts';

const chief: Erasure = { personId: 'per_chief', names: ['Chief Executive'], numbers: ['+12025550102'] };

function participant(id: string, facts: Partial<Participant>): Participant {
  return {
    id,
    displayName: id,
    role: 'guest',
    leg: 'webrtc',
    protected: false,
    proved: false,
    removed: false,
    monitoring: 'not-monitored',
    decision: { effect: 'none', p: 0, logit: 0, atMs: 0 },
    joinedAtMs: 1,
    ...facts,
  };
}

const claim = { personId: 'per_chief', displayName: 'Chief Executive' };
const impostor = participant('par_impostor', {
  displayName: 'Chіef Executive',
  role: 'caller',
  claimed: claim,
  number: '+12025550177',
  remoteAddress: '192.0.2.7',
  binding: 'sip:192.0.2.7',
  device: 'd',
  joinKey: 'link:0:d',
});
const callee = participant('par_callee', {
  displayName: 'Finance Lead',
  role: 'callee',
  protected: true,
  personId: 'per_finance',
  joinKey: 'person:per_finance',
});

function call(overrides: Partial<Session> = {}): Session {
  return {
    ...blankSession,
    id: 'ses_1',
    tenantId: 'ten_1',
    kind: 'call',
    channel: 'phone',
    title: 'Call to Finance Lead',
    state: 'live',
    targetName: 'Finance Lead',
    invited: [],
    startedAtMs: 1,
    policyVersion: 1,
    participants: [impostor, callee],
    ...overrides,
  };
}

function meeting(overrides: Partial<Session>): Session {
  const host = { hostPersonId: 'per_finance', targetName: 'Finance Lead' };
  return call({ kind: 'meeting', channel: 'web', title: 'Budget', ...host, ...overrides });
}

function erase(session: Session, erasure: Erasure = chief): { turn: Turn; erased: ReturnType<typeof eraseSubject> } {
  const means = {
    nowMs: 1_000,
    newId: (kind: string) => `${kind}_new`,
    newMatchNumber: () => '042',
    newNonce: () => 'n',
    policy: firstPolicy,
  };
  const turn = beginTurn(session, 'per_admin', means);
  return { turn, erased: eraseSubject(turn, erasure) };
}

const signal = (code: SignalCode, participantId: string, evidence: Evidence) =>
  signalOf(code, { id: `sig_${code}`, participantId, source: 'edge', evidence, atMs: 1 });
const challenge = (participantId: string, subjectId: string, state: 'sent' | 'passed' = 'sent') => ({
  id: `ses_1.${subjectId}`,
  context: {
    tenantId: 'ten_1',
    sessionId: 'ses_1',
    participantId,
    subjectId,
    action: 'Confirm that you, Chief Executive, are calling Finance Lead',
    binding: 'sip:192.0.2.7',
    nonce: 'n',
    issuedAtMs: 1,
    expiresAtMs: 90_001,
  },
  state,
  matchNumber: '042',
  reasons: [],
  held: true,
  by: 'policy' as const,
});
const alert = (text: string, subjects?: string[]): AlertRow => ({
  id: `alr_${text}`,
  caseId: 'cas_1',
  sessionId: 'ses_1',
  severity: 'high',
  text,
  atMs: 1,
  drill: false,
  ...(subjects === undefined ? {} : { subjects }),
});
const row: CaseRow = {
  id: 'cas_1',
  sessionId: 'ses_1',
  participantId: impostor.id,
  state: 'suspected',
  claimedName: 'Chief Executive',
  targetName: 'Finance Lead',
  actual: '+12025550177',
  channel: 'phone',
  reasons: [{ code: 'name-collision', text: 'Uses the name of Chief Executive without anything.' }],
  drill: false,
  openedAtMs: 1,
  updatedAtMs: 1,
};

describe('erasing a person from a session', () => {
  it('leaves a participant without name, line and device, and everybody else as he was', () => {
    const { turn, erased } = erase(call());
    expect(turn.session.participants[0]).toEqual(
      participant('par_impostor', {
        displayName: 'Erased person',
        role: 'caller',
        claimed: { personId: 'per_chief', displayName: 'Erased person' },
        binding: 'erased',
      }),
    );
    expect(turn.session.participants[1]).toEqual(callee);
    expect(turn.session).toMatchObject({ title: 'Call to Finance Lead', targetName: 'Finance Lead' });
    expect(erased).toEqual({
      keys: ['per_chief', 'par_impostor'],
      participantIds: ['par_impostor'],
      numbers: ['+12025550102', '+12025550177'],
    });
    expect(turn.audit.at(-1)).toMatchObject({
      kind: 'subject.erased',
      actor: 'per_admin',
      body: { subjectId: 'per_chief' },
    });
  });

  it('takes his name from the title when he is called or invites, and from one that names him', () => {
    const finance: Erasure = { personId: 'per_finance', names: ['Finance Lead'], numbers: [] };
    const called = erase(call(), finance).turn.session;
    expect(called).toMatchObject({ title: 'Call to Erased person', targetName: 'Erased person' });
    expect(called.participants[1]).toMatchObject({ displayName: 'Erased person', joinKey: 'person:per_finance' });
    expect(called.participants[0]).toEqual(impostor);
    expect(erase(meeting({}), finance).turn.session).toMatchObject({ title: 'Meeting', targetName: 'Erased person' });
    expect(erase(meeting({ title: 'With the chief executive' })).turn.session.title).toBe('Meeting');
    expect(erase(meeting({})).turn.session).toMatchObject({ title: 'Budget', targetName: 'Finance Lead' });
  });

  it('knows him by name and number where he claims nothing, and lets a claim of another stand', () => {
    const admin = { personId: 'per_admin', displayName: 'Demo Admin' };
    const line = { number: '+12025550102', remoteAddress: '192.0.2.7' };
    const others = [
      participant('par_line', { displayName: '+12025550102', ...line }),
      participant('par_name', { displayName: 'Chief Executive' }),
      participant('par_spoof', { displayName: 'Demo Admin', claimed: admin, ...line }),
      participant('par_other', { displayName: 'Somebody', number: '+12025550150' }),
    ];
    const { turn, erased } = erase(call({ participants: others }));
    expect(turn.session.participants).toEqual([
      participant('par_line', { displayName: 'Erased person' }),
      participant('par_name', { displayName: 'Erased person' }),
      participant('par_spoof', { displayName: 'Demo Admin', claimed: admin }),
      others[3],
    ]);
    expect(erased?.keys).toEqual(['per_chief', 'par_line', 'par_name', 'par_spoof']);
  });

  it('withdraws what he is asked, and shows others their challenges without him', () => {
    const admin = participant('par_admin', { claimed: { personId: 'per_admin', displayName: 'Demo Admin' } });
    const challenges = [
      challenge(impostor.id, 'per_chief'),
      challenge(admin.id, 'per_admin', 'passed'),
      challenge(admin.id, 'per_finance'),
    ];
    const finance: Erasure = { personId: 'per_finance', names: ['Finance Lead'], numbers: [] };
    const { turn } = erase(call({ participants: [impostor, callee, admin], challenges }), finance);
    const after = turn.session.challenges;
    expect(after.map(({ state }) => state)).toEqual(['sent', 'passed', 'cancelled']);
    expect(after[1]?.context.action).toBe('Confirm that you, Demo Admin, are calling Erased person');
    expect(after[0]?.context.binding).toBe('sip:192.0.2.7');
    const told = turn.outgoing.map((one) => (one.kind === 'inbox' ? [one.personId, one.message.type] : []));
    expect(told).toEqual([
      ['per_chief', 'challenge'],
      ['per_admin', 'challenge-over'],
    ]);
    expect(JSON.stringify(turn.outgoing)).not.toContain('Finance Lead');
    const mine = erase(call({ challenges: [challenge(impostor.id, 'per_chief')] })).turn;
    expect(mine.session.challenges[0]).toMatchObject({ state: 'cancelled', context: { binding: 'erased' } });
    expect(mine.session.challenges[0]?.context.action).toContain('you, Erased person, are');
    expect(mine.outgoing).toEqual([]);
  });

  it('keeps what evidence weighs, and takes what it says of him', () => {
    const signals = [
      signal('name-collision', impostor.id, { person: 'Chief Executive', name: 'Chіef Executive' }),
      signal('synthetic-voice', impostor.id, { strength: 'weak', windows: 5, model: 'm' }),
      signal('number-on-file', callee.id, { number: '+12025550102', person: 'Somebody', asserted: true }),
      signal('link-forwarded', callee.id, { invitee: 'Anybody', state: 'new' }),
      signal('invite-bound', callee.id, { word: 'kept' }),
    ];
    const after = erase(call({ signals })).turn.session.signals;
    expect(after.map(({ evidence }) => evidence)).toEqual([
      {},
      { strength: 'weak', windows: 5, model: 'm' },
      { person: 'Somebody', asserted: true },
      { state: 'new' },
      { word: 'kept' },
    ]);
    expect(after.map(({ llrNats }) => llrNats)).toEqual(signals.map(({ llrNats }) => llrNats));
  });

  it('keeps a case as that of an erased person', () => {
    const signals = [signal('name-collision', impostor.id, { person: 'Chief Executive', name: 'x' })];
    const other = { ...row, id: 'cas_2', participantId: 'par_other' };
    const numbered = { ...other, actual: '+12025550102', reasons: [{ code: 'number-unknown', text: 'Calls from 1.' }] };
    const { cases } = erase(call({ signals, cases: [row, numbered] })).turn.session;
    expect(cases[0]).toEqual({
      ...row,
      claimedName: 'Erased person',
      actual: 'Erased',
      reasons: [
        { code: 'name-collision', text: 'Uses the name of a colleague without anything that belongs to that person.' },
      ],
    });
    expect(cases[1]).toEqual({ ...numbered, actual: 'Erased' });
    const finance: Erasure = { personId: 'per_finance', names: [], numbers: [] };
    expect(erase(call({ cases: [row] }), finance).turn.session.cases[0]).toEqual({
      ...row,
      targetName: 'Erased person',
    });
  });

  it('takes the words of alerts that name him, or that may name anybody', () => {
    const alerts = [
      alert('about him', ['per_chief']),
      alert('about the impostor', ['par_impostor']),
      alert('a note', ['per_finance', 'ses_1']),
      alert('of old'),
      alert('says chief executive', ['per_finance']),
      alert('about another', ['per_finance']),
    ];
    const after = erase(call({ alerts })).turn.session.alerts;
    expect(after.map(({ erased }) => erased === true)).toEqual([true, true, true, true, true, false]);
    expect(after[5]).toEqual(alerts[5]);
    expect(new Set(after.slice(0, 5).map(({ text }) => text)).size).toBe(1);
  });

  it('lets nobody learn of him', () => {
    const values = [
      { feature: 'contact', value: 'per_chief' },
      { feature: 'contact', value: '+12025550102' },
      { feature: 'hour', value: '3' },
    ] as const;
    const lesson = { key: 'k', personId: 'per_finance', atMs: 1, source: 'session', values: [...values] } as const;
    const learner = { ...callee, lesson: { ...lesson, values: [...values] } };
    const { participants } = erase(call({ participants: [impostor, learner] })).turn.session;
    expect(participants[1]?.lesson?.values).toEqual([{ feature: 'hour', value: '3' }]);
  });

  it('is done once, and again only for what came since', () => {
    const first = erase(call());
    expect(first.turn.session.erased).toEqual(['per_chief']);
    expect(erase(first.turn.session).erased).toBeUndefined();
    const late = participant('par_late', { number: '+12025550102' });
    const more = { ...first.turn.session, participants: [...first.turn.session.participants, late] };
    const second = erase(more);
    expect(second.erased?.participantIds).toEqual(['par_late']);
    expect(second.turn.session.erased).toEqual(['per_chief']);
    expect(erase(call(), { ...chief, personId: 'per_nobody', names: [], numbers: [] }).erased).toEqual({
      keys: ['per_nobody'],
      participantIds: [],
      numbers: [],
    });
  });
});
