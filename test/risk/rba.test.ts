import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { assumptions } from './population.ts';
import { readRbaFile, splitCsvLine, type RbaFault, type RbaRow } from './rba-csv.ts';
import { evaluateRba } from './rba-evaluation.ts';
import { createStream } from './stream.ts';
import type { Login } from './login.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'rba-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, lines: readonly string[]): string => {
  const file = path.join(folder, name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
};

const header =
  'index,Login Timestamp,User ID,Round-Trip Time [ms],IP Address,Country,Region,City,ASN,User Agent String,Browser Name and Version,OS Name and Version,Device Type,Login Successful,Is Attack IP,Is Account Takeover';
const good =
  '0,2020-02-03 12:43:30.772,-4324475583306591935,,10.0.65.171,NO,-,-,29695,"Mozilla/5.0 (iPad, ""x"")",Firefox 20.0.0.1618,iOS 13.4,mobile,True,False,False';

describe('the public data set', () => {
  it('is read with quoted cells and milliseconds', async () => {
    const rows: RbaRow[] = [];
    for await (const row of readRbaFile(write('good.csv', [header, good]), () => {})) rows.push(row);
    expect(rows).toMatchObject([
      {
        successful: true,
        attackIp: false,
        takeover: false,
        login: {
          personId: '-4324475583306591935',
          atMs: Date.UTC(2020, 1, 3, 12, 43, 30, 772),
          userAgent: { text: 'Mozilla/5.0 (iPad, "x")', browser: 'Firefox 20.0.0.1618', deviceType: 'mobile' },
          network: { address: '10.0.65.171', prefix: '10.0.65.0/24', asn: '29695', country: 'NO' },
        },
      },
    ]);
  });

  it('has broken rows told by line and reason, and the others read', async () => {
    const faults: RbaFault[] = [];
    const file = write('bad.csv', [
      header,
      good,
      good.replace('2020-02-03', 'yesterday'),
      good.replace('10.0.65.171', '10.0.65.999'),
      good.replace(',mobile,', ',,'),
      '1,2,3',
      '7,"open',
      good,
    ]);
    let read = 0;
    for await (const row of readRbaFile(file, (fault) => faults.push(fault))) read += Number(row.successful);
    expect(read).toBe(2);
    expect(faults).toEqual([
      { line: 3, reason: 'the time cannot be read' },
      { line: 4, reason: 'the address cannot be read' },
      { line: 5, reason: 'no Device Type' },
      { line: 6, reason: '3 cells instead of 16' },
      { line: 7, reason: 'a quote is not closed' },
    ]);
  });

  it('is refused without its columns', async () => {
    const reading = readRbaFile(write('other.csv', ['a,b', '1,2']), () => {});
    await expect(reading.next()).rejects.toThrow('the header lacks the column "Login Timestamp"');
  });

  it.each([
    ['a,b,', ['a', 'b', '']],
    ['"a,""b""",c', ['a,"b"', 'c']],
    ['', ['']],
    ['"a', undefined],
    ['"a"b,c', undefined],
  ])('%s is split into %j', (line, cells) => {
    expect(splitCsvLine(line)).toEqual(cells);
  });

  it('gives the same report: sampled by user, takeovers scored and not learned', async () => {
    const { logins } = createStream('rba test', { ...assumptions, people: 90 });
    const lines = logins.map((login, i) => lineOf(login, i, false));
    const victim = logins.at(-1);
    if (victim === undefined) throw new Error('no logins');
    lines.push(lineOf({ ...victim, atMs: victim.atMs + 3_600_000 }, lines.length, true));
    const file = write('stream.csv', [header, ...lines]);
    const all = await evaluateRba(file, 1);
    expect(all.counts).toMatchObject({ rows: lines.length, bad: 0, users: 90, logins: lines.length, takeovers: 1 });
    const scored = ([2, 5, 12, 39] as const).flatMap((history) => all.replay.scores('ours', history, 'takeover'));
    expect(scored).toHaveLength(1);
    expect(all.replay.scores('published', 12, 'targeted').length).toBeGreaterThan(100);
    const some = await evaluateRba(file, 0.3);
    expect(some.counts.users).toBeGreaterThan(10);
    expect(some.counts.users).toBeLessThan(50);
  });
});

function lineOf({ atMs, personId, network, userAgent }: Login, i: number, takeover: boolean): string {
  const time = new Date(atMs).toISOString().replace('T', ' ').replace('Z', '');
  const agent = [`"${userAgent.text}"`, userAgent.browser, userAgent.os, userAgent.deviceType];
  const flags = ['True', 'False', takeover ? 'True' : 'False'];
  return [i, time, personId, '', network.address, network.country, '-', '-', network.asn, ...agent, ...flags].join(',');
}
