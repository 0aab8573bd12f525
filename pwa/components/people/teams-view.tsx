import { useState } from 'preact/hooks';
import { peoplePaths, type Person, type Team } from '../../data/console/people-api.ts';
import { useResource } from '../../data/use-resource.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Field } from '../../ui/field.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { ReadProblem } from '../as-of.tsx';
import { RowsCard } from '../console/rows-card.tsx';
import { useWrite, useWriteReason, type Write } from '../use-write.ts';
import { WriteProblem } from '../write-problem.tsx';
import type { PeopleResource } from './people-view.tsx';
import { TeamMembers } from './team-members.tsx';
import { usePeopleApi } from './use-people-api.ts';

type Doing = { what: 'members' | 'remove'; team: Team };

/** Teams: what is usual for a team stands in while a person's own profile is still learning. */
export function TeamsView({ people }: { people: PeopleResource }) {
  const api = usePeopleApi();
  const reason = useWriteReason();
  const write = useWrite();
  const teams = useResource(peoplePaths.teams(), api.teams);
  const [doing, setDoing] = useState<Doing | undefined>(undefined);
  const everybody = people.value.value?.people ?? [];
  const rows = teams.value.value?.teams;
  const changed = (): void => {
    setDoing(undefined);
    void teams.refresh();
    void people.refresh();
  };
  const remove = async (team: Team): Promise<void> => {
    if ((await write.run(() => api.removeTeam(team.id))) !== undefined) changed();
    else setDoing(undefined);
  };
  return (
    <>
      <p class="soft small">
        While a person’s own profile is still learning, what is usual for the team stands in for it. Policy can treat
        teams differently.
      </p>
      <AddTeam write={write} disabledReason={reason} onAdded={changed} />
      <WriteProblem problem={write.problem} />
      <ReadProblem of={teams} />
      <RowsCard
        count={rows?.length}
        loading={teams.loading.value}
        empty={
          <EmptyState icon="users" title="No teams yet">
            A team is also made when an import or your directory names one.
          </EmptyState>
        }
      >
        <Table
          label="Teams"
          columns={columnsOf(everybody, reason, setDoing)}
          rows={rows ?? []}
          rowKey={(row) => row.id}
          testId="teams"
        />
      </RowsCard>
      {doing?.what === 'members' ? (
        <TeamMembers team={doing.team} people={everybody} onClose={() => setDoing(undefined)} onDone={changed} />
      ) : null}
      <ConfirmDialog
        open={doing?.what === 'remove'}
        title={`Delete the team ${doing?.team.name ?? ''}?`}
        confirmLabel="Delete the team"
        danger
        busy={write.busy}
        onConfirm={() => {
          if (doing !== undefined) void remove(doing.team);
        }}
        onClose={() => setDoing(undefined)}
      >
        Its people stay on file, without a team.
      </ConfirmDialog>
    </>
  );
}

type AddProps = { write: Write; disabledReason: string | undefined; onAdded: () => void };

function AddTeam({ write, disabledReason, onAdded }: AddProps) {
  const api = usePeopleApi();
  const [name, setName] = useState('');
  const add = async (): Promise<void> => {
    if (name.trim() === '' || disabledReason !== undefined) return;
    if ((await write.run(() => api.addTeam(name.trim()))) === undefined) return;
    setName('');
    onAdded();
  };
  return (
    <form
      class="toolbar"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <div class="grow">
        <Field label="New team" value={name} onInput={setName} input={{ maxLength: 80, autocomplete: 'off' }} />
      </div>
      <Button
        type="submit"
        icon="plus"
        busy={write.busy}
        disabledReason={disabledReason ?? (name.trim() === '' ? 'Give the team a name first.' : undefined)}
      >
        Add the team
      </Button>
    </form>
  );
}

function columnsOf(
  people: readonly Person[],
  disabledReason: string | undefined,
  onDo: (doing: Doing) => void,
): readonly Column<Team>[] {
  return [
    { key: 'name', label: 'Team', full: true, cell: (team) => <span class="strong">{team.name}</span> },
    { key: 'members', label: 'Members', labelled: true, numeric: true, cell: (team) => team.memberIds.length },
    {
      key: 'who',
      label: 'Who',
      full: true,
      cell: (team) => <span class="small soft">{namesOf(team, people)}</span>,
    },
    {
      key: 'do',
      label: 'Actions',
      full: true,
      cell: (team) => (
        <span class="row row-tight">
          <Button size="small" disabledReason={disabledReason} onClick={() => onDo({ what: 'members', team })}>
            Members<span class="visually-hidden"> of {team.name}</span>
          </Button>
          <Button
            size="small"
            variant="danger-soft"
            disabledReason={disabledReason}
            onClick={() => onDo({ what: 'remove', team })}
          >
            Delete<span class="visually-hidden"> {team.name}</span>
          </Button>
        </span>
      ),
    },
  ];
}

function namesOf(team: Team, people: readonly Person[]): string {
  const names = people.filter(({ id }) => team.memberIds.includes(id)).map(({ displayName }) => displayName);
  return names.length > 6 ? `${names.slice(0, 6).join(', ')} and ${names.length - 6} more` : names.join(', ');
}
