import { describe, expect, test } from 'vitest';
import type { Lesson } from './lesson.ts';
import type { Participant, Session } from './session.ts';
import { lessonsOf, numberMet } from './taught.ts';
import { newCall, newMeeting, startMs, stranger } from './test-session.ts';

const lesson = (personId: string, values: Lesson['values'] = []): Lesson => ({
  key: `ses/${personId}`,
  personId,
  atMs: startMs,
  source: 'session',
  values,
});
const [somebody] = newCall(stranger).session.participants;
if (somebody === undefined) throw new TypeError('nobody');
const present = (id: string, more: Partial<Participant> = {}): Participant => ({
  ...somebody,
  id,
  role: 'guest',
  binding: 'b',
  lesson: lesson(id),
  ...more,
});
const meeting = (participants: Participant[], more: Partial<Session> = {}): Session => ({
  ...newMeeting().session,
  participants,
  ...more,
});
const contactsOf = (one: Lesson | undefined) =>
  one?.values.filter(({ feature }) => feature === 'contact').map(({ value }) => value);

describe('a session that went well', () => {
  test('teaches of each person whom he met and by what channel', () => {
    const [a, b, c] = lessonsOf(meeting([present('per_a'), present('per_b'), present('per_c')]));
    expect([contactsOf(a), contactsOf(b), contactsOf(c)]).toEqual([
      ['per_b', 'per_c'],
      ['per_a', 'per_c'],
      ['per_a', 'per_b'],
    ]);
    expect(a?.values.at(-1)).toEqual({ feature: 'contact-channel', value: 'meeting' });
  });

  test('in a call teaches the number at the other end, and the channel that is known already stays', () => {
    const caller = present('par_1', { role: 'caller', number: '+12025550150', lesson: undefined });
    const known = lesson('per_a', [{ feature: 'contact-channel', value: 'phone/web' }]);
    const call: Session = { ...newCall(stranger).session, participants: [caller, present('per_a', { lesson: known })] };
    expect(lessonsOf(call)).toEqual([
      { ...known, values: [...known.values, { feature: 'contact', value: '+12025550150' }] },
    ]);
    const [fresh] = lessonsOf({ ...call, participants: [present('per_a')] });
    expect(fresh?.values).toEqual([{ feature: 'contact-channel', value: 'phone' }]);
    const guest = { ...caller, role: 'guest' } as const;
    expect(contactsOf(lessonsOf({ ...call, participants: [guest, present('per_a')] })[0])).toEqual([]);
  });

  test('counts nobody twice, nor more than twelve', () => {
    const many = Array.from({ length: 20 }, (_, i) => present(`per_${i}`));
    expect(contactsOf(lessonsOf(meeting(many))[0])).toHaveLength(12);
    const twice = [
      present('per_a', { lesson: lesson('per_a', [{ feature: 'contact', value: 'per_b' }]) }),
      present('per_b'),
      present('par_x', { lesson: lesson('per_b') }),
    ];
    expect(contactsOf(lessonsOf(meeting(twice))[0])).toEqual(['per_b']);
  });

  test('teaches nothing of who was asked and did not answer, was removed, or never came', () => {
    const asked = { decision: { effect: 'ask', p: 0.1, logit: -2, atMs: 1 } } as const;
    const learned = lessonsOf(
      meeting([
        present('per_a'),
        present('per_b', asked),
        present('per_c', { ...asked, proved: true }),
        present('per_d', { removed: true }),
        present('per_e', { binding: undefined }),
      ]),
    );
    expect(learned.map(({ personId }) => personId)).toEqual(['per_a', 'per_c']);
    expect(contactsOf(learned[0])).toEqual(['per_c']);
  });
});

const call = newCall(stranger).session;
const talked = (
  more: Partial<Session> = {},
  callee: Partial<Participant> = {},
  caller: Partial<Participant> = {},
): Session => ({
  ...call,
  participants: [
    present('par_1', { role: 'caller', number: '+12025550150', lesson: undefined, ...caller }),
    present('par_2', { role: 'callee', personId: 'per_a', lesson: lesson('per_a'), ...callee }),
  ],
  ...more,
});

test('who answered a call knows its number from then on', () => {
  expect(numberMet(talked())).toEqual({ number: '+12025550150', personId: 'per_a' });
  expect(numberMet(talked({ topEffect: 'ask' }))).toBeDefined();
  expect(numberMet(talked({}, { binding: undefined }))).toBeUndefined();
  expect(numberMet(talked({}, { personId: undefined }))).toBeUndefined();
  expect(numberMet(talked({}, {}, { number: undefined }))).toBeUndefined();
  expect(numberMet(talked({}, {}, { removed: true }))).toBeUndefined();
  for (const topEffect of ['hold', 'block'] as const) expect(numberMet(talked({ topEffect }))).toBeUndefined();
  expect(numberMet({ ...call, participants: [] })).toBeUndefined();
});

const challenge = (state: string) => [{ state }] as unknown as Session['challenges'];
const action = (type: string) => [{ action: { type } }] as unknown as Session['actions'];

test.each<[string, Partial<Session>]>([
  ['a drill', { drillId: 'drl_000000000000' }],
  ['break-glass', { breakGlass: { id: 'brk_1', startedAtMs: 1, untilMs: 2, on: false } }],
  ['a case', { cases: [{}] as unknown as Session['cases'] }],
  ['a hold', { actions: action('hold') }],
  ['a removal', { actions: action('remove') }],
  ['a denial', { challenges: challenge('denied') }],
  ['a wrong number', { challenges: challenge('failed') }],
  ['a question that ran out', { challenges: challenge('expired') }],
])('a session with %s teaches nothing', (_, more) => {
  expect(lessonsOf(talked(more))).toEqual([]);
  expect(numberMet(talked(more))).toBeUndefined();
});

test('a session with a question that was answered, or withdrawn, teaches', () => {
  for (const state of ['passed', 'cancelled', 'superseded']) {
    expect(lessonsOf(talked({ challenges: challenge(state), actions: action('prompt') }))).toHaveLength(1);
    expect(numberMet(talked({ challenges: challenge(state), actions: action('prompt') }))).toBeDefined();
  }
});
