import { type AuditEntry, chainEntry, verifyChain } from '#core/audit';
import { combine } from '#core/fusion';
import { type Signal, type SignalCode, signalOf, signalTable } from '#core/signal';
import { interleaved } from './interleaved.ts';
import { type Bench, type BenchResult, round } from './result.ts';

function sixteenSignals(): Signal[] {
  const codes = Object.keys(signalTable) as SignalCode[];
  return Array.from({ length: 16 }, (_, i) =>
    signalOf(codes[i % codes.length] ?? 'number-unknown', {
      id: `sig_${i}`,
      participantId: 'par_bench',
      source: 'edge',
      evidence: { number: '+12025550100' },
      atMs: i,
    }),
  );
}

function naiveMean(signals: readonly Signal[]): number {
  const logit = signals.reduce((sum, signal) => sum + signal.llrNats, 0) / signals.length;
  return 1 / (1 + Math.exp(-logit));
}

export const fusionBench: Bench = {
  name: 'fusion',
  run: async (): Promise<BenchResult[]> => {
    const signals = sixteenSignals();
    const times = 20_000;
    let sink = 0;
    const ours = (): void => {
      for (let i = 0; i < times; i += 1) sink += combine(signals).p;
    };
    const naive = (): void => {
      for (let i = 0; i < times; i += 1) sink += naiveMean(signals);
    };
    const { a, b } = interleaved(ours, naive);
    if (!Number.isFinite(sink)) throw new Error('not a number');
    return [
      {
        name: 'risk of 16 signals',
        value: round((a / times) * 1000),
        unit: 'µs',
        budget: 2,
        peer: 'weighted mean',
        ratio: round(a / b),
      },
    ];
  },
};

function chainOf(length: number): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (let i = 0; i < length; i += 1) {
    const draft = {
      sessionId: 'ses_bench',
      atMs: i,
      actor: 'edge',
      kind: 'decision.made',
      body: { effect: 'hold', p: 0.5, i },
    };
    entries.push(chainEntry(draft, entries.at(-1)));
  }
  return entries;
}

export const auditBench: Bench = {
  name: 'audit',
  run: async (): Promise<BenchResult[]> => {
    const entries = chainOf(10_000);
    const verify = (): void => {
      if (!verifyChain(entries).ok) throw new Error('the chain does not verify');
    };
    const parse = (): void => {
      for (const entry of entries) JSON.parse(JSON.stringify(entry));
    };
    const { a, b } = interleaved(verify, parse);
    const appended = interleaved(() => void chainOf(entries.length), parse);
    return [
      {
        name: 'audit entry appended (hash only, no storage)',
        value: round((appended.a / entries.length) * 1000),
        unit: 'µs/entry',
        peer: 'JSON both ways',
        ratio: round(appended.a / appended.b),
      },
      {
        name: 'audit chain verified',
        value: round((a / entries.length) * 1000),
        unit: 'µs/entry',
        budget: 5,
        peer: 'JSON both ways',
        ratio: round(a / b),
      },
    ];
  },
};
