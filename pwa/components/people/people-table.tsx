import { useState } from 'preact/hooks';
import type { Person } from '../../data/console/people-api.ts';
import { roleWords } from '../../i18n/en.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { ProtectionBadge } from './protection-badge.tsx';

export type PeopleTableProps = {
  people: readonly Person[];
  onEnrol: (person: Person) => void;
  onEdit: (person: Person) => void;
  disabledReason: string | undefined;
};

const step = 100;

/** A row leads to the person's page; the first hundred are drawn, more on demand. */
export function PeopleTable({ people, ...rest }: PeopleTableProps) {
  const [shown, setShown] = useState(step);
  return (
    <>
      <Table
        label="People"
        columns={columnsOf(rest)}
        rows={people.slice(0, shown)}
        rowKey={(row) => row.id}
        linked
        testId="people"
      />
      {people.length > shown ? (
        <div class="table-more">
          <Button size="small" onClick={() => setShown(shown + step)}>
            Show more: {people.length - shown} are left
          </Button>
        </div>
      ) : null}
    </>
  );
}

function columnsOf(actions: Omit<PeopleTableProps, 'people'>): readonly Column<Person>[] {
  return [
    { key: 'name', label: 'Person', full: true, cell: (row) => <NameCell person={row} /> },
    { key: 'state', label: 'Protection', cell: (row) => <ProtectionBadge person={row} /> },
    {
      key: 'role',
      label: 'Role and team',
      cell: (row) => (
        <span class="case-text">
          {roleWords[row.role]}
          {row.team === undefined ? null : <span class="case-reasons">{row.team.name}</span>}
        </span>
      ),
    },
    {
      key: 'numbers',
      label: 'Numbers',
      full: true,
      cell: (row) => <span class="soft small">{numbersText(row)}</span>,
    },
    { key: 'passkeys', label: 'Passkeys', labelled: true, numeric: true, cell: (row) => row.passkeys },
    { key: 'do', label: 'Actions', full: true, cell: (row) => <Actions person={row} {...actions} /> },
  ];
}

function numbersText({ extension, numbers }: Person): string {
  const all = [...(extension === undefined ? [] : [`ext. ${extension}`]), ...numbers];
  return all.length === 0 ? 'No number on file' : all.join(', ');
}

function NameCell({ person }: { person: Person }) {
  return (
    <div class="session-cell">
      <Avatar name={person.displayName} />
      <span class="case-text person-name">
        <a class="row-link" href={`/console/people/${encodeURIComponent(person.id)}`}>
          {person.displayName}
        </a>
        <span class="case-reasons person-mail">{person.email}</span>
      </span>
    </div>
  );
}

function Actions({ person, onEnrol, onEdit, disabledReason }: { person: Person } & Omit<PeopleTableProps, 'people'>) {
  return (
    <span class="row row-tight row-actions">
      <Button size="small" icon="key" disabledReason={disabledReason} onClick={() => onEnrol(person)}>
        Link<span class="visually-hidden"> to enrol {person.displayName}</span>
      </Button>
      <Button size="small" disabledReason={disabledReason} onClick={() => onEdit(person)}>
        Change<span class="visually-hidden"> {person.displayName}</span>
      </Button>
    </span>
  );
}
