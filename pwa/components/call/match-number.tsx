import { Time } from '../../ui/time.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';

/** The number that the held page alone shows. Typed on the enrolled device, never read aloud (requirements E). */
export function MatchNumber({ number, expiresAtMs }: { number: string; expiresAtMs: number | undefined }) {
  const digits = Array.from(number);
  return (
    <div class="match" data-testid="match-number" data-number={number}>
      <p class="match-digits">
        <VisuallyHidden>Your number is {digits.join(' ')}</VisuallyHidden>
        {digits.map((digit, index) => (
          // Positions, not values: two equal digits are two boxes.
          <span key={index} class="match-digit" aria-hidden="true">
            {digit}
          </span>
        ))}
      </p>
      <p class="match-rule">Type this number in your own Countersign app. Do not read it to anybody.</p>
      {expiresAtMs === undefined ? null : (
        <p class="small faint">
          Time left: <Time atMs={expiresAtMs} as="left" />
        </p>
      )}
    </div>
  );
}
