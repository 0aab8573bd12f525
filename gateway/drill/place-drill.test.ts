import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../ids.ts';
import { waitUntil } from '../testing/browser.ts';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.ts';

const speaks = ['espeak-ng', 'flite'].some((program) => spawnSync(program, ['--version']).error === undefined);
if (!speaks) console.log('skipped: drills need espeak-ng or flite');

describe.skipIf(!speaks)('a drill', { timeout: 30_000 }, () => {
  let stack: TestGateway;
  beforeAll(async () => {
    stack = await startTestGateway(24_540);
    await waitUntil('the edge knows the gateway', () => stack.edge.gateways === 1);
  }, 30_000);
  afterAll(() => stack.close());

  const order = (mark: string, durationMs: number) => {
    const action = {
      type: 'drill',
      id: newId('act'),
      issuedAtMs: Date.now(),
      drillId: newId('drl'),
      mark,
      callee: '1001',
      displayName: 'Chief Executive',
      number: '+12025550188',
      durationMs,
    } as const;
    stack.edge.order(action);
    return action;
  };

  it('calls through the SIP door under the ordered name, speaks, is scored while held, and ends by BYE', async () => {
    stack.edge.decide = () => ({ effect: 'hold', matchNumber: '555', expiresAtMs: Date.now() + 90_000, drill: true });
    const { id } = order('mark-of-the-edge', 8000);
    const performed = await stack.edge.seen('action.performed', (event) => event.actionId === id);
    const [opening] = stack.edge.openings;
    expect(opening).toMatchObject({
      drillMark: 'mark-of-the-edge',
      from: { displayName: 'Chief Executive', number: '+12025550188' },
      to: { user: '1001' },
    });
    expect(performed.sessionId).toBe(opening?.sessionId);
    const { sessionId } = performed;
    const speech = await stack.edge.seen('speech.started', (event) => event.sessionId === sessionId);
    const scored = await stack.edge.seen(
      'voice.scored',
      (e) => e.sessionId === sessionId && e.monitoring === 'scoring',
      12_000,
    );
    console.log(
      `drill: first score ${scored.atMs - speech.atMs} ms after first speech, llr ${scored.llrNats?.toFixed(2)}`,
    );
    expect(scored.atMs - speech.atMs).toBeLessThan(12_000);
    await stack.edge.seen(
      'session.ended',
      (event) => event.sessionId === sessionId && event.reason === 'caller-left',
      15_000,
    );
  });

  it('reports a refusal as a failed action', async () => {
    stack.edge.decide = () => undefined;
    const { id } = order('another-mark', 3000);
    const failed = await stack.edge.seen('action.failed', (event) => event.actionId === id);
    expect(failed.reason).toContain('404');
  });
});
