import type { VoiceStrength } from '#core/signal';

/** Odds of about 3 to 2 and 7 to 1: below the first, what was heard is not worth a word. */
const weakFromNats = 0.4;
const strongFromNats = 2;

/** A bounded log-likelihood ratio in the three words that people see. */
export function strengthOf(llrNats: number): VoiceStrength {
  if (llrNats >= strongFromNats) return 'strong';
  return llrNats >= weakFromNats ? 'weak' : 'none';
}
