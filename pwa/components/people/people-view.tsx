import { useState } from 'preact/hooks';
import { useApp } from '../../data/app-context.ts';
import type { Person } from '../../data/console/people-api.ts';
import type { Resource } from '../../data/resource.ts';
import { saveFile } from '../../data/save-file.ts';
import { offlineReason, wordsOf } from '../../i18n/en.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Field } from '../../ui/field.tsx';
import { ReadProblem } from '../as-of.tsx';
import { KeyFigures } from '../console/key-figures.tsx';
import { RowsCard } from '../console/rows-card.tsx';
import { useWriteReason } from '../use-write.ts';
import { EnrolmentDialog } from './enrolment-link.tsx';
import { PeopleTable } from './people-table.tsx';
import { PersonForm } from './person-form.tsx';
import { countProtection, matches } from './protection.ts';
import { usePeopleApi } from './use-people-api.ts';

export type PeopleResource = Resource<{ people: Person[]; asOfMs: number }>;
type Doing = { what: 'add' } | { what: 'edit' | 'enrol'; person: Person };

/** Everybody on file: find, add, change, enrol. */
export function PeopleView({ people }: { people: PeopleResource }) {
  const reason = useWriteReason();
  const [query, setQuery] = useState('');
  const [doing, setDoing] = useState<Doing | undefined>(undefined);
  const rows = people.value.value?.people;
  const found = rows?.filter((person) => matches(person, query)).toSorted(byName);
  const teams = [...new Set((rows ?? []).flatMap(({ team }) => (team === undefined ? [] : [team.name])))].sort();
  const close = (): void => setDoing(undefined);
  return (
    <>
      <Figures people={rows} />
      <div class="toolbar">
        <div class="grow">
          <Field
            label={<span class="visually-hidden">Find people</span>}
            value={query}
            onInput={setQuery}
            input={{ type: 'search', placeholder: 'Name, e-mail, team, number', autocomplete: 'off' }}
          />
        </div>
        <Button
          variant="primary"
          icon="plus"
          disabledReason={reason}
          onClick={() => setDoing({ what: 'add' })}
          testId="add-person"
        >
          Add a person
        </Button>
        <ExportButton />
      </div>
      <ReadProblem of={people} />
      <p class="visually-hidden" role="status">
        {query === '' || found === undefined ? '' : `${found.length} found`}
      </p>
      <RowsCard count={found?.length} loading={people.loading.value} empty={<Nobody searching={query !== ''} />}>
        <PeopleTable
          people={found ?? []}
          disabledReason={reason}
          onEnrol={(person) => setDoing({ what: 'enrol', person })}
          onEdit={(person) => setDoing({ what: 'edit', person })}
        />
      </RowsCard>
      {doing?.what === 'enrol' ? <EnrolmentDialog person={doing.person} onClose={close} /> : null}
      {doing?.what === 'add' || doing?.what === 'edit' ? (
        <PersonForm
          {...(doing.what === 'edit' ? { person: doing.person } : {})}
          teams={teams}
          onClose={close}
          onDone={(person) => {
            setDoing(doing.what === 'add' ? { what: 'enrol', person } : undefined);
            void people.refresh();
          }}
        />
      ) : null}
    </>
  );
}

/** Takes its room before anybody is counted, so that nothing moves when they are. */
function Figures({ people }: { people: readonly Person[] | undefined }) {
  const counts = people === undefined ? undefined : countProtection(people);
  return (
    <KeyFigures
      label="Protection"
      figures={[
        { label: 'Protected', value: counts === undefined ? '–' : counts.protected + counts.partly },
        {
          label: 'Not enrolled',
          value: counts?.['not-enrolled'] ?? '–',
          tone: (counts?.['not-enrolled'] ?? 0) > 0 ? 'caution' : 'neutral',
        },
        { label: 'Deactivated', value: counts?.inactive ?? '–' },
      ]}
    />
  );
}

function byName(a: Person, b: Person): number {
  return a.displayName.localeCompare(b.displayName, 'en');
}

function Nobody({ searching }: { searching: boolean }) {
  if (searching) return <EmptyState icon="search" title="Nobody matches" />;
  return (
    <EmptyState icon="users" title="Nobody is on file yet">
      Add people one by one, import a CSV file, or let your directory provision them by SCIM.
    </EmptyState>
  );
}

function ExportButton() {
  const api = usePeopleApi();
  const { online, toasts } = useApp();
  const save = async (): Promise<void> => {
    try {
      saveFile('countersign-people.csv', await api.exportCsv(), 'text/csv');
    } catch (error) {
      toasts.show(wordsOf(error));
    }
  };
  return (
    <Button icon="download" disabledReason={online.value ? undefined : offlineReason} onClick={() => void save()}>
      Export CSV
    </Button>
  );
}
