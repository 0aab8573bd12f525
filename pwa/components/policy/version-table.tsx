import type { PolicyVersion } from '../../data/console/policy-api.ts';
import { policyStateWords } from '../../i18n/en-policy.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import type { Names } from './names.ts';
import { rollbackReason } from './version-words.ts';

export type VersionTableProps = {
  versions: readonly PolicyVersion[];
  names: Names;
  disabledReason: string | undefined;
  onShow: (version: PolicyVersion) => void;
  onRollback: (version: PolicyVersion) => void;
};

/** Every version there was, the newest first. */
export function VersionTable({ versions, names, disabledReason, onShow, onRollback }: VersionTableProps) {
  return (
    <Table
      label="Versions"
      testId="policy-versions"
      rows={versions.toSorted((a, b) => b.version - a.version)}
      rowKey={(row) => String(row.version)}
      columns={[
        { key: 'version', label: 'Version', labelled: true, cell: (row) => <span class="strong">{row.version}</span> },
        { key: 'state', label: 'State', cell: (row) => <StateOf version={row} /> },
        { key: 'note', label: 'Why', full: true, cell: (row) => <span class="small">{row.note}</span> },
        {
          key: 'who',
          label: 'Proposed',
          full: true,
          labelled: true,
          cell: (row) => (
            <span class="small soft">
              {names.of(row.proposedBy)}, <Time atMs={row.proposedAtMs} />
            </span>
          ),
        },
        {
          key: 'decided',
          label: 'Decided',
          full: true,
          labelled: true,
          cell: (row) => <Decided version={row} names={names} />,
        },
        {
          key: 'do',
          label: 'Actions',
          full: true,
          cell: (row) => (
            <span class="row row-tight row-actions">
              <Button size="small" onClick={() => onShow(row)}>
                Show<span class="visually-hidden"> version {row.version}</span>
              </Button>
              <Button
                size="small"
                icon="refresh"
                disabledReason={rollbackReason(row) ?? disabledReason}
                onClick={() => onRollback(row)}
              >
                Roll back<span class="visually-hidden"> to version {row.version}</span>
              </Button>
            </span>
          ),
        },
      ]}
    />
  );
}

function StateOf({ version }: { version: PolicyVersion }) {
  const { label, tone, icon } = policyStateWords[version.state];
  return (
    <span class="row row-tight">
      <Badge tone={tone} icon={icon}>
        {label}
      </Badge>
      {version.weakens.length === 0 ? null : <span class="small faint">weaker than the one before</span>}
    </span>
  );
}

function Decided({ version, names }: { version: PolicyVersion; names: Names }) {
  if (version.decidedBy === undefined || version.decidedAtMs === undefined) return null;
  return (
    <span class="small soft">
      {names.of(version.decidedBy)}, <Time atMs={version.decidedAtMs} />
    </span>
  );
}
