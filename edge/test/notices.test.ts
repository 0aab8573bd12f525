import { env } from 'cloudflare:workers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ChallengeView } from '../core/view.ts';
import {
  answer,
  auditOf,
  callerOf,
  challengeOf,
  openCall,
  openOffice,
  openSocket,
  request,
  type Someone,
} from './world.ts';

afterEach(() => vi.useRealTimers());

let numbers = 0;
/** A call under the chief's name, each from a number of its own. */
function callAsChief() {
  const number = `+1202555${String(3000 + (numbers += 1))}`;
  return openCall({ from: { displayName: 'Chief Executive', number, asserted: false } });
}

async function listed(as: Someone): Promise<ChallengeView[]> {
  return (await request<{ challenges: ChallengeView[] }>('GET', '/api/challenges', { as })).body.challenges;
}

async function waitListed(as: Someone, count: number): Promise<ChallengeView[]> {
  return vi.waitFor(async () => {
    const challenges = await listed(as);
    expect(challenges).toHaveLength(count);
    return challenges;
  });
}

async function quietOf(as: Someone, sessionId: string): Promise<boolean> {
  return vi.waitFor(async () => {
    const found = (await listed(as)).find(({ id }) => id === `${sessionId}.1`);
    expect(found).toBeDefined();
    return found?.quiet === true;
  });
}

describe('a flood of challenges', () => {
  it('makes itself heard three times; the rest is listed, holds, and takes the passkey like any other', async () => {
    const { chief, admin } = await openOffice();
    const inbox = await openSocket('/api/inbox', { cookie: chief.cookie });
    const calls = [];
    for (let i = 0; i < 10; i += 1) {
      calls.push(await callAsChief());
      await waitListed(chief, i + 1);
    }
    const loud = (await listed(chief)).filter(({ quiet }) => quiet !== true);
    expect(loud.map(({ id }) => id).sort()).toEqual(
      calls
        .slice(0, 3)
        .map(({ call }) => `${call.sessionId}.1`)
        .sort(),
    );
    await vi.waitFor(() => expect(inbox.messages).toHaveLength(11));
    const last = calls.at(-1);
    const [id, sessionId] = [`${last?.call.sessionId}.1`, last?.call.sessionId ?? ''];
    expect((await callerOf(sessionId, admin)).status).toBe('held');
    const response = await chief.authenticator.authenticate((await challengeOf(id, chief)).options);
    const reply = await answer(id, chief, { kind: 'approve', matchNumber: last?.opened.matchNumber, response });
    expect(reply.body.state).toBe('passed');
    expect((await callerOf(sessionId, admin)).status).toBe('verified');
    // He confirmed one, so he can be reached again.
    await vi.waitFor(async () => expect((await listed(chief))[0]?.state).not.toBe('sent'));
    expect(await quietOf(chief, (await callAsChief()).call.sessionId)).toBe(false);
  });

  it('from one number is heard once at a time', async () => {
    const { chief } = await openOffice();
    expect(await quietOf(chief, (await openCall()).call.sessionId)).toBe(false);
    expect(await quietOf(chief, (await openCall()).call.sessionId)).toBe(true);
  });
});

describe('a person who said twice "not me"', () => {
  it('is left in peace for fifteen minutes, the console is told once, and holds stay', async () => {
    const { chief, admin } = await openOffice();
    const denied: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      const { call } = await callAsChief();
      await quietOf(chief, call.sessionId);
      await answer(`${call.sessionId}.1`, chief, { kind: 'not-me' });
      await vi.waitFor(async () =>
        expect((await listed(chief)).find(({ id }) => id === `${call.sessionId}.1`)?.state).toBe('denied'),
      );
      denied.push(call.sessionId);
    }
    const { call } = await callAsChief();
    expect(await quietOf(chief, call.sessionId)).toBe(true);
    expect((await callerOf(call.sessionId, admin)).status).toBe('held');
    const { results } = await vi.waitFor(async () => {
      const found = await env.DB.prepare(`select json from alert where json ->> 'severity' = 'medium'`).all();
      expect(found.results).toHaveLength(1);
      return found;
    });
    expect(JSON.parse(String(results[0]?.['json']))).toMatchObject({ sessionId: denied[1], drill: false });
    const raised = (await auditOf(denied[1] ?? '')).filter(({ kind }) => kind === 'alert.raised');
    expect(raised).toHaveLength(2);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 16 * 60_000 });
    expect(await quietOf(chief, (await callAsChief()).call.sessionId)).toBe(false);
  });
});
