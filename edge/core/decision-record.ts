import type { Effect } from './effect.ts';
import { combine, type Risk } from './fusion.ts';
import type { DecisionContext } from './policy-rules.ts';
import { signalTable, type Evidence, type Signal } from './signal.ts';

/** A signal as a decision keeps it: what it weighed, and no word of what a person said or is called. */
export type RecordedSignal = Pick<Signal, 'id' | 'code' | 'llrNats' | 'source' | 'atMs' | 'evidence'>;

/** Everything a decision was made from, so that it can be made again anywhere, and what it was. Plain JSON. */
export type DecisionRecord = {
  sessionId: string;
  /** From 1, in the order of the session's decisions. */
  ordinal: number;
  participantId: string;
  atMs: number;
  drill: boolean;
  signals: readonly RecordedSignal[];
  context: DecisionContext;
  /** A person, and not the policy, ordered the challenge whose outcome is new among the signals. */
  askedByPerson?: true;
  policyVersion: number;
  policyHash: string;
  /** Names the arithmetic; changes whenever the same inputs may give another risk. */
  engine: string;
  /** SHA-256 of the models whose scores are among the signals. */
  models: readonly string[];
  risk: Pick<Risk, 'logit' | 'p'>;
  effect: Effect;
  /** Under break-glass. */
  wouldBe?: Effect;
};

/** Words that rules compare; every other text of the evidence stays behind. */
const comparedWords: ReadonlySet<string> = new Set(['state', 'strength']);

export function recordedSignal({ id, code, llrNats, source, atMs, evidence }: Signal): RecordedSignal {
  const kept = Object.entries(evidence).filter(([fact, value]) => typeof value !== 'string' || comparedWords.has(fact));
  return { id, code, llrNats, source, atMs, evidence: Object.fromEntries(kept) satisfies Evidence };
}

/** The risk that these signals make, by the arithmetic of this build. */
export function riskOfRecorded(participantId: string, signals: readonly RecordedSignal[]): Risk {
  return combine(signals.map((signal) => ({ ...signal, participantId, group: signalTable[signal.code].group })));
}
