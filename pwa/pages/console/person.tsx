import '../../styles/console.css';
import '../../styles/evidence.css';
import '../../styles/people.css';
import { useRoute } from 'preact-iso';
import { useState } from 'preact/hooks';
import { AsOf, ReadProblem } from '../../components/as-of.tsx';
import { EnrolmentDialog } from '../../components/people/enrolment-link.tsx';
import { OnFileCard } from '../../components/people/on-file-card.tsx';
import { PersonForm } from '../../components/people/person-form.tsx';
import { PersonRights } from '../../components/people/person-rights.tsx';
import { ProfileCard } from '../../components/people/profile-card.tsx';
import { ProtectionBadge } from '../../components/people/protection-badge.tsx';
import { usePeopleApi } from '../../components/people/use-people-api.ts';
import { useTitle } from '../../components/use-title.ts';
import { useWriteReason } from '../../components/use-write.ts';
import { peoplePaths, type Person } from '../../data/console/people-api.ts';
import { useResource } from '../../data/use-resource.ts';
import { roleWords } from '../../i18n/en.ts';
import { NoticeBanner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

const back = { href: '/console/people', label: 'People' };

/** One person: what is on file, what is usual for him, and his rights over it. */
export function PersonPage() {
  const id = useRoute().params['id'] ?? '';
  const api = usePeopleApi();
  const people = useResource(peoplePaths.people(), api.people, 15_000);
  const person = people.value.value?.people.find((one) => one.id === id);
  useTitle(person?.displayName ?? 'Person');
  if (person === undefined) {
    return (
      <>
        <PageHead back={back} title="Person" actions={<AsOf of={people} />} />
        <div class="stack">
          <ReadProblem of={people} />
          {people.value.value === undefined ? (
            <Skeleton lines={6} />
          ) : (
            <NoticeBanner tone="neutral">Nobody on file has this address. He may have been deleted.</NoticeBanner>
          )}
        </div>
      </>
    );
  }
  const teams = [...new Set((people.value.value?.people ?? []).flatMap(({ team }) => team?.name ?? []))].sort();
  return (
    <>
      <PageHead
        back={back}
        title={person.displayName}
        marks={<ProtectionBadge person={person} />}
        subtitle={
          <>
            <span>{person.email}</span>
            <span>{roleWords[person.role]}</span>
            {person.team === undefined ? null : <span>{person.team.name}</span>}
          </>
        }
        actions={<HeadActions person={person} teams={teams} onChanged={() => void people.refresh()} />}
      />
      <div class="stack">
        <ReadProblem of={people} />
        <div class="columns person-columns">
          <OnFileCard person={person} />
          <div class="person-profile">
            <ProfileCard personId={person.id} name={person.displayName} />
          </div>
          <PersonRights person={person} onChanged={() => void people.refresh()} />
        </div>
      </div>
    </>
  );
}

type HeadProps = { person: Person; teams: readonly string[]; onChanged: () => void };

function HeadActions({ person, teams, onChanged }: HeadProps) {
  const reason = useWriteReason();
  const [doing, setDoing] = useState<'edit' | 'enrol' | undefined>(undefined);
  const close = (): void => setDoing(undefined);
  return (
    <>
      <Button icon="key" disabledReason={reason} onClick={() => setDoing('enrol')}>
        Enrolment link
      </Button>
      <Button disabledReason={reason} onClick={() => setDoing('edit')}>
        Change
      </Button>
      {doing === 'enrol' ? <EnrolmentDialog person={person} onClose={close} /> : null}
      {doing === 'edit' ? (
        <PersonForm
          person={person}
          teams={teams}
          onClose={close}
          onDone={() => {
            close();
            onChanged();
          }}
        />
      ) : null}
    </>
  );
}
