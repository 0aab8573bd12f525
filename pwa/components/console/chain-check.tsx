import type { ChainVerdict } from '#core/audit';
import { verdictWords } from '../../data/audit-chain.ts';
import { NoticeBanner } from '../../ui/banner.tsx';

/** What verifying found: whole, or the first bad entry and what is wrong with it. */
export function ChainCheck({ verdict }: { verdict: ChainVerdict }) {
  if (verdict.ok) {
    return (
      <NoticeBanner tone="positive" title="The chain is whole" testId="chain-ok">
        <p class="small">
          {verdict.entries} {verdict.entries === 1 ? 'entry' : 'entries'}, each one matches its hash and continues the
          one before. Checked on this device.
        </p>
        <p class="small faint">
          Head <code class="hash">{verdict.head}</code>
        </p>
      </NoticeBanner>
    );
  }
  return (
    <NoticeBanner tone="critical" title={`Entry ${verdict.seq} is bad`} live="alert" testId="chain-bad">
      <p class="small">
        Entry {verdict.seq} is the first bad one: {verdictWords[verdict.reason]}. What comes before it is intact;
        nothing from it on can be relied on.
      </p>
    </NoticeBanner>
  );
}
