import { expect, test } from 'vitest';
import type { SessionView } from '#core/view';
import { rosterOnly } from './roster-only.ts';

const entry = (participantId: string) => ({ participantId, displayName: 'Guest', leg: 'webrtc' as const });

test('who is heard but unknown to the edge is shown as unverified, with every action explained', () => {
  const view = { participants: [{ id: 'par_known' }] } as SessionView;
  const [only, ...rest] = rosterOnly([entry('par_known'), entry('par_new')], view);
  expect(rest).toEqual([]);
  expect(only).toMatchObject({ id: 'par_new', status: 'unverified', monitoring: 'not-monitored' });
  expect(Object.values(only?.can ?? {}).every((can) => !can.allowed && can.disabledReason !== '')).toBe(true);
});
