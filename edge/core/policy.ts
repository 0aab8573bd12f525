import { effects, rankOf, stronger, weaker, type Effect } from './effect.ts';
import { logit } from './exact-math.ts';
import { isAdjustment, type Risk } from './fusion.ts';
import { usableMethods, type Bands, type Floor, type Method, type Policy } from './policy-model.ts';
import { rulesFor, type DecisionContext } from './policy-rules.ts';
import type { SignalCode } from './signal.ts';

export { effects, effectSchema, type Effect } from './effect.ts';
export { policySchema, type Policy } from './policy-model.ts';
export type { DecisionContext } from './policy-rules.ts';

/** In force until a tenant stores one of its own (requirements C.4 items 11 and 12: start values, not fitted ones). */
export const firstPolicy: Policy = {
  version: 1,
  bands: { ask: 0.05, hold: 0.3, block: 0.8 },
  methods: { ask: ['passkey'], hold: ['passkey'] },
  floors: [
    {
      name: 'synthetic voice under a colleague’s name',
      when: ['synthetic-voice'],
      claimsColleague: true,
      strongVoice: true,
      effect: 'hold',
    },
    { name: 'the person himself says it is not him', when: ['challenge-denied'], effect: 'block' },
    { name: 'a challenge went wrong', when: ['challenge-wrong-number'], effect: 'hold' },
    { name: 'a challenge ran out', when: ['challenge-timeout'], effect: 'hold' },
    // The rule and not the constants must guarantee that a copied browser on another device is asked (C.5).
    { name: 'an unknown device', when: ['device-key'], state: 'new', minHistory: 3, notProved: true, effect: 'ask' },
    {
      name: 'no device key',
      when: ['device-key'],
      state: 'missing',
      minHistory: 3,
      notProved: true,
      effect: 'ask',
    },
  ],
  groups: [],
  channels: {},
  schedules: [],
  critical: { personIds: [] },
  exceptions: [],
};

export type Decision = {
  effect: Effect;
  /** What the effect would be without break-glass. */
  wouldBe?: Effect;
  p: number;
  /** Codes of the findings that speak against him, strongest first. */
  reasons: SignalCode[];
  /** Names of the floors that applied. */
  floors: string[];
  /** Names of the groups, schedules, channels and exceptions that applied. */
  applied: string[];
  /** How he can be asked, when he is to be asked: those of the policy that can be used. */
  methods: Method[];
  /** Since when the risk is clearly below what the last effect needs: goes into the context of the next decision. */
  belowSinceMs?: number;
  policyVersion: number;
};

/** Hysteresis (requirements C.4 item 10): an effect ends when the risk was so far below its threshold for so long. */
const clearlyBelowNats = 1.5;
const clearlyBelowMs = 60_000;

/** Same inputs, same decision: the stored inputs and policy version recompute it. */
export function decide(risk: Risk, policy: Policy, context: DecisionContext): Decision {
  const rules = rulesFor(policy, context);
  const floors = rules.floors.filter((floor) => floorApplies(floor, risk, context));
  const wanted = [effectOfBand(risk, rules.bands), rules.atLeast, ...floors.map(({ effect }) => effect)].reduce(
    stronger,
  );
  const { effect: kept, belowSinceMs } = keepFor(wanted, risk, rules.bands, context);
  const raised = rules.critical && kept === 'ask' ? 'hold' : kept;
  // What the person himself says stands above every exception.
  const capped = rules.cap === undefined || isDenied(risk) ? raised : weaker(raised, rules.cap);
  const effect = capped === 'block' && !isDenied(risk) ? 'hold' : capped;
  return {
    ...(context.breakGlass === true ? { effect: 'none', wouldBe: effect } : { effect }),
    p: risk.p,
    reasons: reasonsAgainst(risk),
    floors: floors.map(({ name }) => name),
    applied: rules.applied,
    methods: effect === 'ask' || effect === 'hold' ? rules.methods[effect].filter(isUsable) : [],
    ...(belowSinceMs === undefined ? {} : { belowSinceMs }),
    policyVersion: policy.version,
  };
}

function effectOfBand(risk: Risk, bands: Bands): Effect {
  if (risk.p >= bands.block) return 'block';
  if (risk.p >= bands.hold) return 'hold';
  return risk.p >= bands.ask ? 'ask' : 'none';
}

type Kept = { effect: Effect; belowSinceMs?: number };

/**
 * An effect rises at once and falls slowly, each band by itself. A proof that is newer than the effect ends it at once:
 * an honest person is cleared by one passkey.
 */
function keepFor(wanted: Effect, risk: Risk, bands: Bands, context: DecisionContext): Kept {
  const { previousEffect = 'none', atMs } = context;
  if (rankOf(previousEffect) <= rankOf(wanted) || isCleared(context)) return { effect: wanted };
  if (!isBelow(risk, bands, previousEffect)) return { effect: previousEffect };
  if (atMs === undefined) return { effect: previousEffect };
  const belowSinceMs = context.belowSinceMs ?? atMs;
  if (atMs - belowSinceMs < clearlyBelowMs) return { effect: previousEffect, belowSinceMs };
  const stillOn = effects.filter(
    (effect) => effect !== 'none' && rankOf(effect) < rankOf(previousEffect) && !isBelow(risk, bands, effect),
  );
  return { effect: stillOn.reduce(stronger, wanted) };
}

function isBelow(risk: Risk, bands: Bands, effect: Effect): boolean {
  return effect !== 'none' && risk.logit < logit(bands[effect]) - clearlyBelowNats;
}

function isCleared({ proved, provedAtMs = Number.POSITIVE_INFINITY, previousSinceMs = 0 }: DecisionContext): boolean {
  return proved && provedAtMs >= previousSinceMs;
}

function floorApplies(floor: Floor, risk: Risk, context: DecisionContext): boolean {
  if (floor.claimsColleague === true && (!context.claimsColleague || context.proved)) return false;
  if (floor.notProved === true && context.proved) return false;
  if (floor.minHistory !== undefined && !((context.sessions ?? 0) >= floor.minHistory)) return false;
  return floor.when.every((code) =>
    risk.contributions.some(
      ({ code: found, evidence }) =>
        found === code &&
        (floor.strongVoice !== true || evidence['strength'] === 'strong') &&
        (floor.state === undefined || evidence['state'] === floor.state),
    ),
  );
}

/**
 * Nobody is cut off by novelty or by a voice score alone (design §5.4): removal needs the word of the person who is
 * claimed; two families of evidence without it can hold, not block.
 */
function isDenied(risk: Risk): boolean {
  return risk.contributions.some(({ code }) => code === 'challenge-denied');
}

function isUsable(method: Method): boolean {
  return usableMethods.includes(method);
}

function reasonsAgainst(risk: Risk): SignalCode[] {
  return risk.contributions
    .filter((line): line is typeof line & { code: SignalCode } => line.nats > 0 && !isAdjustment(line.code))
    .sort((a, b) => b.nats - a.nats || (a.code < b.code ? -1 : 1))
    .map((line) => line.code);
}
