import { say } from './console.ts';
import { askRunning, runningOrigin } from './origin.ts';

/* Places a drill through the running system and reports what happened: `npm run drill [-- --json]`. */

type Drill = {
  id: string;
  state: 'placing' | 'running' | 'done' | 'failed';
  session?: string;
  caseId?: string;
  heldAfterMs?: number;
  decision?: string;
  reasons: string[];
  detail?: string;
};

const json = process.argv.includes('--json');
const patienceMs = 60_000;

async function follow(drill: Drill): Promise<Drill> {
  const deadline = Date.now() + patienceMs;
  let told = '';
  for (let now = drill; ; now = await askRunning<Drill>('GET', `/api/drills/${drill.id}`)) {
    if (now.state !== told && !json) say(`drill: ${now.state}${now.session === undefined ? '' : ` (${now.session})`}`);
    told = now.state;
    if (now.state === 'done' || now.state === 'failed') return now;
    if (Date.now() > deadline) throw new Error(`the drill did not end within ${patienceMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

try {
  const done = await follow(await askRunning<Drill>('POST', '/api/drills'));
  const { session, caseId, heldAfterMs, decision, reasons } = done;
  if (json) process.stdout.write(`${JSON.stringify({ session, caseId, heldAfterMs, decision, reasons })}\n`);
  else {
    say(`decision: ${decision}; held ${heldAfterMs} ms after the caller’s first speech`);
    for (const reason of reasons) say(`  - ${reason}`);
    say(`see it: ${runningOrigin()}/console/sessions/${session}`);
  }
  if (done.state !== 'done') throw new Error(done.detail ?? 'the drill failed');
} catch (error) {
  process.stderr.write(`countersign: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
