import fs from 'node:fs';
import { parseArgs } from 'node:util';
import { recomputeAll } from '../edge/core/recompute-all.ts';
import { differenceText, verdictText } from '../edge/core/recompute-words.ts';
import type { SessionDecisions } from '../edge/core/view.ts';
import { say } from './console.ts';
import { askRunning } from './origin.ts';

/*
 * Makes the decisions of a session again, from what was stored, and compares them bit for bit:
 * `npm run recompute -- SESSION` asks the running system, `npm run recompute -- FILE` takes what the route
 * `/api/sessions/:id/decisions` answered. Exit status 1 when anything comes out differently.
 */

const { positionals, values } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } });

async function decisionsOf(what: string): Promise<SessionDecisions> {
  if (fs.existsSync(what)) return JSON.parse(fs.readFileSync(what, 'utf8')) as SessionDecisions;
  if (!what.startsWith('ses_')) throw new Error(`${what} is neither a file nor a session`);
  return askRunning<SessionDecisions>('GET', `/api/sessions/${what}/decisions`);
}

try {
  const [what] = positionals;
  if (what === undefined) throw new Error('usage: npm run recompute -- SESSION|FILE [--json]');
  const made = recomputeAll(await decisionsOf(what));
  for (const { record, same, differences } of made) {
    const { ordinal, participantId, effect, risk, policyVersion } = record;
    if (values.json === true) {
      process.stdout.write(`${JSON.stringify({ ordinal, participantId, effect, p: risk.p, same, differences })}\n`);
      continue;
    }
    const outcome = same ? 'same' : `DIFFERS: ${differenceText(differences)}`;
    say(`${ordinal}. ${participantId} ${effect}, P ${risk.p.toFixed(4)}, policy ${policyVersion}: ${outcome}`);
  }
  if (values.json !== true) say(`${verdictText(made)}.`);
  process.exitCode = made.every(({ same }) => same) ? 0 : 1;
} catch (error) {
  process.stderr.write(`countersign: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
