import type { ChallengeView } from '#core/view';
import { channelWords } from '../../i18n/en.ts';
import { Time } from '../../ui/time.tsx';

/** Who, to whom, where, since when, and why now: what an honest answer needs. */
export function ChallengeFacts({ challenge, skewMs }: { challenge: ChallengeView; skewMs: number }) {
  const { claimedName, targetName, channel, sessionKind, sessionTitle, origin, since, held } = challenge;
  return (
    <dl class="facts approve-facts">
      <dt>Name used</dt>
      <dd class="strong">{claimedName}</dd>
      <dt>{sessionKind === 'call' ? 'Calling' : 'Meeting'}</dt>
      <dd>{sessionKind === 'call' ? targetName : `${sessionTitle}, with ${targetName}`}</dd>
      <dt>From</dt>
      <dd>
        {origin === '' ? 'Withheld' : origin} <span class="faint">· {channelWords[channel]}</span>
      </dd>
      <dt>Since</dt>
      <dd>
        <Time atMs={since} as="seconds" /> <span class="faint">·</span> <Time atMs={since} as="ago" skewMs={skewMs} />
      </dd>
      <dt>Now</dt>
      <dd>{held ? `On hold until you answer: ${targetName} hears nothing` : 'The conversation goes on meanwhile'}</dd>
    </dl>
  );
}
