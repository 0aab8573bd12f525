import type { Policy } from '#core/policy-model';
import { Card } from '../../ui/card.tsx';
import { dayText } from '../../ui/time-words.ts';
import type { Names } from './names.ts';
import { policyParagraphs } from './policy-words.ts';

/** The whole policy as sentences. */
export function PolicyInWords({ policy, names }: { policy: Policy; names: Names }) {
  return (
    <div class="policy-words" data-testid="policy-words">
      {policyParagraphs(policy, names, dayText).map(({ title, lines, none }) => (
        <Card key={title} title={title} headingLevel={3}>
          {lines.length === 0 ? (
            <p class="soft">{none}</p>
          ) : (
            <ul class="changes">
              {lines.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          )}
        </Card>
      ))}
    </div>
  );
}
