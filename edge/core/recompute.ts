import { riskOfRecorded, type DecisionRecord } from './decision-record.ts';
import { decide, type Policy } from './policy.ts';
import { policyHash } from './policy-hash.ts';

/** `differences` names what does not come out as recorded: `policy`, `logit`, `p`, `effect` or `wouldBe`. */
export type Recomputed = { same: boolean; differences: string[] };

/** Makes a recorded decision again and compares it bit for bit. The policy must be the recorded one. */
export function recompute(record: DecisionRecord, policy: Policy): Recomputed {
  const risk = riskOfRecorded(record.participantId, record.signals);
  const { effect, wouldBe } = decide(risk, policy, record.context);
  const pairs: [string, unknown, unknown][] = [
    ['policy', policyHash(policy), record.policyHash],
    ['logit', risk.logit, record.risk.logit],
    ['p', risk.p, record.risk.p],
    ['effect', effect, record.effect],
    ['wouldBe', wouldBe, record.wouldBe],
  ];
  const differences = pairs.filter(([, now, then]) => !Object.is(now, then)).map(([name]) => name);
  return { same: differences.length === 0, differences };
}
