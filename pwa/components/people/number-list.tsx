import type { ProfileNumber } from '#core/profile-view';
import { numberFacts } from './number-words.ts';

/** The numbers on file, each with where it comes from and what is known of its line. */
export function NumberList({ numbers }: { numbers: readonly ProfileNumber[] }) {
  if (numbers.length === 0) return null;
  return (
    <section aria-label="Numbers on file" data-testid="numbers">
      <h3 class="small strong">Numbers on file</h3>
      <ul class="stack stack-tight">
        {numbers.map((one) => (
          <li key={one.number}>
            <span class="nowrap">{one.number}</span> <span class="small soft">{numberFacts(one).join(' · ')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
