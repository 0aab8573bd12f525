import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { assess } from './assess.ts';
import { canonicalJson, type Json } from './canonical.ts';
import { effects } from './effect.ts';
import { comparedFeatures } from './feature.ts';
import { combine } from './fusion.ts';
import { remember, type LiveMemory } from './live-evidence.ts';
import type { Baseline, Counts, Observation, Place } from './observation.ts';
import { decide, firstPolicy, type DecisionContext, type Policy } from './policy.ts';
import { signalOf, signalTable, type Signal, type SignalCode } from './signal.ts';

/*
 * Seeded cases through the whole engine, for the tests that it comes out the same to the last bit in Node, in workerd
 * and in Chromium. Nothing here depends on an engine either: whole numbers, divisions, and no Math beyond imul.
 */

/** SHA-256 (hex) of all findings, of all risks and of all decisions, each number by the bits of its double. */
export type Golden = { cases: number; findings: string; risks: string; decisions: string };

/** What must come out. A wanted change of the arithmetic changes it, together with `engineName`. */
export const golden: Golden = {
  cases: 500,
  findings: 'fcb61eb7d12e4da08614b01577f3f48683270e3a9716bbc9dac31c407d4d2529',
  risks: 'dc83da804932f26b747afea9c3e76f30ae89bbe47a83bc77a915efcdb19ed48d',
  decisions: '6d93f48bd83ff92cf34dd22a0aad358925bdd68e1859363f2511b7a2f9cb94ea',
};

/** All that one decision is made from. */
export type Case = { seen: Observation; known: Baseline; live: Signal[]; rules: Policy; about: DecisionContext };

export function casesOf(cases: number): Case[] {
  const random = randomOf(20_261_123);
  return Array.from({ length: cases }, () => {
    const seen = observation(random);
    const known = baseline(random, seen.atMs);
    const live = liveSignals(random, seen.atMs);
    return { seen, known, live, rules: policy(random), about: context(random, seen.atMs) };
  });
}

/** Comparison, sum and decision: what happens when somebody comes. */
export function answerTo({ seen, known, live, rules, about: asked }: Case) {
  const found = assess(seen, known);
  const compared = found.map(({ code, llrNats, evidence }, n) =>
    signalOf(code, { ...about(`a${n}`, seen.atMs), evidence, ...(llrNats === undefined ? {} : { llrNats }) }),
  );
  const risk = combine([...compared, ...live]);
  return { found, risk, decision: decide(risk, rules, asked) };
}

export function goldenOf(cases: number): Golden {
  const answers = casesOf(cases).map(answerTo);
  return {
    cases,
    findings: hashOf(answers.map(({ found }) => exact(found))),
    risks: hashOf(answers.map(({ risk }) => exact(risk))),
    decisions: hashOf(answers.map(({ decision }) => exact(decision))),
  };
}

type Random = { below: (n: number) => number; share: () => number; chance: (p: number) => boolean };

/** mulberry32 (T. Ettinger): whole numbers of 32 bits alone. */
function randomOf(seed: number): Random {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { below: (n) => Math.floor(next() * n), share: next, chance: (p) => next() < p };
}

const startMs = Date.UTC(2026, 10, 23);

function observation(random: Random): Observation {
  const atMs = startMs + random.below(14 * 86_400) * 1000;
  const values: Observation['values'] = {};
  for (const feature of comparedFeatures) if (random.chance(0.7)) values[feature] = `v${random.below(5)}`;
  return {
    atMs,
    values,
    ...(random.chance(0.6) ? { place: place(random, atMs) } : {}),
    ...(random.chance(0.6) ? { contact: 'per_b' } : {}),
    ...(random.chance(0.4) ? { attempts: { failed: random.below(6), succeeded: random.below(9) } } : {}),
  };
}

function place(random: Random, atMs: number): Place {
  const [latitude, longitude] = [random.share() * 178 - 89, random.share() * 360 - 180];
  return { latitude, longitude, radiusKm: random.below(300), atMs, isExit: random.chance(0.2) };
}

function baseline(random: Random, atMs: number): Baseline {
  const values: Baseline['values'] = {};
  for (const feature of comparedFeatures) {
    if (random.chance(0.85)) values[feature] = { person: counts(random), team: counts(random), tenant: counts(random) };
  }
  const singles = random.below(9);
  return {
    history: random.share() * 40,
    sessions: random.below(60),
    values,
    ...(random.chance(0.8) ? { hours: Array.from({ length: 168 }, () => random.below(4)) } : {}),
    ...(random.chance(0.8) ? { lastPlace: place(random, atMs - random.below(48 * 3600) * 1000) } : {}),
    contact: {
      known: random.chance(0.4),
      total: singles + random.below(40),
      singles,
      commonDegrees: Array.from({ length: random.below(4) }, () => 1 + random.below(9)),
    },
  };
}

function counts(random: Random): Counts {
  const count = random.chance(0.4) ? 0 : random.share() * 30;
  return { count, total: count + random.share() * 20, fresh: random.share() * 3 };
}

const codes = (Object.keys(signalTable) as SignalCode[]).sort();
const strengths = ['none', 'weak', 'strong'] as const;

function liveSignals(random: Random, atMs: number): Signal[] {
  const signals = Array.from({ length: random.below(6) }, (_, n) => {
    const code = codes[random.below(codes.length)] ?? 'hour';
    const nats = random.chance(0.5) ? {} : { llrNats: random.share() * 8 - 4 };
    return signalOf(code, { ...about(`l${n}`, atMs + random.below(3_600_000)), evidence: { state: 'new' }, ...nats });
  });
  if (random.chance(0.5)) return signals;
  let [llrNats, memory]: [number, LiveMemory | undefined] = [0, undefined];
  for (let n = 0; n < 4; n += 1) [llrNats, memory] = remember(random.share() * 4.7 - 0.7, memory, atMs + n * 7_000);
  const strength = strengths[random.below(3)] ?? 'none';
  return [...signals, signalOf('synthetic-voice', { ...about('v', atMs), evidence: { strength }, llrNats })];
}

function about(id: string, atMs: number) {
  return { id, participantId: 'par_a', source: 'edge', atMs } as const;
}

function policy(random: Random): Policy {
  const ask = 0.02 + random.share() * 0.1;
  const bands = { ask, hold: ask + 0.1 + random.share() * 0.3, block: 0.6 + random.share() * 0.3 };
  const night = { name: 'Nights', days: [1, 2, 3, 4, 5], from: '19:00', to: '07:30', timeZone: 'Europe/Berlin' };
  const { share, chance } = random;
  return {
    ...firstPolicy,
    bands,
    schedules: chance(0.5) ? [{ ...night, bands: { ...bands, ask: bands.ask * share() } }] : [],
    critical: { personIds: chance(0.2) ? ['per_a'] : [] },
    exceptions: chance(0.2)
      ? [{ id: 'x', reason: 'Travels', personId: 'per_a', atMost: 'ask', untilMs: startMs + 604_800_000 }]
      : [],
  };
}

function context(random: Random, atMs: number): DecisionContext {
  const [proved, sinceMs] = [random.chance(0.2), atMs - random.below(300_000)];
  const previousEffect = effects[random.below(effects.length)] ?? 'none';
  return {
    claimsColleague: random.chance(0.7),
    proved,
    subjectId: 'per_a',
    atMs,
    sessions: random.below(12),
    ...(proved ? { provedAtMs: atMs - random.below(300_000) } : {}),
    ...(random.chance(0.6) ? { previousEffect, previousSinceMs: sinceMs } : {}),
    ...(random.chance(0.3) ? { belowSinceMs: atMs - random.below(120_000) } : {}),
    ...(random.chance(0.1) ? { breakGlass: true } : {}),
  };
}

const cell = new DataView(new ArrayBuffer(8));

/** Numbers by their bits, so that what differs in the last of them differs in the text. */
function exact(value: unknown): Json {
  if (typeof value === 'number') {
    cell.setFloat64(0, value);
    return cell.getBigUint64(0).toString(16);
  }
  if (Array.isArray(value)) return value.map(exact);
  if (typeof value !== 'object' || value === null) return value as Json;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, exact(member)]));
}

function hashOf(all: readonly Json[]): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(all))));
}
