import '../../styles/console.css';
import '../../styles/evidence.css';
import '../../styles/people.css';
import { useLocation } from 'preact-iso';
import { AsOf } from '../../components/as-of.tsx';
import { DirectoryView } from '../../components/people/directory-view.tsx';
import { ImportView } from '../../components/people/import-view.tsx';
import { PeopleView } from '../../components/people/people-view.tsx';
import { TeamsView } from '../../components/people/teams-view.tsx';
import { usePeopleApi } from '../../components/people/use-people-api.ts';
import { useTitle } from '../../components/use-title.ts';
import { peoplePaths } from '../../data/console/people-api.ts';
import { useResource } from '../../data/use-resource.ts';
import { PageHead } from '../../ui/page-head.tsx';
import { TabNav } from '../../ui/tabs.tsx';

const views = { people: 'People', teams: 'Teams', import: 'Import', directory: 'Directory' } as const;
type View = keyof typeof views;

/** The protected people, and every way they get on file. */
export function PeoplePage() {
  useTitle('People');
  const api = usePeopleApi();
  const { query } = useLocation();
  const people = useResource(peoplePaths.people(), api.people, 15_000);
  const view = (Object.keys(views) as View[]).find((one) => one === query['view']) ?? 'people';
  return (
    <>
      <PageHead title="People" subtitle="Everybody who is protected" actions={<AsOf of={people} />} />
      <div class="stack">
        <TabNav
          label="People"
          items={(Object.keys(views) as View[]).map((one) => ({
            href: one === 'people' ? '/console/people' : `/console/people?view=${one}`,
            label: views[one],
            current: one === view,
          }))}
        />
        {view === 'people' ? <PeopleView people={people} /> : null}
        {view === 'teams' ? <TeamsView people={people} /> : null}
        {view === 'import' ? <ImportView onApplied={() => void people.refresh()} /> : null}
        {view === 'directory' ? <DirectoryView /> : null}
      </div>
    </>
  );
}
