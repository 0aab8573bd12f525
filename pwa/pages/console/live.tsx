import { useLocation } from 'preact-iso';
import '../../styles/console.css';
import '../../styles/evidence.css';
import type { SessionRow } from '#core/view';
import { AsOf, ReadProblem } from '../../components/as-of.tsx';
import { KeyFigures } from '../../components/console/key-figures.tsx';
import { SessionTable } from '../../components/console/session-table.tsx';
import { riskOfTen } from '../../components/console/waterfall-steps.ts';
import { useTitle } from '../../components/use-title.ts';
import { readPaths } from '../../data/api.ts';
import { useApp } from '../../data/app-context.ts';
import { useResource } from '../../data/use-resource.ts';
import { LinkButton } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TabNav } from '../../ui/tabs.tsx';

const pollMs = 2000;
type Shown = 'live' | 'ended' | 'all';

/** Every session, the live ones first; the choice is in the address. */
export function LivePage() {
  useTitle('Sessions');
  const { api } = useApp();
  const { query } = useLocation();
  const shown = choiceOf(query['state']);
  const live = useResource(readPaths.sessions('live'), () => api.sessions('live'), pollMs);
  const other = useResource(
    readPaths.sessions(shown),
    () => api.sessions(shown),
    shown === 'live' ? undefined : pollMs,
  );
  const current = shown === 'live' ? live : other;
  const rows = current.value.value?.sessions;
  const liveRows = live.value.value?.sessions;
  return (
    <>
      <PageHead title="Sessions" subtitle="Calls and meetings, as they happen" actions={<AsOf of={current} />} />
      <div class="stack">
        {liveRows === undefined ? null : <KeyFigures label="Now" figures={figuresOf(liveRows)} />}
        <TabNav
          label="Which sessions"
          items={[
            {
              href: '/console',
              label: 'Live',
              current: shown === 'live',
              ...(liveRows === undefined ? {} : { count: liveRows.length }),
            },
            { href: '/console?state=ended', label: 'Ended', current: shown === 'ended' },
            { href: '/console?state=all', label: 'All', current: shown === 'all' },
          ]}
        />
        <ReadProblem of={current} />
        {rows === undefined ? <Waiting loading={current.loading.value} /> : <Rows rows={rows} shown={shown} />}
      </div>
    </>
  );
}

function Waiting({ loading }: { loading: boolean }) {
  return loading ? (
    <Card>
      <Skeleton lines={5} />
    </Card>
  ) : null;
}

function Rows({ rows, shown }: { rows: readonly SessionRow[]; shown: Shown }) {
  if (rows.length > 0) {
    return (
      <Card flush>
        <SessionTable rows={rows} />
      </Card>
    );
  }
  return (
    <Card>
      <EmptyState
        icon="pulse"
        title={shown === 'live' ? 'No session is live' : 'No sessions yet'}
        action={
          <LinkButton href="/console/drills" icon="flask">
            Run a drill
          </LinkButton>
        }
      >
        A call or meeting appears here the moment it starts. A drill places a real call, so you can watch one.
      </EmptyState>
    </Card>
  );
}

function figuresOf(rows: readonly SessionRow[]) {
  const held = rows.filter((row) => row.topEffect === 'hold' || row.topEffect === 'block').length;
  const asked = rows.filter((row) => row.topEffect === 'ask').length;
  const top = Math.max(0, ...rows.map((row) => row.topP));
  return [
    { label: 'Live now', value: rows.length },
    { label: 'With a hold', value: held, tone: held > 0 ? ('critical' as const) : ('neutral' as const) },
    { label: 'Asked, no hold', value: asked, tone: asked > 0 ? ('caution' as const) : ('neutral' as const) },
    { label: 'Highest risk of 10', value: rows.length === 0 ? '–' : riskOfTen(top) },
  ];
}

function choiceOf(state: string | undefined): Shown {
  return state === 'ended' || state === 'all' ? state : 'live';
}
