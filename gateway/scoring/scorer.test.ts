import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { createEvents } from '../events.ts';
import { createSystemClock } from '../legs/rtp/clock.ts';
import { createLogger } from '../logger.ts';
import { waitUntil } from '../testing/browser.ts';
import { type Scorer, startScorer } from './scorer.ts';
import type { ThreadScore } from './scorer-messages.ts';

describe('the scorer', { timeout: 20_000 }, () => {
  let scorer: Scorer | undefined;
  afterEach(() => scorer?.close());

  function start(programUrl?: URL) {
    const heard: { ready: number; lost: number; scores: [string, ThreadScore][] } = { ready: 0, lost: 0, scores: [] };
    const events = createEvents(createLogger('silent'));
    const started = startScorer(
      { clock: createSystemClock(), events, ...(programUrl && { programUrl }) },
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

  it('reports a program that cannot start, and lives on', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'countersign-scorer-'));
    const program = path.join(folder, 'broken.mjs');
    writeFileSync(program, 'throw new Error("no model");');
    const { started, heard, events } = start(pathToFileURL(program));
    await waitUntil('lost', () => heard.lost >= 1);
    expect(started.model).toBeUndefined();
    expect(events.counters()['scorer.died']).toBeGreaterThan(0);
    rmSync(folder, { recursive: true });
  });

  it('can be ended while it is still loading its native parts, and leaves no process', async () => {
    const { started } = start();
    const pid = started.pid() ?? 0;
    expect(pid).toBeGreaterThan(0);
    await started.close();
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });
});
