import { ln } from './exact-math.ts';
import type { ContactCounts } from './observation.ts';

const mostNats = 3;
const known = -0.3;

/**
 * Somebody he never talked with: ln(0.8 / P(new)), with P(new) by Good and Turing, less what common contacts say for
 * it (Adamic and Adar 2003); 0 to 3 nats (requirements C.4 item 5). A known contact buys little: a number can be forged.
 */
export function compareContact({ known: isKnown, total, singles, commonDegrees }: ContactCounts): number {
  if (!(total > 0)) return 0;
  if (isKnown) return known;
  const newNext = (singles + 0.5) / (total + 1);
  let support = 0;
  // A neighbour who talks with two people at least, else there would be nothing in common.
  for (const degree of commonDegrees) support += 1 / ln(Math.max(2, degree));
  return Math.min(mostNats, Math.max(0, ln(0.8 / newNext) - support));
}
