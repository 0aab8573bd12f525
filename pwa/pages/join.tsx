import '../styles/call.css';
import '../styles/join.css';
import { useRoute } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import { CallView } from '../components/call/call-view.tsx';
import { EntryNotice } from '../components/call/entry-notice.tsx';
import { GuestView } from '../components/call/guest-view.tsx';
import { InvitationCard } from '../components/call/invitation-card.tsx';
import { useRoom } from '../components/call/use-room.ts';
import { useTitle } from '../components/use-title.ts';
import type { InvitationView } from '../data/api.ts';
import { useApp } from '../data/app-context.ts';
import { wordsOf } from '../i18n/en.ts';
import type { JoinGrant } from '../media/room-client.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

type Loaded =
  | { state: 'loading' }
  | { state: 'failed'; words: string }
  | { state: 'ready'; invitation: InvitationView };
type Place = { sessionId: string; protected: boolean };

/** `/j/:token`: an invitation. Guests need nothing but a browser; a protected person signs in right here. */
export function JoinPage() {
  const { token = '' } = useRoute().params;
  const { api } = useApp();
  const [loaded, reload] = useInvitation(token);
  const [place, setPlace] = useState<Place | undefined>(undefined);
  const { entry, enter } = useRoom();
  useTitle(loaded.state === 'ready' ? loaded.invitation.title : 'Invitation');

  const joinAs = (displayName: string | undefined, microphone?: MediaStreamTrack): void => {
    const join = async (): Promise<JoinGrant> => {
      const admitted = await api.joinInvitation(token, displayName);
      setPlace({ sessionId: admitted.sessionId, protected: admitted.protected });
      return admitted;
    };
    void enter(join, microphone);
  };

  if (entry.step === 'inside' && place !== undefined && loaded.state === 'ready') {
    return place.protected ? (
      <CallView sessionId={place.sessionId} client={entry.client} />
    ) : (
      <GuestView title={loaded.invitation.title} client={entry.client} onRejoin={() => joinAs(undefined)} />
    );
  }
  if (entry.step === 'entering') return <EntryNotice entry={entry} onRetry={reload} />;
  return (
    <div class="page-narrow join-page">
      {loaded.state === 'loading' ? <Skeleton lines={4} label="Opening the invitation" /> : null}
      {loaded.state === 'failed' ? <LinkProblem words={loaded.words} onRetry={reload} /> : null}
      {loaded.state === 'ready' ? (
        <InvitationCard
          invitation={loaded.invitation}
          problem={entry.step === 'problem' ? { title: entry.title, words: entry.words } : undefined}
          onJoin={joinAs}
          onSignedIn={reload}
        />
      ) : null}
    </div>
  );
}

function useInvitation(token: string): [Loaded, () => void] {
  const { api } = useApp();
  const [loaded, setLoaded] = useState<Loaded>({ state: 'loading' });
  const load = (): void => {
    api.invitation(token).then(
      (invitation) => setLoaded({ state: 'ready', invitation }),
      (error: unknown) => setLoaded({ state: 'failed', words: wordsOf(error) }),
    );
  };
  useEffect(load, [api, token]);
  return [loaded, load];
}

function LinkProblem({ words, onRetry }: { words: string; onRetry: () => void }) {
  return (
    <div class="card" role="alert">
      <h1 tabIndex={-1} class="visually-hidden">
        Invitation
      </h1>
      <EmptyState
        icon="link"
        title="This invitation cannot be opened"
        action={<Button onClick={onRetry}>Try again</Button>}
      >
        {words}
      </EmptyState>
    </div>
  );
}
