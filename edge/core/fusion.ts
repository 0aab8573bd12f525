import type { Evidence, Signal, SignalCode, SignalGroup } from './signal.ts';
import { signalGroups, signalTable } from './signal.ts';

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

/** The lines of a waterfall have fixed places: group by group, in a group by code. So nothing is sorted per call. */
const codes = (Object.keys(signalTable) as SignalCode[]).sort();
const groups = signalGroups.map((group) => ({
  group,
  codes: codes.filter((code) => signalTable[code].group === group),
}));
const placeOf = Object.fromEntries(groups.flatMap((one) => one.codes).map((code, place) => [code, place])) as Record<
  SignalCode,
  number
>;

/**
 * Adds the signals of one participant to a risk. Order-free: each code has its place, and of one code the latest counts
 * (a voice score replaces the one before it). Positive evidence inside a group is correlated, so it is shrunk, and
 * the shrink is a line of its own to keep the sum exact.
 */
export function combine(signals: readonly Signal[], parameters: FusionParameters = workingParameters): Risk {
  const latest = latestOfEachCode(signals);
  const contributions: Contribution[] = [];
  let place = 0;
  for (const { group, codes: ofGroup } of groups) {
    addGroup(contributions, group, latest.slice(place, place + ofGroup.length), parameters);
    place += ofGroup.length;
  }
  const priorNats = Math.log(parameters.prior / (1 - parameters.prior));
  let logit = priorNats;
  for (const { nats } of contributions) logit += nats;
  return { logit, p: 1 / (1 + Math.exp(-logit)), priorNats, contributions };
}

/** By place; a place is empty while nothing was found of its code. */
function latestOfEachCode(signals: readonly Signal[]): (Signal | undefined)[] {
  const latest = codes.map((): Signal | undefined => undefined);
  for (const signal of signals) {
    if (!Number.isFinite(signal.llrNats)) continue;
    const place = placeOf[signal.code];
    const known = latest[place];
    if (known === undefined || isLater(signal, known)) latest[place] = signal;
  }
  return latest;
}

function isLater(a: Signal, b: Signal): boolean {
  return a.atMs === b.atMs ? a.id > b.id : a.atMs > b.atMs;
}

/** L_G = min(cap, positives / (1 + (m - 1) r)) + the negatives (requirements C.4 item 7). */
function addGroup(
  lines: Contribution[],
  group: SignalGroup,
  signals: readonly (Signal | undefined)[],
  { groupCapNats, correlation }: FusionParameters,
): void {
  let [positives, sum, strongest] = [0, 0, 0];
  for (const signal of signals) {
    if (signal === undefined) continue;
    const { code, llrNats: nats, evidence } = signal;
    lines.push({ code, group, nats, evidence });
    if (nats <= 0) continue;
    positives += 1;
    sum += nats;
    strongest = Math.max(strongest, nats);
  }
  if (positives === 0) return;
  const cap = groupCaps[group] ?? groupCapNats;
  const counted = Math.min(cap, sum / (1 + (positives - 1) * correlation));
  // Two findings must never weigh less than the stronger of them alone.
  const discount = Math.max(counted, Math.min(cap, strongest)) - sum;
  if (discount > -1e-12) return;
  lines.push({ code: 'correlation-discount', group, nats: discount, evidence: { findings: positives } });
}
