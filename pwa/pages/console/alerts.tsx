import '../../styles/console.css';
import '../../styles/evidence.css';
import type { AlertRow } from '#core/view';
import { AsOf, ReadProblem } from '../../components/as-of.tsx';
import { DrillBadge } from '../../components/drill-badge.tsx';
import { useTitle } from '../../components/use-title.ts';
import { readPaths } from '../../data/api.ts';
import { useApp } from '../../data/app-context.ts';
import { useResource } from '../../data/use-resource.ts';
import { Badge } from '../../ui/badge.tsx';
import { RowsCard } from '../../components/console/rows-card.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';

const columns: readonly Column<AlertRow>[] = [
  {
    key: 'text',
    label: 'Alert',
    full: true,
    cell: (row) => (
      <span class="row row-tight">
        <a class="row-link" href={placeOf(row)}>
          {row.text}
        </a>
        {row.drill ? <DrillBadge /> : null}
      </span>
    ),
  },
  {
    key: 'severity',
    label: 'Severity',
    cell: (row) => (
      <Badge tone={row.severity === 'high' ? 'critical' : 'caution'} icon="alert">
        {row.severity === 'high' ? 'High' : 'Medium'}
      </Badge>
    ),
  },
  {
    key: 'at',
    label: 'When',
    cell: (row) => (
      <span class="small soft nowrap">
        <Time atMs={row.atMs} />
      </span>
    ),
  },
];

/** An alert of no session is about break-glass. */
function placeOf({ sessionId }: AlertRow): string {
  return sessionId === '' ? '/console/policies?view=break-glass' : `/console/sessions/${encodeURIComponent(sessionId)}`;
}

/** What somebody in charge should know now. */
export function AlertsPage() {
  useTitle('Alerts');
  const { api } = useApp();
  const alerts = useResource(readPaths.alerts(), api.alerts, 5000);
  const rows = alerts.value.value?.alerts;
  return (
    <>
      <PageHead title="Alerts" subtitle="Confirmed attempts and reports" actions={<AsOf of={alerts} />} />
      <div class="stack">
        <ReadProblem of={alerts} />
        <RowsCard
          count={rows?.length}
          loading={alerts.loading.value}
          empty={
            <EmptyState icon="bell" title="No alerts">
              An alert is written when a person says “this is not me”, or somebody reports being pressured.
            </EmptyState>
          }
        >
          <Table label="Alerts" columns={columns} rows={rows ?? []} rowKey={(row) => row.id} linked testId="alerts" />
        </RowsCard>
      </div>
    </>
  );
}
