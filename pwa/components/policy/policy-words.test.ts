import { array, assert, double, integer, property, record, uniqueArray } from 'fast-check';
import { expect, test } from 'vitest';
import { firstPolicy, type Policy } from '#core/policy';
import { exceptionFor, targetOf } from './exception-target.ts';
import { namesOf, withNames } from './names.ts';
import { dateInput, endOfDay, freshName, problemAt, reviewOf, saveFault, toPercent, toShare } from './policy-draft.ts';
import { daysText, exceptionText, groupText, listText, policyParagraphs, scheduleText } from './policy-words.ts';
import { askedNames, rehearsalLines } from './rehearsal-words.ts';
import { approvalReason, rollbackReason } from './version-words.ts';

const names = namesOf(
  [
    {
      id: 'per_chief-executive-one',
      displayName: 'Chief Executive',
      email: 'c@demo.example',
      role: 'employee',
      numbers: [],
      passkeys: 1,
    },
  ],
  [{ id: 'tea_finance-team-one', name: 'Finance', memberIds: [], createdAtMs: 0 }],
);
const nowMs = Date.UTC(2026, 10, 23);
const bands = { ask: 0.03, hold: 0.2, block: 0.7 };

test('the first policy reads as sentences without codes or ids', () => {
  const paragraphs = policyParagraphs(firstPolicy, names, String);
  expect(paragraphs[0]?.lines).toEqual([
    'From 5 %: the person who is claimed is asked; the call goes on.',
    'From 30 %: media is held while the person who is claimed is asked.',
    'From 80 %: removed once the person who is claimed says it is not him; until then held.',
  ]);
  expect(paragraphs.flatMap(({ lines }) => lines)).toContain(
    'An unknown device: at least asked when “device key” is new for the person, who it is was not proved and at least 3 sessions of the person are known.',
  );
  for (const { lines, none } of paragraphs) expect(lines.length > 0 || none !== '').toBe(true);
  expect(JSON.stringify(paragraphs)).not.toMatch(/undefined|per_|tea_/);
});

test('groups, hours and exceptions name people, teams, days and ends', () => {
  const group = { name: 'Board', teamIds: ['tea_finance-team-one'], personIds: ['per_chief-executive-one'], bands };
  expect(groupText(group, names)).toBe(
    'Board (team Finance and Chief Executive): asked from 3 %, held from 20 %, removed from 70 %.',
  );
  const schedule = {
    name: 'Nights',
    days: [1, 2, 3, 4, 5],
    from: '20:00',
    to: '07:00',
    timeZone: 'Europe/London',
    bands,
  };
  expect(scheduleText(schedule)).toMatch(
    /^Nights \(Monday to Friday, 20:00 to 07:00 of the next day, Europe\/London\): /,
  );
  const exception = {
    id: 'a',
    reason: 'New phone',
    personId: 'per_chief-executive-one',
    atMost: 'ask',
    untilMs: 5,
  } as const;
  expect(exceptionText(exception, names, () => '3 Dec')).toBe(
    'Chief Executive: at most asked until 3 Dec (New phone).',
  );
});

test('days read as a run, a list, or all', () => {
  expect(daysText([7, 6, 5, 4, 3, 2, 1])).toBe('every day');
  expect(daysText([3, 2, 4])).toBe('Tuesday to Thursday');
  expect(daysText([1, 3])).toBe('Monday and Wednesday');
  expect(daysText([6, 7])).toBe('Saturday and Sunday');
  expect(listText([])).toBe('');
});

test('ids of the core become names, and an id that nobody has stays', () => {
  expect(withNames('per_chief-executive-one is no longer protected-critical.', names)).toBe(
    'Chief Executive is no longer protected-critical.',
  );
  expect(withNames('There is no person per_gone.', names)).toBe('There is no person per_gone.');
});

test('a per cent survives the way through a slider', () => {
  assert(property(integer({ min: 1, max: 199 }), (half) => toPercent(toShare(half / 2)) === half / 2));
});

test('a draft that is the policy in force changes nothing, and cannot be saved', () => {
  const review = reviewOf(firstPolicy, { ...firstPolicy, version: 7 }, names, nowMs);
  expect(review).toEqual({ problems: [], changes: [], weakens: [] });
  expect(saveFault(review, true, 'why')).toBe('Nothing was changed.');
});

test('a raised threshold is told as a weakening, a lowered one is not', () => {
  const withAsk = (ask: number): Policy => ({ ...firstPolicy, bands: { ...firstPolicy.bands, ask } });
  expect(reviewOf(firstPolicy, withAsk(0.1), names, nowMs).weakens).toHaveLength(1);
  const tighter = reviewOf(firstPolicy, withAsk(0.03), names, nowMs);
  expect(tighter.weakens).toEqual([]);
  expect(tighter.changes).toHaveLength(1);
  expect(saveFault(tighter, false, 'why')).toMatch(/rehearse/i);
  expect(saveFault(tighter, true, '  ')).toMatch(/why/);
  expect(saveFault(tighter, true, 'why')).toBeUndefined();
});

test('what the edge would refuse is refused here already, at its place', () => {
  const locked = reviewOf(firstPolicy, { ...firstPolicy, methods: { ask: [], hold: ['passkey'] } }, names, nowMs);
  expect(problemAt(locked.problems, 'methods')).toMatch(/locked out/);
  expect(problemAt(locked.problems, 'bands')).toBeUndefined();
  expect(saveFault(locked, true, 'why')).toMatch(/locked out/);
  const group = { name: 'G', teamIds: [], personIds: ['per_somebody-who-left'] };
  const unknown = reviewOf(firstPolicy, { ...firstPolicy, groups: [group] }, names, nowMs);
  expect(problemAt(unknown.problems, 'groups.0')).toMatch(/no person/);
  expect(problemAt([{ path: 'groups.10', reason: 'x' }], 'groups.1')).toBeUndefined();
});

test('people that were not read yet are not taken for people who do not exist', () => {
  const group = { name: 'G', teamIds: [], personIds: ['per_chief-executive-one'] };
  expect(reviewOf(firstPolicy, { ...firstPolicy, groups: [group] }, namesOf([], []), nowMs).problems).toEqual([]);
});

test('a new name is never taken already', () => {
  assert(
    property(uniqueArray(integer({ min: 2, max: 9 })), (taken) => {
      const list = ['Group', ...taken.map((n) => `Group ${n}`)];
      expect(list).not.toContain(freshName('Group', list));
    }),
  );
});

test('an exception runs to the end of its day, and its day reads back', () => {
  const untilMs = endOfDay('2026-12-03') ?? 0;
  expect(dateInput(untilMs)).toBe('2026-12-03');
  expect(dateInput(untilMs + 1)).toBe('2026-12-04');
  expect(endOfDay('')).toBeUndefined();
});

test('an exception has one target', () => {
  expect(targetOf({ id: 'a', reason: '', teamId: 't', atMost: 'ask', untilMs: 0 })).toEqual({
    kind: 'team',
    value: 't',
  });
  expect(exceptionFor({ kind: 'number', value: '+1' })).toEqual({
    personId: undefined,
    teamId: undefined,
    number: '+1',
  });
});

const counts = record({
  sessions: integer({ min: 0, max: 500 }),
  participants: integer({ min: 0, max: 500 }),
  asked: integer({ min: 0, max: 500 }),
  held: integer({ min: 0, max: 500 }),
  blocked: integer({ min: 0, max: 500 }),
  challengeRate: double({ min: 0, max: 1, noNaN: true }),
});

test('a rehearsal says “same” exactly where nothing changes in what is shown', () => {
  assert(
    property(counts, counts, (before, after) => {
      for (const line of rehearsalLines(before, after)) {
        if (before[line.key] === after[line.key]) expect(line.change).toBe('same');
        if (line.change === 'same') continue;
        expect(line.change.startsWith('+')).toBe(after[line.key] > before[line.key]);
      }
    }),
  );
});

test('who would be asked is counted by name, most often first', () => {
  assert(
    property(array(integer({ min: 0, max: 2 })), (which) => {
      const asked = which.map((n) => ({ participantId: `par_${n}`, subjectId: `per_${n}` }));
      const list = askedNames({ asked }, names);
      expect(list.reduce((sum, { times }) => sum + times, 0)).toBe(which.length);
      expect(list.map(({ times }) => times)).toEqual(list.map(({ times }) => times).sort((a, b) => b - a));
    }),
  );
});

test('who proposed a version cannot approve it, and neither can anybody once another is in force', () => {
  const version = { proposedBy: 'per_a', basedOn: 3 };
  expect(approvalReason(version, 3, 'per_a')).toMatch(/another admin/);
  expect(approvalReason(version, 3, 'per_b')).toBeUndefined();
  expect(approvalReason(version, 4, 'per_b')).toMatch(/version 4 is in force/);
});

test('only what was in force before can be taken back to', () => {
  expect(rollbackReason({ state: 'superseded' })).toBeUndefined();
  for (const state of ['active', 'pending', 'rejected'] as const) expect(rollbackReason({ state })).toBeDefined();
});
