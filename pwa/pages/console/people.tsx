import '../../styles/console.css';
import '../../styles/evidence.css';
import type { PersonRow } from '#core/view';
import { AsOf, ReadProblem } from '../../components/as-of.tsx';
import { RowsCard } from '../../components/console/rows-card.tsx';
import { useTitle } from '../../components/use-title.ts';
import { readPaths } from '../../data/api.ts';
import { useApp } from '../../data/app-context.ts';
import { useResource } from '../../data/use-resource.ts';
import { roleWords } from '../../i18n/en.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Badge } from '../../ui/badge.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Table, type Column } from '../../ui/table.tsx';

const columns: readonly Column<PersonRow>[] = [
  {
    key: 'name',
    label: 'Person',
    full: true,
    cell: (row) => (
      <div class="session-cell">
        <Avatar name={row.displayName} />
        <span class="case-text">
          <span class="strong">{row.displayName}</span>
          <span class="case-reasons">{row.email}</span>
        </span>
      </div>
    ),
  },
  { key: 'role', label: 'Role', cell: (row) => roleWords[row.role] },
  { key: 'passkeys', label: 'Authenticator', cell: (row) => <Authenticator count={row.passkeys} /> },
  { key: 'extension', label: 'Extension', labelled: true, cell: (row) => row.extension ?? '–' },
  {
    key: 'numbers',
    label: 'Numbers on file',
    labelled: true,
    full: true,
    cell: (row) => <span class="soft">{row.numbers.length === 0 ? 'none' : row.numbers.join(', ')}</span>,
  },
];

function Authenticator({ count }: { count: number }) {
  if (count === 0) {
    return (
      <Badge tone="caution" icon="alert">
        Not enrolled
      </Badge>
    );
  }
  return (
    <Badge tone="positive" icon="key">
      {count === 1 ? '1 passkey' : `${count} passkeys`}
    </Badge>
  );
}

/** The protected people; whoever has no passkey cannot answer for himself. */
export function PeoplePage() {
  useTitle('People');
  const { api } = useApp();
  const people = useResource(readPaths.people(), api.people, 15_000);
  const rows = people.value.value?.people;
  return (
    <>
      <PageHead title="People" subtitle="Everybody who is protected" actions={<AsOf of={people} />} />
      <div class="stack">
        <ReadProblem of={people} />
        <RowsCard count={rows?.length} loading={people.loading.value} empty={null}>
          <Table label="People" columns={columns} rows={rows ?? []} rowKey={(row) => row.id} testId="people" />
        </RowsCard>
      </div>
    </>
  );
}
