import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recordedSignal, type DecisionRecord } from './decision-record.ts';
import { combine } from './fusion.ts';
import { decide, firstPolicy, type DecisionContext, type Effect, type Policy } from './policy.ts';
import { policyHash } from './policy-hash.ts';
import { recompute } from './recompute.ts';
import { newRehearsal, rehearse } from './rehearse.ts';
import { signalOf, signalTable, type Signal, type SignalCode } from './signal.ts';

/** Something that is found out about a participant; outcomes of challenges come only to those who are asked. */
type Found = { participantId: string; signal: Signal };
type Stream = readonly Found[];

/** One participant in the world as it really runs: knows nothing of records or of rehearsals. */
type Living = {
  signals: Map<SignalCode, Signal>;
  proved: boolean;
  provedAtMs?: number;
  open: boolean;
  removed: boolean;
  effect: Effect;
  sinceMs: number;
  belowSinceMs?: number;
};
type World = { records: DecisionRecord[]; delivered: Found[]; effects: Map<string, Set<Effect>>; asked: Set<string> };

const sessionOf = (participantId: string): string => `ses_${participantId.slice(4, 5)}`;
const isOutcome = ({ code }: Signal): boolean => signalTable[code].group === 'challenge';

/** Lets a stream happen under a policy, deciding for real after each finding. */
function live(stream: Stream, policy: Policy): World {
  const world: World = { records: [], delivered: [], effects: new Map(), asked: new Set() };
  const everybody = new Map<string, Living>();
  for (const found of stream) {
    const { participantId, signal } = found;
    const one: Living = everybody.get(participantId) ?? {
      signals: new Map(),
      proved: false,
      open: false,
      removed: false,
      effect: 'none',
      sinceMs: 0,
    };
    everybody.set(participantId, one);
    if (one.removed || (isOutcome(signal) && !one.open)) continue;
    if (isOutcome(signal)) one.open = false;
    if (signal.code === 'challenge-passed' || signal.code === 'passkey-sign-in') {
      one.proved = true;
      one.provedAtMs ??= signal.atMs;
    }
    one.signals.set(signal.code, signal);
    world.delivered.push(found);
    step(world, one, found, policy);
  }
  return world;
}

function step(world: World, one: Living, { participantId, signal }: Found, policy: Policy): void {
  const first = world.effects.get(participantId) === undefined;
  const context: DecisionContext = {
    claimsColleague: !participantId.endsWith('x'),
    proved: one.proved,
    subjectId: 'per_a',
    atMs: signal.atMs,
    sessions: 5,
    ...(one.provedAtMs === undefined ? {} : { provedAtMs: one.provedAtMs }),
    ...(first ? {} : { previousEffect: one.effect, previousSinceMs: one.sinceMs }),
    ...(one.belowSinceMs === undefined ? {} : { belowSinceMs: one.belowSinceMs }),
  };
  const signals = [...one.signals.values()];
  const risk = combine(signals);
  const { effect, belowSinceMs } = decide(risk, policy, context);
  if (first || effect !== one.effect) one.sinceMs = signal.atMs;
  one.effect = effect;
  if (belowSinceMs === undefined) delete one.belowSinceMs;
  else one.belowSinceMs = belowSinceMs;
  one.removed = effect === 'block';
  if ((effect === 'ask' || effect === 'hold') && context.claimsColleague && !one.proved) {
    one.open = true;
    world.asked.add(participantId);
  }
  world.effects.set(participantId, (world.effects.get(participantId) ?? new Set()).add(effect));
  world.records.push({
    sessionId: sessionOf(participantId),
    ordinal: world.records.length + 1,
    participantId,
    atMs: signal.atMs,
    drill: false,
    signals: signals.map(recordedSignal),
    context,
    policyVersion: policy.version,
    policyHash: policyHash(policy),
    engine: 'test',
    models: [],
    risk: { logit: risk.logit, p: risk.p },
    effect,
  });
}

function countsOf({ effects, asked }: World) {
  const having = (...wanted: Effect[]) =>
    [...effects.values()].filter((seen) => wanted.some((effect) => seen.has(effect))).length;
  return {
    sessions: new Set([...effects.keys()].map(sessionOf)).size,
    participants: effects.size,
    asked: asked.size,
    held: having('hold', 'block'),
    blocked: having('block'),
    challengeRate: effects.size === 0 ? 0 : asked.size / effects.size,
  };
}

const findings: SignalCode[] = [
  'number-unknown',
  'number-on-file',
  'name-collision',
  'passkey-sign-in',
  'device-key',
  'synthetic-voice',
  'employee-suspects',
];
const outcomes: SignalCode[] = ['challenge-passed', 'challenge-denied', 'challenge-wrong-number', 'challenge-timeout'];
const anyFound = fc.record({
  participantId: fc.constantFrom('par_1a', 'par_1b', 'par_2x'),
  code: fc.oneof(fc.constantFrom(...findings), fc.constantFrom(...outcomes)),
  llrNats: fc.option(fc.double({ min: -4, max: 4, noNaN: true }), { nil: undefined }),
  state: fc.constantFrom('new', 'usual'),
  strength: fc.constantFrom('weak', 'strong'),
  gapMs: fc.constantFrom(1000, 20_000, 70_000),
});
const anyStream: fc.Arbitrary<Stream> = fc.array(anyFound, { maxLength: 40, size: 'max' }).map((all) => {
  let atMs = Date.UTC(2026, 10, 23, 9);
  return all.map(({ participantId, code, llrNats, state, strength, gapMs }, i) => {
    atMs += gapMs;
    const evidence = { state, strength, person: 'Finance Lead' };
    const facts = { id: `sig_${i}`, participantId, source: 'edge', evidence, atMs } as const;
    const isFixed = outcomes.includes(code) || llrNats === undefined;
    return { participantId, signal: signalOf(code, isFixed ? facts : { ...facts, llrNats }) };
  });
});
const policyWith = (changes: Partial<Policy>): Policy => ({ ...firstPolicy, version: 2, ...changes });
const anyPolicy: fc.Arbitrary<Policy> = fc
  .record({
    ask: fc.double({ min: 0.011, max: 0.2, noNaN: true }),
    hold: fc.double({ min: 0.21, max: 0.5, noNaN: true }),
    block: fc.double({ min: 0.51, max: 0.95, noNaN: true }),
    floors: fc.subarray(firstPolicy.floors),
    critical: fc.boolean(),
    // The clock passes over them while the stream runs.
    schedules: fc.array(
      fc.constantFrom<Policy['schedules'][number]>(
        {
          name: 'strict',
          days: [1],
          from: '09:03',
          to: '09:06',
          timeZone: 'UTC',
          bands: { ask: 0.012, hold: 0.1, block: 0.5 },
        },
        {
          name: 'lax',
          days: [1],
          from: '09:05',
          to: '09:12',
          timeZone: 'UTC',
          bands: { ask: 0.5, hold: 0.8, block: 0.99 },
        },
      ),
      { maxLength: 2 },
    ),
  })
  .map(({ ask, hold, block, floors, critical, schedules }) => {
    const personIds = critical ? ['per_a'] : [];
    return policyWith({ bands: { ask, hold, block }, floors, schedules, critical: { personIds } });
  });

describe('a rehearsal', () => {
  test('counts what deciding for real under the new policy counts, on the stream as it was', () => {
    let [runs, differing] = [0, 0];
    fc.assert(
      fc.property(anyStream, anyPolicy, anyPolicy, (stream, before, after) => {
        runs += 1;
        const world = live(stream, before);
        const real = countsOf(live(world.delivered, after));
        expect(rehearse(world.records, after).counts).toEqual(real);
        if (JSON.stringify(real) !== JSON.stringify(countsOf(world))) differing += 1;
      }),
      { numRuns: 600 },
    );
    expect(differing).toBeGreaterThan(runs / 12);
  });

  test('takes no word of a challenge that would have been over, and not been opened again', () => {
    const stream = [
      found('par_1a', 'name-collision'),
      found('par_1a', 'name-collision', 0),
      found('par_1a', 'number-unknown', 0, 71_000),
      found('par_1a', 'challenge-wrong-number'),
      found('par_1a', 'challenge-denied'),
    ];
    const [eager, patient] = [0.011, 0.0434].map((ask) =>
      policyWith({ floors: [], bands: { ask, hold: 0.21, block: 0.51 } }),
    );
    if (eager === undefined || patient === undefined) throw new TypeError('two policies');
    const world = live(stream, eager);
    expect(countsOf(world).blocked).toBe(1);
    expect(rehearse(world.records, patient).counts).toEqual(countsOf(live(world.delivered, patient)));
    expect(rehearse(world.records, patient).counts.blocked).toBe(0);
  });

  test('under the policy that was in force counts what happened', () => {
    fc.assert(
      fc.property(anyStream, anyPolicy, (stream, policy) => {
        const world = live(stream, policy);
        expect(rehearse(world.records, policy).counts).toEqual(countsOf(world));
      }),
    );
  });

  test('is the same page by page', () => {
    fc.assert(
      fc.property(anyStream, anyPolicy, (stream, policy) => {
        const { records } = live(stream, firstPolicy);
        const rehearsal = newRehearsal(policy);
        for (const record of records) rehearsal.add(structuredClone(record));
        expect(rehearsal.outcome(new Set())).toEqual(rehearse(records, policy));
      }),
    );
  });
});

let made = 0;
function found(participantId: string, code: SignalCode, llrNats?: number, laterMs = 0): Found {
  made += 1 + laterMs / 1000;
  const atMs = Date.UTC(2026, 10, 23) + made * 1000;
  const facts = { id: `sig_m${made}`, participantId, source: 'edge', evidence: {}, atMs } as const;
  return { participantId, signal: signalOf(code, llrNats === undefined ? facts : { ...facts, llrNats }) };
}
const bands = (ask: number, hold: number): Policy => policyWith({ bands: { ask, hold, block: 0.95 } });

function withAll(records: readonly DecisionRecord[], members: Partial<DecisionRecord>): DecisionRecord[] {
  return records.map((record) => Object.assign(structuredClone(record), members));
}

describe('in a rehearsal', () => {
  test('a pass counts only where this policy would have asked', () => {
    const { records } = live(
      [
        found('par_1a', 'employee-suspects', 2),
        found('par_1a', 'challenge-passed'),
        found('par_1a', 'number-unknown', 3),
      ],
      firstPolicy,
    );
    expect(records.map(({ effect }) => effect)).toEqual(['ask', 'none', 'none']);
    const late = rehearse(records, bands(0.2, 0.9));
    // The pass was not asked for, so it cannot excuse what came after it.
    expect(late).toMatchObject({
      counts: { asked: 1, held: 0 },
      affected: [{ effect: 'ask', atMs: records[2]?.atMs }],
    });
    expect(rehearse(records, bands(0.04, 0.3)).counts.asked).toBe(1);
  });

  test('a challenge that a person ordered would have been there under any policy', () => {
    const { records } = live(
      [found('par_1a', 'employee-suspects', 2), found('par_1a', 'challenge-denied')],
      firstPolicy,
    );
    const ordered = withAll(records, { askedByPerson: true });
    expect(rehearse(records, bands(0.5, 0.9)).counts).toMatchObject({ asked: 0, blocked: 0 });
    expect(rehearse(ordered, bands(0.5, 0.9)).counts).toMatchObject({ blocked: 1 });
  });

  test('who signed in with a passkey is proved, whatever became of a challenge', () => {
    const { records } = live(
      [
        found('par_1a', 'employee-suspects', 2),
        found('par_1a', 'challenge-passed'),
        found('par_1a', 'passkey-sign-in'),
        found('par_1a', 'employee-suspects', 9),
      ],
      firstPolicy,
    );
    expect(rehearse(records, bands(0.2, 0.4)).counts).toMatchObject({ asked: 0, held: 1 });
  });

  test('who would have been removed is not judged again', () => {
    const { records } = live(
      [found('par_1a', 'employee-suspects', 2), found('par_1a', 'challenge-denied'), found('par_1a', 'travel', 4)],
      policyWith({ floors: [], bands: { ask: 0.05, hold: 0.99, block: 0.999 } }),
    );
    expect(records).toHaveLength(3);
    const ordered = withAll(records, { askedByPerson: true });
    expect(rehearse(ordered, bands(0.5, 0.9)).counts).toMatchObject({ asked: 0, blocked: 1 });
  });

  test('known attempts to whom nothing would have been done are named', () => {
    const attempt = [found('par_1a', 'employee-suspects', 2), found('par_1a', 'challenge-denied')];
    const { records } = live([...attempt, found('par_2a', 'number-on-file')], firstPolicy);
    const confirmed = new Set(['par_1a', 'par_of-another-time']);
    expect(rehearse(records, firstPolicy, confirmed).missed).toEqual([]);
    expect(rehearse(records, bands(0.5, 0.9), confirmed).missed).toEqual(['par_1a']);
  });

  test('drills do not count', () => {
    const { records } = live([found('par_1a', 'employee-suspects', 5)], firstPolicy);
    expect(rehearse(withAll(records, { drill: true }), firstPolicy).counts).toMatchObject({
      sessions: 0,
      participants: 0,
      challengeRate: 0,
    });
  });

  test('who would be affected is told with the person who would be asked', () => {
    const { records } = live([found('par_1a', 'employee-suspects', 2)], firstPolicy);
    expect(rehearse(records, firstPolicy).affected).toEqual([
      {
        sessionId: 'ses_1',
        participantId: 'par_1a',
        subjectId: 'per_a',
        effect: 'ask',
        asked: true,
        atMs: records[0]?.atMs,
      },
    ]);
  });
});

describe('a recorded decision', () => {
  test('comes out again bit for bit after any transport as JSON', () => {
    fc.assert(
      fc.property(anyStream, anyPolicy, (stream, policy) => {
        for (const record of live(stream, policy).records) {
          const copy = JSON.parse(JSON.stringify(record)) as DecisionRecord;
          expect(recompute(copy, policy)).toEqual({ same: true, differences: [] });
        }
      }),
    );
  });

  test('names what does not come out', () => {
    const [record] = live([found('par_1a', 'employee-suspects', 2)], firstPolicy).records;
    if (record === undefined) throw new TypeError('nothing was decided');
    const { risk, signals } = record;
    const next = risk.logit + 2 ** -50;
    expect(recompute({ ...record, risk: { ...risk, logit: next } }, firstPolicy).differences).toEqual(['logit']);
    expect(recompute({ ...record, risk: { ...risk, p: 0.5 } }, firstPolicy).differences).toEqual(['p']);
    expect(recompute({ ...record, effect: 'hold' }, firstPolicy).differences).toEqual(['effect']);
    expect(recompute({ ...record, wouldBe: 'ask' }, firstPolicy).differences).toEqual(['wouldBe']);
    expect(recompute({ ...record, signals: signals.slice(1) }, firstPolicy)).toEqual({
      same: false,
      differences: ['logit', 'p', 'effect'],
    });
    expect(recompute(record, bands(0.5, 0.9)).differences).toEqual(['policy', 'effect']);
  });

  test('keeps numbers and compared words of the evidence, and no other text', () => {
    const evidence = { state: 'new', strength: 'strong', km: 12, forged: true, person: 'Finance Lead', note: 'x' };
    const facts = { id: 'sig_1', participantId: 'par_1a', source: 'edge', evidence, atMs: 1 } as const;
    const kept = recordedSignal(signalOf('travel', facts));
    expect(kept).toEqual({
      id: 'sig_1',
      code: 'travel',
      llrNats: 0,
      source: 'edge',
      atMs: 1,
      evidence: { state: 'new', strength: 'strong', km: 12, forged: true },
    });
  });
});
