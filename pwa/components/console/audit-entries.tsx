import type { AuditEntry } from '#core/audit';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { Badge } from '../../ui/badge.tsx';

/** Entries of a chain; the first bad one is marked in words. */
export function AuditEntries({ entries, badSeq }: { entries: readonly AuditEntry[]; badSeq: number | undefined }) {
  const columns: readonly Column<AuditEntry>[] = [
    {
      key: 'seq',
      label: 'No.',
      cell: (entry) => (
        <span class="row row-tight">
          <span class="strong">{entry.seq}</span>
          {entry.seq === badSeq ? (
            <Badge tone="critical" icon="alert" testId="bad-entry">
              First bad entry
            </Badge>
          ) : null}
        </span>
      ),
    },
    {
      key: 'at',
      label: 'Time',
      cell: (entry) => (
        <span class="small soft nowrap">
          <Time atMs={entry.atMs} as="seconds" />
        </span>
      ),
    },
    {
      key: 'kind',
      label: 'What',
      full: true,
      cell: (entry) => (
        <details class="grow">
          <summary>{entry.kind}</summary>
          <pre class="entry-body" tabIndex={0}>
            {JSON.stringify(entry.body, null, 2)}
          </pre>
        </details>
      ),
    },
    { key: 'actor', label: 'By', labelled: true, cell: (entry) => <span class="small soft">{entry.actor}</span> },
    {
      key: 'hash',
      label: 'Hash',
      labelled: true,
      cell: (entry) => (
        <code class="hash" title={entry.hash}>
          {entry.hash.slice(0, 12)}…
        </code>
      ),
    },
  ];
  return (
    <Table
      label="Audit entries"
      columns={columns}
      rows={entries}
      rowKey={(entry) => String(entry.seq)}
      testId="audit-entries"
    />
  );
}
