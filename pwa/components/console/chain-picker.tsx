import type { SessionRow } from '#core/view';
import { changesChain, readPaths } from '../../data/api.ts';
import { useApp } from '../../data/app-context.ts';
import { useResource } from '../../data/use-resource.ts';
import { Card } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { AsOf, ReadProblem } from '../as-of.tsx';
import { DrillBadge } from '../drill-badge.tsx';
import { SessionStateBadge } from './session-marks.tsx';

/** Which session's chain to open. */
export function ChainPicker() {
  const { api } = useApp();
  const sessions = useResource(readPaths.sessions('all'), () => api.sessions('all'));
  const rows = sessions.value.value?.sessions;
  return (
    <div class="stack">
      <Card title="This organisation">
        <a href={`/console/audit/${changesChain}`}>Changes to people, profiles and policy</a>
      </Card>
      <ReadProblem of={sessions} />
      {rows === undefined && sessions.loading.value ? <Skeleton lines={4} /> : null}
      {rows === undefined ? null : (
        <Card title="Chains" actions={<AsOf of={sessions} />} flush>
          {rows.length === 0 ? (
            <EmptyState icon="chain" title="No chains yet">
              Every call and meeting starts one. You can verify an exported chain from a file at any time.
            </EmptyState>
          ) : (
            <Rows rows={rows} />
          )}
        </Card>
      )}
    </div>
  );
}

function Rows({ rows }: { rows: readonly SessionRow[] }) {
  return (
    <Table
      label="Sessions"
      rows={rows}
      rowKey={(row) => row.id}
      linked
      columns={[
        {
          key: 'title',
          label: 'Session',
          full: true,
          cell: (row) => (
            <span class="row row-tight">
              <a class="row-link" href={`/console/audit/${encodeURIComponent(row.id)}`}>
                {row.title}
              </a>
              {row.drill ? <DrillBadge /> : null}
            </span>
          ),
        },
        { key: 'state', label: 'State', cell: (row) => <SessionStateBadge state={row.state} /> },
        {
          key: 'started',
          label: 'Started',
          cell: (row) => (
            <span class="small soft nowrap">
              <Time atMs={row.startedAtMs} />
            </span>
          ),
        },
      ]}
    />
  );
}
