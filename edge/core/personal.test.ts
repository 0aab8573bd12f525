import { describe, expect, it } from 'vitest';
import { chainEntry } from './audit.ts';
import type { Json } from './canonical.ts';
import { logLineOf } from './log-line.ts';
import { openBody, personal, personalEvidence, sealBody, sealedIn, subjectsOf, type Sealed } from './personal.ts';
import { blankSession, type Participant, type Session } from './session.ts';

const caller: Participant = {
  id: 'par_caller',
  displayName: 'Chief Executive',
  role: 'caller',
  leg: 'sip',
  protected: false,
  claimed: { personId: 'per_chief', displayName: 'Chief Executive' },
  proved: false,
  removed: false,
  monitoring: 'not-monitored',
  decision: { effect: 'none', p: 0, logit: 0, atMs: 0 },
  joinedAtMs: 1,
};
const session: Session = {
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
  participants: [caller],
};
const box = (subjects: readonly string[], value: Json): Sealed => ({
  $sealed: subjects,
  box: Buffer.from(JSON.stringify(value)).toString('base64url'),
});

describe('personal values', () => {
  it('are sealed wherever they stand, and opened to what they were', () => {
    const body = { a: [{ name: personal(['p', 'q', 'p'], { x: 'secret' }) }], n: 1, none: personal(['p'], undefined) };
    const sealed = sealBody(body, box);
    expect(JSON.stringify(sealed)).not.toContain('secret');
    expect(sealedIn(sealed).map(({ $sealed }) => $sealed)).toEqual([['p', 'q']]);
    const opened = openBody(sealed, (one) => JSON.parse(Buffer.from(one.box, 'base64url').toString()) as Json);
    expect(opened).toEqual({ a: [{ name: { x: 'secret' } }], n: 1, none: undefined });
    expect(openBody(sealed, () => undefined)).toMatchObject({ a: [{ name: 'erased' }] });
  });

  it('belong to the participant and to the person he claims to be', () => {
    expect(subjectsOf(caller)).toEqual(['par_caller', 'per_chief']);
    expect(subjectsOf({ id: 'par_2', personId: 'per_finance' })).toEqual(['per_finance']);
  });

  it('are all texts of the evidence but those that rules compare, also texts that nobody thought of', () => {
    const evidence = { number: '+12025550177', unheardOf: 'x', invitee: 'A', state: 'new', strength: 'weak', km: 7 };
    const marked = sealedIn(sealBody(personalEvidence(session, caller.id, evidence), box));
    expect(marked.map(({ $sealed }) => $sealed.join(' '))).toEqual([
      'par_caller per_chief',
      'par_caller per_chief',
      'ses_1',
    ]);
    expect(personalEvidence(session, caller.id, evidence)).toMatchObject({ state: 'new', strength: 'weak', km: 7 });
  });
});

describe('a line of the log', () => {
  const lineOf = (kind: string, body: Json) =>
    logLineOf(chainEntry({ sessionId: 'ses_1', atMs: 1, actor: 'edge', kind, body }, undefined), session).text;

  it('does without what was erased', () => {
    const evidence = { number: 'erased', person: 'erased' };
    const signal = (code: string) => lineOf('signal', { code, participantId: caller.id, llrNats: 1, evidence });
    expect(signal('number-unknown')).toContain('Calls from a number, which');
    expect(signal('name-collision')).toContain('the name of a colleague');
    expect(lineOf('challenge.opened', { asked: 'erased' })).toBe('Challenge sent: erased.');
    expect(lineOf('challenge.opened', { asked: { action: 'Confirm it' } })).toBe('Challenge sent: Confirm it.');
    expect(lineOf('alert.raised', { text: 'erased' })).toBe('Alert; its words were erased.');
    expect(lineOf('subject.erased', { subjectId: 'per_chief' })).toBe('A person was erased from this session.');
  });
});
