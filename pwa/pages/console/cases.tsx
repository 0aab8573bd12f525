import '../../styles/console.css';
import '../../styles/evidence.css';
import { useLocation } from 'preact-iso';
import type { CaseRow, CaseState } from '#core/view';
import { AsOf, ReadProblem } from '../../components/as-of.tsx';
import { CaseBadge } from '../../components/console/case-badge.tsx';
import { DrillBadge } from '../../components/drill-badge.tsx';
import { useTitle } from '../../components/use-title.ts';
import { readPaths } from '../../data/api.ts';
import { useApp } from '../../data/app-context.ts';
import { useResource } from '../../data/use-resource.ts';
import { caseWords, channelWords } from '../../i18n/en.ts';
import { RowsCard } from '../../components/console/rows-card.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { TabNav, type TabItem } from '../../ui/tabs.tsx';
import { Time } from '../../ui/time.tsx';

const columns: readonly Column<CaseRow>[] = [
  {
    key: 'claimed',
    label: 'Attempt',
    full: true,
    cell: (row) => (
      <div class="case-text" id={row.id}>
        <span class="row row-tight">
          <a
            class="row-link"
            href={`/console/sessions/${encodeURIComponent(row.sessionId)}?participant=${encodeURIComponent(row.participantId)}`}
          >
            {row.actual} as {row.claimedName}
          </a>
          {row.drill ? <DrillBadge /> : null}
        </span>
        <span class="case-reasons">
          To {row.targetName} · {channelWords[row.channel]}
        </span>
      </div>
    ),
  },
  { key: 'state', label: 'State', cell: (row) => <CaseBadge state={row.state} /> },
  {
    key: 'why',
    label: 'Why',
    full: true,
    cell: (row) => (
      <ul class="case-reasons">
        {row.reasons.slice(0, 3).map((reason) => (
          <li key={reason.code}>{reason.text}</li>
        ))}
      </ul>
    ),
  },
  {
    key: 'opened',
    label: 'Opened',
    cell: (row) => (
      <span class="small soft nowrap">
        <Time atMs={row.openedAtMs} />
      </span>
    ),
  },
];

const states: readonly CaseState[] = ['suspected', 'confirmed', 'cleared'];

/** Impersonation attempts: who was claimed, what it really was, and how it ended. */
export function CasesPage() {
  useTitle('Cases');
  const { api } = useApp();
  const { query } = useLocation();
  const cases = useResource(readPaths.cases(), api.cases, 5000);
  const all = cases.value.value?.cases;
  const chosen = states.find((state) => state === query['state']);
  const rows = all?.filter((row) => chosen === undefined || row.state === chosen);
  return (
    <>
      <PageHead title="Cases" subtitle="Attempts to pass as a protected person" actions={<AsOf of={cases} />} />
      <div class="stack">
        <TabNav label="Which cases" items={[undefined, ...states].map((state) => tabOf(state, chosen, all))} />
        <ReadProblem of={cases} />
        <RowsCard
          count={rows?.length}
          loading={cases.loading.value}
          empty={
            <EmptyState icon="folder" title="No cases here">
              A case opens when a caller or participant is held, and closes when the person he claims to be answers.
            </EmptyState>
          }
        >
          <Table label="Cases" columns={columns} rows={rows ?? []} rowKey={(row) => row.id} linked testId="cases" />
        </RowsCard>
      </div>
    </>
  );
}

function tabOf(
  state: CaseState | undefined,
  chosen: CaseState | undefined,
  rows: readonly CaseRow[] | undefined,
): TabItem {
  const tab = {
    href: state === undefined ? '/console/cases' : `/console/cases?state=${state}`,
    label: state === undefined ? 'All' : caseWords[state],
    current: chosen === state,
  };
  if (rows === undefined) return tab;
  return { ...tab, count: rows.filter((row) => state === undefined || row.state === state).length };
}
