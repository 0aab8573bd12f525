import { ChallengeCard } from '../components/challenge-card.tsx';
import { DeviceState } from '../components/device-state.tsx';
import { MeetingList } from '../components/meeting-list.tsx';
import { MeetingStart } from '../components/meeting-start.tsx';
import { RingingCard } from '../components/ringing-card.tsx';
import { useTitle } from '../components/use-title.ts';
import { mayUseConsole, useApp, useMe } from '../data/app-context.ts';
import { readPaths } from '../data/api.ts';
import { useResource } from '../data/use-resource.ts';
import { LinkButton } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageHead } from '../ui/page-head.tsx';

/** What waits for this person, meetings, and whether this device can answer for him. */
export function HomePage() {
  useTitle('Home');
  const me = useMe();
  const { api } = useApp();
  const meetings = useResource(readPaths.meetings(), api.meetings, 20_000);
  if (me === null || me === undefined) return null;
  return (
    <>
      <PageHead title={`${greeting(new Date().getHours())}, ${me.person.displayName}`} subtitle={me.tenant.name} />
      <div class="columns columns-home">
        <div class="stack stack-loose">
          <Waiting />
          <MeetingStart onCreated={() => void meetings.refresh()} />
          <MeetingList meetings={meetings} />
        </div>
        <div class="stack stack-loose">
          <DeviceState />
          {mayUseConsole(me) ? <DrillHint /> : null}
        </div>
      </div>
    </>
  );
}

function Waiting() {
  const { inbox } = useApp();
  const calls = inbox.ringing.value;
  const challenges = inbox.challenges.value;
  if (calls.length + challenges.length === 0) {
    return (
      <Card>
        <EmptyState icon="shield-check" title="Nothing is waiting for you">
          Calls to your extension ring here. If somebody uses your name elsewhere, you are asked here whether it is you.
        </EmptyState>
      </Card>
    );
  }
  return (
    <section class="stack" aria-label="Waiting for you">
      {challenges.map((challenge) => (
        <ChallengeCard key={challenge.id} challenge={challenge} />
      ))}
      {calls.map((call) => (
        <RingingCard key={call.sessionId} call={call} />
      ))}
    </section>
  );
}

function DrillHint() {
  return (
    <Card title="See it work">
      <div class="stack">
        <p class="soft">
          A drill places a real call with synthetic speech under a colleague’s name. It is marked as a drill and stays
          out of your statistics.
        </p>
        <LinkButton href="/console/drills" icon="flask">
          Go to drills
        </LinkButton>
      </div>
    </Card>
  );
}

function greeting(hour: number): string {
  if (hour < 5) return 'Good night';
  if (hour < 12) return 'Good morning';
  return hour < 18 ? 'Good afternoon' : 'Good evening';
}
