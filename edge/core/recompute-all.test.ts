import { expect, test } from 'vitest';
import { riskOfRecorded, type DecisionRecord, type RecordedSignal } from './decision-record.ts';
import { engineName } from './fusion.ts';
import { decide, firstPolicy } from './policy.ts';
import { policyHash } from './policy-hash.ts';
import { recomputeAll } from './recompute-all.ts';
import { differenceText, verdictText } from './recompute-words.ts';

const signals: readonly RecordedSignal[] = [
  { id: 'sig_1', code: 'name-collision', llrNats: 3, source: 'edge', atMs: 1, evidence: {} },
  { id: 'sig_2', code: 'number-unknown', llrNats: 1.2, source: 'edge', atMs: 1, evidence: {} },
];

function made(ordinal: number): DecisionRecord {
  const context = { claimsColleague: true, proved: false, atMs: 1 };
  const risk = riskOfRecorded('par_1', signals);
  const { effect } = decide(risk, firstPolicy, context);
  return {
    sessionId: 'ses_1',
    ordinal,
    participantId: 'par_1',
    atMs: 1,
    drill: false,
    signals,
    context,
    policyVersion: 1,
    policyHash: policyHash(firstPolicy),
    engine: engineName,
    models: [],
    risk: { logit: risk.logit, p: risk.p },
    effect,
  };
}

/** As they come from the cache: through JSON. */
const stored = (decisions: DecisionRecord[]) =>
  JSON.parse(JSON.stringify({ decisions, policies: { 1: firstPolicy } })) as Parameters<typeof recomputeAll>[0];

test('decisions that went through JSON come out the same, in their order', () => {
  const all = recomputeAll(stored([made(2), made(1)]));
  expect(all.map(({ record, same }) => [record.ordinal, same])).toEqual([
    [1, true],
    [2, true],
  ]);
  expect(verdictText(all)).toBe('All 2 decisions come out the same');
});

test('one bit of a stored sum, another effect or a missing policy is found and named', () => {
  const [good, bent, eased, orphan, older] = [made(1), made(2), made(3), made(4), made(5)];
  bent.risk = { ...bent.risk, logit: bent.risk.logit + 2 ** -50 };
  eased.effect = 'none';
  orphan.policyVersion = 9;
  Object.assign(older, { engine: 'countersign-0', effect: 'none' });
  const all = recomputeAll(stored([good, bent, eased, orphan, older]));
  expect(all.map(({ differences }) => differences)).toEqual([
    [],
    ['logit'],
    ['effect'],
    ['no-policy'],
    ['engine', 'effect'],
  ]);
  expect(verdictText(all)).toBe('4 of 5 decisions come out differently');
  for (const { differences } of all.slice(1)) expect(differenceText(differences)).toMatch(/ /);
});

test('a session without decisions says so', () => {
  expect(verdictText([])).toMatch(/no decision/i);
});
