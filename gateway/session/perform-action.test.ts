import { describe, expect, it } from 'vitest';
import { isId } from '#core/ids';
import { createEvents } from '../events.ts';
import { newId } from '../ids.ts';
import { createFakeClock } from '../legs/rtp/fake-clock.ts';
import { createLogger } from '../logger.ts';
import type { EventDraft } from '../report.ts';
import { createPerformAction, type DrillAction, type Outcome, type PerformDeps } from './perform-action.ts';

async function drilled(outcome: Outcome) {
  const reported: EventDraft[] = [];
  const events = createEvents(createLogger('silent'));
  const unused = {} as Pick<PerformDeps, 'sessions' | 'sender'>;
  const performAction = createPerformAction({
    ...unused,
    placeDrill: () => Promise.resolve(outcome),
    report(draft) {
      reported.push(draft);
      return Promise.resolve({ ...draft, id: newId('evt'), atMs: 1 });
    },
    events,
    clock: createFakeClock(1),
    newId,
  });
  const facts = { callee: '1001', displayName: 'Chief Executive', number: '+12025550188', durationMs: 1 };
  const action: DrillAction = {
    type: 'drill',
    id: newId('act'),
    issuedAtMs: 1,
    drillId: newId('drl'),
    mark: 'm',
    ...facts,
  };
  await performAction(action);
  return { reported, counters: events.counters() };
}

describe('the outcome of a drill order', () => {
  it('is said of the session that the call got', async () => {
    const sessionId = newId('ses');
    const { reported } = await drilled({ ok: true, sessionId });
    expect(reported).toMatchObject([{ type: 'action.performed', sessionId }]);
  });

  it('is only logged when it was placed and no session is known: none is made up', async () => {
    const { reported, counters } = await drilled({ ok: true, sessionId: undefined, detail: 'not seen to arrive' });
    expect(reported).toEqual([]);
    expect(counters).toMatchObject({ 'action.performed': 1 });
  });

  it('is reported by the action when it failed: the edge stores that with the drill', async () => {
    const { reported } = await drilled({ ok: false, sessionId: undefined, reason: 'no speech program' });
    const [failed] = reported;
    expect(failed).toMatchObject({ type: 'action.failed', reason: 'no speech program' });
    expect(isId('ses', failed?.sessionId ?? '')).toBe(true);
  });
});
