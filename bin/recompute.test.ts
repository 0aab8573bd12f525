import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { riskOfRecorded, type DecisionRecord } from '../edge/core/decision-record.ts';
import { engineName } from '../edge/core/fusion.ts';
import { decide, firstPolicy } from '../edge/core/policy.ts';
import { policyHash } from '../edge/core/policy-hash.ts';

function made(): DecisionRecord {
  const signals = [{ id: 'sig_1', code: 'name-collision', llrNats: 3, source: 'edge', atMs: 1, evidence: {} }] as const;
  const context = { claimsColleague: true, proved: false, atMs: 1 };
  const risk = riskOfRecorded('par_1', signals);
  const { effect } = decide(risk, firstPolicy, context);
  const facts = { sessionId: 'ses_1', ordinal: 1, participantId: 'par_1', atMs: 1, drill: false, signals, context };
  const by = { policyVersion: 1, policyHash: policyHash(firstPolicy), engine: engineName, models: [] };
  return { ...facts, ...by, risk: { logit: risk.logit, p: risk.p }, effect };
}

function run(...args: string[]) {
  const script = path.join(import.meta.dirname, 'recompute.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

function stored(decisions: DecisionRecord[]): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-recompute-'));
  const file = path.join(folder, 'decisions.json');
  fs.writeFileSync(file, JSON.stringify({ decisions, policies: { 1: firstPolicy } }));
  return file;
}

test('a stored decision comes out the same; one that was changed does not, and the exit status says so', () => {
  const good = run(stored([made()]));
  expect([good.status, good.stdout]).toEqual([0, expect.stringContaining('The one decision comes out the same.')]);
  const eased = run(stored([{ ...made(), effect: 'none' }]), '--json');
  expect(eased.status).toBe(1);
  expect(JSON.parse(eased.stdout)).toMatchObject({ ordinal: 1, same: false, differences: ['effect'] });
});

test('what is neither a file nor a session is said to be so', () => {
  const none = run('no-such-thing');
  expect([none.status, none.stderr]).toEqual([2, expect.stringContaining('neither a file nor a session')]);
  expect(run().stderr).toContain('usage');
});
