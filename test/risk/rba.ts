import { parseArgs } from 'node:util';
import { attackerModels } from './attackers.ts';
import { evaluateRba, type RbaCounts } from './rba-evaluation.ts';
import { renderTables, type Row } from './row.ts';
import { askedRows, calibrationRows, caughtRows, policyRows, pooled, timeRows } from './tables.ts';

/*
 * `npm run eval:rba -- FILE.csv [--share 0.005] [--json]`: the report of eval:risk on the public data set for risk-based
 * authentication (Wiefling et al. 2022, doi 10.1145/3546069; CC BY 4.0), which a person downloads himself.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, share: { type: 'string', default: '0.005' } },
});
const [file] = positionals;
const share = Number(values.share);
if (file === undefined || !(share > 0 && share <= 1)) {
  process.stderr.write('usage: npm run eval:rba -- FILE.csv [--share 0.005] [--json]\n');
  process.exit(2);
}

const notes = [
  'The data set is itself synthesized from real logins: categories are distributed as in reality, times and addresses are not real.',
  'It has no device keys, places of devices, teams or contacts, so nothing of ours but network, software and hours is at work here. Users share no tenant: the whole sample counts as one.',
  'Counts of values everywhere come from the sample, not from all rows; the published method suffers from that as ours does.',
  'Attackers are drawn from rows of the file: naive from known attack addresses, vpn from the victim’s country, targeted from his carrier and software family, very targeted from his prefix with his software. "takeover" are the rows that the service itself identified.',
];

try {
  const { counts, replay } = await evaluateRba(file, share);
  const scores = pooled([replay]);
  const who = [...attackerModels, ...(counts.takeovers > 0 ? (['takeover'] as const) : [])];
  const rows: Row[] = [
    ...notes.map((text) => ({ table: 'how to read this', text })),
    ...countRows(counts),
    ...caughtRows(scores, ['ours', 'published'], who),
    ...askedRows(scores, ['ours', 'published'], who),
    ...policyRows([replay]),
    ...calibrationRows([replay]),
    ...timeRows([replay]),
  ];
  process.stdout.write(
    values.json ? rows.map((row) => `${JSON.stringify(row)}\n`).join('') : `${renderTables(rows)}\n`,
  );
} catch (error) {
  process.stderr.write(`${file}: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

function countRows({ badByReason, faults, ...counts }: RbaCounts): Row[] {
  return [
    { table: 'rows', ...counts, share },
    ...[...badByReason].map(([reason, rows]): Row => ({ table: 'rows passed over', reason, rows })),
    ...faults.map(({ line, reason }): Row => ({ table: 'the first of them', line, reason })),
  ];
}
