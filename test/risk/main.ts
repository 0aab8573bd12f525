import { parseArgs } from 'node:util';
import { attackerModels } from './attackers.ts';
import { barRows } from './bars.ts';
import { noteRows } from './notes.ts';
import { dormant, poison, poisonScripts, type PoisonScript } from './poison.ts';
import { assumptions } from './population.ts';
import { replay } from './replay.ts';
import { renderTables, round, type Row } from './row.ts';
import { createStream } from './stream.ts';
import { stressRows } from './stress.ts';
import {
  ablationRows,
  askedRows,
  calibrationRows,
  caughtRows,
  hardNegativeRows,
  policyRows,
  pooled,
  timeRows,
} from './tables.ts';

/* `npm run eval:risk [-- --json] [--people N] [--seed TEXT ...]`: how well the engine tells people from impostors. */

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    people: { type: 'string', default: String(assumptions.people) },
    seed: { type: 'string', multiple: true, default: ['one', 'two', 'three'] },
  },
});
const people = Number(values.people);
if (!Number.isInteger(people) || people < 24) throw new TypeError('--people takes a whole number of 24 or more');

const note = (text: string): void => void process.stderr.write(`${text}\n`);
const replays = values.seed.map((seed) => {
  const from = performance.now();
  const stream = createStream(seed, { ...assumptions, people });
  const run = replay(stream, seed);
  note(
    `seed ${seed}: ${stream.logins.length} logins of ${people} people, ${((performance.now() - from) / 1000).toFixed(1)} s`,
  );
  return run;
});
const scores = pooled(replays);

const rows: Row[] = [
  ...noteRows(),
  ...caughtRows(scores, ['ours', 'without device key', 'published'], attackerModels),
  ...askedRows(scores, ['ours', 'without device key', 'published'], attackerModels),
  ...policyRows(replays),
  ...hardNegativeRows(replays),
  ...ablationRows(scores),
  ...calibrationRows(replays),
  ...timeRows(replays),
  ...poisonRows(),
  ...dormantRows(),
  ...stressRows(Math.min(people, 240)),
  ...barRows(replays, values.seed),
];
process.stdout.write(values.json ? rows.map((row) => `${JSON.stringify(row)}\n`).join('') : `${renderTables(rows)}\n`);

function poisonRows(): Row[] {
  return (Object.keys(poisonScripts) as PoisonScript[]).flatMap((script) =>
    values.seed.map((seed): Row => {
      const days = poison(script, seed);
      const p = days.map((day) => day.p);
      const asked = days.filter((day) => day.asked).length;
      const shown = {
        'score alone: P day 1': round(p[0] ?? 0, 3),
        'lowest P': round(Math.min(...p), 3),
        'P day 30': round(p.at(-1) ?? 0, 3),
      };
      return {
        table: 'thirty days of slow poison',
        script,
        what: poisonScripts[script],
        seed,
        'days asked': asked,
        ...shown,
      };
    }),
  );
}

function dormantRows(): Row[] {
  return [1, 30, 60, 90, 120, 150].map((idleDays): Row => {
    const { asked, of } = dormant(values.seed[0] ?? '', idleDays);
    return {
      table: 'very targeted attack on a profile at rest',
      'idle days': idleDays,
      asked: round(asked / of, 3),
      of,
    };
  });
}
