import type { AuditEntry } from '#core/audit';
import { readableBody, type Opened } from '../../data/audit-chain.ts';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { Badge } from '../../ui/badge.tsx';

type AuditEntriesProps = { entries: readonly AuditEntry[]; opened: Opened | undefined; badSeq: number | undefined };

/** Entries of a chain; the first bad one is marked in words. What is sealed is shown opened, or as erased. */
export function AuditEntries({ entries, opened, badSeq }: AuditEntriesProps) {
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
            {JSON.stringify(readableBody(entry, opened), null, 2)}
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
