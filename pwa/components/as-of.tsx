import type { Resource } from '../data/resource.ts';
import { wordsOf } from '../i18n/en.ts';
import { isTransport } from '../data/problem.ts';
import { NoticeBanner } from '../ui/banner.tsx';
import { Time } from '../ui/time.tsx';

type Shown = Pick<Resource<unknown>, 'asOfMs' | 'error' | 'fresh' | 'value'>;

/** "As of 14:02": how old what is shown is. */
export function AsOf({ of, live = false }: { of: Shown; live?: boolean }) {
  const at = of.asOfMs.value;
  if (at === undefined) return null;
  if (live) return <span class="small faint nowrap">Updates as it happens</span>;
  return (
    <span class="small faint nowrap" data-testid="as-of">
      As of <Time atMs={at} as={of.fresh.value ? 'seconds' : 'date'} />
    </span>
  );
}

/** Says why what is shown is not new, or why there is nothing. */
export function ReadProblem({ of }: { of: Shown }) {
  const error = of.error.value;
  if (error === undefined) return null;
  const hasOld = of.value.value !== undefined;
  if (isTransport(error) && hasOld) {
    return (
      <NoticeBanner tone="caution" icon="cloud-off" small testId="stale">
        The server cannot be reached. You see the last known state, as of{' '}
        {of.asOfMs.value === undefined ? 'earlier' : <Time atMs={of.asOfMs.value} />}.
      </NoticeBanner>
    );
  }
  return (
    <NoticeBanner tone={isTransport(error) ? 'caution' : 'critical'} small testId="read-problem">
      {wordsOf(error)}
      {isTransport(error) ? ' This page was not opened on this device before, so there is nothing to show yet.' : ''}
    </NoticeBanner>
  );
}
