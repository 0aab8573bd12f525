import * as v from 'valibot';
import type { Risk } from './fusion.ts';
import type { SignalCode } from './signal.ts';

/**
 * What is to be done about a participant, weakest first. `none`: nothing. `ask`: the person he claims to be is
 * asked, the call goes on. `hold`: his media is held while the question is open. `block`: he is removed.
 */
export const effects = ['none', 'ask', 'hold', 'block'] as const;
export const effectSchema = v.picklist(effects);
export type Effect = (typeof effects)[number];

export const policySchema = v.object({
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Lower bounds of risk, 0 to 1, from which each effect applies. */
  bands: v.object({ ask: v.number(), hold: v.number(), block: v.number() }),
  /** Effects that apply whatever the sum says, when all the named findings are present. */
  floors: v.array(
    v.object({
      name: v.string(),
      when: v.array(v.string()),
      claimsColleague: v.optional(v.boolean()),
      strongVoice: v.optional(v.boolean()),
      effect: effectSchema,
    }),
  ),
});
export type Policy = v.InferOutput<typeof policySchema>;

export const firstPolicy: Policy = {
  version: 1,
  bands: { ask: 0.05, hold: 0.3, block: 0.8 },
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
  ],
};

export type DecisionContext = { claimsColleague: boolean; proved: boolean };

export type Decision = {
  effect: Effect;
  p: number;
  /** Codes of the findings that speak against him, strongest first. */
  reasons: SignalCode[];
  /** Names of the floors that applied. */
  floors: string[];
  policyVersion: number;
};

const rank = (effect: Effect): number => effects.indexOf(effect);
const stronger = (a: Effect, b: Effect): Effect => (rank(a) >= rank(b) ? a : b);

/** Same inputs, same decision: the stored inputs and policy version recompute it. */
export function decide(risk: Risk, policy: Policy, context: DecisionContext): Decision {
  const floors = policy.floors.filter((floor) => floorApplies(floor, risk, context));
  const wanted = floors.reduce((effect, floor) => stronger(effect, floor.effect), effectOfBand(risk, policy));
  const effect = wanted === 'block' && !mayBlock(risk) ? 'hold' : wanted;
  return {
    effect,
    p: risk.p,
    reasons: reasonsAgainst(risk),
    floors: floors.map((floor) => floor.name),
    policyVersion: policy.version,
  };
}

function effectOfBand(risk: Risk, { bands }: Policy): Effect {
  if (risk.p >= bands.block) return 'block';
  if (risk.p >= bands.hold) return 'hold';
  return risk.p >= bands.ask ? 'ask' : 'none';
}

function floorApplies(floor: Policy['floors'][number], risk: Risk, context: DecisionContext): boolean {
  if (floor.claimsColleague === true && (!context.claimsColleague || context.proved)) return false;
  return floor.when.every((code) =>
    risk.contributions.some(
      (line) => line.code === code && (floor.strongVoice !== true || line.evidence['strength'] === 'strong'),
    ),
  );
}

/**
 * Nobody is cut off by novelty or by a voice score alone (design §5.4): removal needs the word of the person who is
 * claimed; two families of evidence without it can hold, not block.
 */
function mayBlock(risk: Risk): boolean {
  return risk.contributions.some((line) => line.code === 'challenge-denied');
}

function reasonsAgainst(risk: Risk): SignalCode[] {
  return risk.contributions
    .filter((line): line is typeof line & { code: SignalCode } => line.nats > 0 && line.code !== 'correlation-discount')
    .sort((a, b) => b.nats - a.nats || (a.code < b.code ? -1 : 1))
    .map((line) => line.code);
}
