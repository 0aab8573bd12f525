import type { SessionRow } from '#core/view';
import { Icon } from '../../ui/icon.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Duration, Time } from '../../ui/time.tsx';
import { DrillBadge } from '../drill-badge.tsx';
import { EffectBadge, RiskScore } from './risk-score.tsx';
import { kindIcon, kindText, SessionStateBadge } from './session-marks.tsx';

const columns: readonly Column<SessionRow>[] = [
  {
    key: 'title',
    label: 'Session',
    full: true,
    cell: (row) => (
      <div class="session-cell">
        <span class="session-mark" title={kindText(row)}>
          <Icon name={kindIcon(row)} />
          <span class="visually-hidden">{kindText(row)}: </span>
        </span>
        <span class="session-title">
          <a class="row-link" href={`/console/sessions/${encodeURIComponent(row.id)}`}>
            {row.title}
          </a>
          {row.drill ? <DrillBadge /> : null}
        </span>
      </div>
    ),
  },
  { key: 'state', label: 'State', cell: (row) => <SessionStateBadge state={row.state} /> },
  {
    key: 'risk',
    label: 'Highest risk',
    labelled: true,
    cell: (row) => <RiskScore p={row.topP} effect={row.topEffect} />,
  },
  { key: 'effect', label: 'Strongest step', cell: (row) => <EffectBadge effect={row.topEffect} /> },
  { key: 'participants', label: 'People', numeric: true, labelled: true, cell: (row) => row.participants },
  {
    key: 'started',
    label: 'Started',
    cell: (row) => (
      <span class="small soft nowrap">
        <Time atMs={row.startedAtMs} />
      </span>
    ),
  },
  {
    key: 'length',
    label: 'Length',
    numeric: true,
    cell: (row) => (
      <span class="small soft">
        <Duration fromMs={row.startedAtMs} toMs={row.endedAtMs} />
      </span>
    ),
  },
];

export function SessionTable({ rows }: { rows: readonly SessionRow[] }) {
  return <Table label="Sessions" columns={columns} rows={rows} rowKey={(row) => row.id} linked testId="sessions" />;
}
