import type { Evidence, Signal, SignalCode, SignalGroup } from './signal.ts';
import { signalGroups } from './signal.ts';

/** One line of the waterfall. The lines and the prior add up to the logit exactly. */
export type Contribution = {
  code: SignalCode | 'correlation-discount';
  group: SignalGroup;
  nats: number;
  evidence: Evidence;
};

export type Risk = {
  /** ln(p / (1 - p)) in nats: prior plus contributions. */
  logit: number;
  /** Probability on the working scale, 0 to 1. */
  p: number;
  priorNats: number;
  contributions: Contribution[];
};

export type FusionParameters = { prior: number; groupCapNats: number; correlation: number };

/** requirements C.4 item 7: start values, not fitted ones. */
export const workingParameters: FusionParameters = { prior: 0.01, groupCapNats: 12, correlation: 0.5 };

const groupCaps: Partial<Record<SignalGroup, number>> = { device: 4, graph: 4, telephony: 4, media: 4 };

/**
 * Adds the signals of one participant to a risk. Order-free: signals are sorted, and of one code the latest counts
 * (a voice score replaces the one before it). Positive evidence inside a group is correlated, so it is shrunk, and
 * the shrink is a line of its own to keep the sum exact.
 */
export function combine(signals: readonly Signal[], parameters: FusionParameters = workingParameters): Risk {
  const latest = latestOfEachCode(signals);
  const contributions = signalGroups.flatMap((group) =>
    groupContributions(
      group,
      latest.filter((signal) => signal.group === group),
      parameters,
    ),
  );
  const priorNats = Math.log(parameters.prior / (1 - parameters.prior));
  const logit = contributions.reduce((sum, line) => sum + line.nats, priorNats);
  return { logit, p: 1 / (1 + Math.exp(-logit)), priorNats, contributions };
}

function latestOfEachCode(signals: readonly Signal[]): Signal[] {
  const byCode = new Map<SignalCode, Signal>();
  for (const signal of signals) {
    if (!Number.isFinite(signal.llrNats)) continue;
    const known = byCode.get(signal.code);
    if (known === undefined || isLater(signal, known)) byCode.set(signal.code, signal);
  }
  return [...byCode.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}

function isLater(a: Signal, b: Signal): boolean {
  return a.atMs === b.atMs ? a.id > b.id : a.atMs > b.atMs;
}

/** L_G = min(cap, positives / (1 + (m - 1) r)) + the negatives (requirements C.4 item 7). */
function groupContributions(group: SignalGroup, signals: Signal[], parameters: FusionParameters): Contribution[] {
  const lines: Contribution[] = signals.map(({ code, llrNats, evidence }) => ({
    code,
    group,
    nats: llrNats,
    evidence,
  }));
  const positives = lines.filter((line) => line.nats > 0);
  const sum = positives.reduce((total, line) => total + line.nats, 0);
  const cap = groupCaps[group] ?? parameters.groupCapNats;
  const counted = Math.min(cap, sum / (1 + (positives.length - 1) * parameters.correlation));
  // Two findings must never weigh less than the stronger of them alone.
  const floor = Math.min(cap, Math.max(0, ...positives.map((line) => line.nats)));
  const discount = Math.max(counted, floor) - sum;
  if (positives.length === 0 || discount > -1e-12) return lines;
  return [...lines, { code: 'correlation-discount', group, nats: discount, evidence: { findings: positives.length } }];
}
