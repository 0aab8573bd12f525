import { exp2, logit, sigmoid } from './exact-math.ts';
import type { Evidence, Signal, SignalCode, SignalGroup } from './signal.ts';
import { signalGroups, signalTable } from './signal.ts';

/**
 * Lines that no single finding makes: findings of one group overlap; proof of identity does not make a voice genuine.
 */
export const adjustments = ['correlation-discount', 'identity-offset', 'media-floor'] as const;
export type Adjustment = (typeof adjustments)[number];

export function isAdjustment(code: SignalCode | Adjustment): code is Adjustment {
  return (adjustments as readonly string[]).includes(code);
}

/** One line of the waterfall. The lines and the prior add up to the logit exactly. */
export type Contribution = {
  code: SignalCode | Adjustment;
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

/** Changes whenever the same signals may give another risk. */
export const engineName = 'countersign-2';

export type FusionParameters = { prior: number; groupCapNats: number; correlation: number };

/** requirements C.4 item 7: start values, not fitted ones. */
export const workingParameters: FusionParameters = { prior: 0.01, groupCapNats: 12, correlation: 0.5 };

const groupCaps: Partial<Record<SignalGroup, number>> = {
  device: 4,
  network: 4,
  time: 4,
  login: 4,
  graph: 4,
  telephony: 4,
  media: 4,
};

/** Proof is worth half after so long (requirements B12). */
const assuranceHalfLifeMs = 30 * 60_000;
const proofs: readonly SignalCode[] = ['passkey-sign-in', 'challenge-passed'];
/** What asks for proof anew. Time alone never does: a proved person who talks on is left in peace. */
const sensitive: ReadonlySet<SignalCode> = new Set(['employee-pressured', 'employee-suspects']);

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
 * (a voice score replaces the one before it). Findings of one group overlap; what that takes away is a line of its
 * own, so that prior and lines add up to the logit.
 */
export function combine(signals: readonly Signal[], parameters: FusionParameters = workingParameters): Risk {
  const latest = latestOfEachCode(signals);
  const contributions: Contribution[] = [];
  let place = 0;
  for (const { group, codes: ofGroup } of groups) {
    addGroup(contributions, group, latest.slice(place, place + ofGroup.length), parameters);
    place += ofGroup.length;
  }
  const priorNats = logit(parameters.prior);
  addIdentityOffset(contributions, latest);
  addMediaFloor(contributions);
  let sum = priorNats;
  for (const { nats } of contributions) sum += nats;
  return { logit: sum, p: sigmoid(sum), priorNats, contributions };
}

/** By place; a place is empty while nothing was found of its code. */
function latestOfEachCode(signals: readonly Signal[]): (Signal | undefined)[] {
  const latest = codes.map((): Signal | undefined => undefined);
  let sensitiveAtMs = Number.NEGATIVE_INFINITY;
  for (const signal of signals) {
    if (!Number.isFinite(signal.llrNats)) continue;
    const place = placeOf[signal.code];
    const known = latest[place];
    if (known === undefined || isLater(signal, known)) latest[place] = signal;
    if (sensitive.has(signal.code)) sensitiveAtMs = Math.max(sensitiveAtMs, signal.atMs);
  }
  for (const code of proofs) {
    const proof = latest[placeOf[code]];
    if (proof !== undefined) latest[placeOf[code]] = agedProof(proof, sensitiveAtMs);
  }
  return latest;
}

function isLater(a: Signal, b: Signal): boolean {
  return a.atMs === b.atMs ? a.id > b.id : a.atMs > b.atMs;
}

function agedProof(proof: Signal, atMs: number): Signal {
  if (!(atMs > proof.atMs)) return proof;
  return { ...proof, llrNats: proof.llrNats * exp2((proof.atMs - atMs) / assuranceHalfLifeMs) };
}

/**
 * Of a group the most negative finding counts, and of its m positive ones together what requirements C.4 item 7 gives
 * equal ones: m / (1 + (m - 1) r) of one. That formula as it stands would let a third, weak finding lower the sum of two
 * strong ones; so the findings are weighted by rank, strongest first, which gives the same for equal ones and never falls.
 */
function addGroup(
  lines: Contribution[],
  group: SignalGroup,
  signals: readonly (Signal | undefined)[],
  { groupCapNats, correlation }: FusionParameters,
): void {
  const positives: number[] = [];
  let [sum, lowest, findings] = [0, 0, 0];
  for (const signal of signals) {
    if (signal === undefined) continue;
    const { code, llrNats: nats, evidence } = signal;
    lines.push({ code, group, nats, evidence });
    findings += 1;
    sum += nats;
    if (nats > 0) positives.push(nats);
    else lowest = Math.min(lowest, nats);
  }
  if (findings === 0) return;
  const cap = groupCaps[group] ?? groupCapNats;
  const discount = Math.min(cap, weightedByRank(positives, correlation)) + lowest - sum;
  if (Math.abs(discount) < 1e-12) return;
  lines.push({ code: 'correlation-discount', group, nats: discount, evidence: { findings } });
}

function weightedByRank(nats: number[], correlation: number): number {
  if (nats.length < 2) return nats[0] ?? 0;
  nats.sort((a, b) => b - a);
  let [total, before] = [0, 0];
  for (const [i, one] of nats.entries()) {
    const share = (i + 1) / (1 + i * correlation);
    total += one * (share - before);
    before = share;
  }
  return total;
}

const identityGroups: ReadonlySet<SignalGroup> = new Set(['device', 'network', 'time', 'login', 'graph', 'telephony']);

/**
 * Who has proved who he is may come from anywhere by any device: what speaks against his identity is set off, as far as
 * the proof is fresh, so that one passkey clears an honest traveller (requirements C.4 items 11 and 12).
 */
function addIdentityOffset(lines: Contribution[], latest: readonly (Signal | undefined)[]): void {
  let fresh = 0;
  for (const code of proofs) {
    const proof = latest[placeOf[code]];
    if (proof !== undefined) fresh = Math.max(fresh, Math.min(1, proof.llrNats / signalTable[code].llrNats));
  }
  let against = 0;
  for (const { code, group, nats } of lines) {
    if (identityGroups.has(group) && !(proofs as readonly string[]).includes(code)) against += nats;
  }
  const nats = -fresh * against;
  if (nats < 0) lines.push({ code: 'identity-offset', group: 'challenge', nats, evidence: {} });
}

/**
 * A proof of identity says nothing about a voice, so whatever speaks for a person, the risk stays at least what the media
 * alone make it (requirements C.4 item 11).
 */
function addMediaFloor(lines: Contribution[]): void {
  let [media, others] = [0, 0];
  for (const { group, nats } of lines) {
    if (group === 'media') media += nats;
    else others += nats;
  }
  if (media > 0 && others < 0) lines.push({ code: 'media-floor', group: 'media', nats: -others, evidence: {} });
}
