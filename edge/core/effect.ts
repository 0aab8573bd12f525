import * as v from 'valibot';

/**
 * What is to be done about a participant, weakest first. `none`: nothing. `ask`: the person he claims to be is
 * asked, the call goes on. `hold`: his media is held while the question is open. `block`: he is removed.
 */
export const effects = ['none', 'ask', 'hold', 'block'] as const;
export const effectSchema = v.picklist(effects);
export type Effect = (typeof effects)[number];

/** What policy wants, carried out or, under break-glass, only recorded. */
export function wantedBy({ effect, wouldBe }: { effect: Effect; wouldBe?: Effect }): Effect {
  return wouldBe ?? effect;
}

export const rankOf = (effect: Effect): number => effects.indexOf(effect);
export const stronger = (a: Effect, b: Effect): Effect => (rankOf(a) >= rankOf(b) ? a : b);
export const weaker = (a: Effect, b: Effect): Effect => (rankOf(a) <= rankOf(b) ? a : b);
