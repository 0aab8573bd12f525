import { afterEach, describe, expect, it } from 'vitest';
import { createEvents } from '../events.ts';
import { createSystemClock } from '../legs/rtp/clock.ts';
import { createLogger } from '../logger.ts';
import { waitUntil } from '../testing/browser.ts';
import { type Scorer, startScorer } from './scorer.ts';
import type { ThreadScore } from './scorer-messages.ts';

describe('the scorer thread', { timeout: 20_000 }, () => {
  let scorer: Scorer | undefined;
  afterEach(() => scorer?.close());

  function start(threadUrl?: URL) {
    const heard: { ready: number; lost: number; scores: [string, ThreadScore][] } = { ready: 0, lost: 0, scores: [] };
    const events = createEvents(createLogger('silent'));
    const started = startScorer(
      { clock: createSystemClock(), events, ...(threadUrl && { threadUrl }) },
      {
        ready: () => void (heard.ready += 1),
        lost: () => void (heard.lost += 1),
        score: (id, score) => void heard.scores.push([id, score]),
      },
    );
    scorer = started;
    return { started, heard, events };
  }

  it('comes back after it died, and says in between that nobody scores', async () => {
    const { started, heard } = start();
    await waitUntil('ready', () => heard.ready === 1);
    expect(started.model?.modelSha256).toMatch(/^[0-9a-f]{64}$/);
    started.order({ type: 'open', id: 'a', codec: 'PCMU' });
    started.order({ type: 'active', id: 'a', active: true });
    started.order({ type: 'audio', id: 'a', chunk: new Uint8Array(1600).fill(0xff) });
    await waitUntil('a state', () => heard.scores.length > 0);
    expect(heard.scores[0]?.[1]).toMatchObject({ monitoring: 'listening', windows: 0 });
    started.kill();
    await waitUntil('lost', () => heard.lost === 1);
    expect(started.model).toBeUndefined();
    await waitUntil('ready again', () => heard.ready === 2);
  });

  it('reports a thread that cannot start, and lives on', async () => {
    const { started, heard, events } = start(new URL('data:text/javascript,throw new Error("no model")'));
    await waitUntil('lost', () => heard.lost >= 1);
    expect(started.model).toBeUndefined();
    expect(events.counters()['scorer.died']).toBeGreaterThan(0);
  });
});
