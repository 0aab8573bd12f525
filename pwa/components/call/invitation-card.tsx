import { useEffect, useRef, useState } from 'preact/hooks';
import type { InvitationView } from '../../data/api.ts';
import { useApp } from '../../data/app-context.ts';
import { offlineReason } from '../../i18n/en.ts';
import { NoticeBanner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Field } from '../../ui/field.tsx';
import { PasskeySignIn } from '../passkey-sign-in.tsx';
import { MicPreview } from './mic-preview.tsx';

export type InvitationCardProps = {
  invitation: InvitationView;
  problem: { title: string; words: string } | undefined;
  onJoin: (displayName: string | undefined, microphone: MediaStreamTrack | undefined) => void;
  onSignedIn: () => void;
};

/** Before the meeting: what it is, under which name, with which microphone. */
export function InvitationCard({ invitation, problem, onJoin, onSignedIn }: InvitationCardProps) {
  const { title, tenant, state } = invitation;
  return (
    <section class="card join-card" data-testid="invitation">
      <header class="join-head">
        <p class="small faint">{tenant.name} invites you to</p>
        <h1 tabIndex={-1}>{title}</h1>
      </header>
      {problem === undefined ? null : (
        <NoticeBanner tone="critical" title={problem.title} small live="alert" testId="join-problem">
          {problem.words}
        </NoticeBanner>
      )}
      {state === 'ended' ? (
        <EmptyState icon="leave" title="This meeting has ended">
          Ask the person who invited you for a new link.
        </EmptyState>
      ) : (
        <JoinForm invitation={invitation} onJoin={onJoin} onSignedIn={onSignedIn} />
      )}
    </section>
  );
}

function JoinForm({ invitation, onJoin, onSignedIn }: Omit<InvitationCardProps, 'problem'>) {
  const { invitee } = invitation;
  const { online } = useApp();
  const [name, setName] = useState(invitee.protected || invitation.forwarded === true ? '' : invitee.name);
  const [nameProblem, setNameProblem] = useState<string | undefined>(undefined);
  const { track, setTrack, handOver } = usePreviewTrack();

  if (invitation.signInRequired) return <ProtectedSignIn name={invitee.name} onSignedIn={onSignedIn} />;
  const submit = (event: Event): void => {
    event.preventDefault();
    if (!invitee.protected && name.trim() === '') return setNameProblem('Write the name that the others should see.');
    onJoin(invitee.protected ? undefined : name.trim(), handOver());
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      {invitation.forwarded === true ? <ForwardedNotice name={invitee.name} /> : null}
      {invitee.protected ? (
        <p class="soft">You join as {invitee.name}, signed in with your passkey.</p>
      ) : (
        <Field
          label="Your name"
          value={name}
          onInput={(value) => {
            setName(value);
            setNameProblem(undefined);
          }}
          error={nameProblem}
          hint="The others see this name."
          input={{ name: 'name', autocomplete: 'name', maxLength: 64, required: true }}
        />
      )}
      <MicPreview track={track} onTrack={setTrack} />
      <Button
        type="submit"
        variant="primary"
        size="large"
        icon="video"
        wide
        disabledReason={online.value ? undefined : offlineReason}
        testId="join"
      >
        Join
      </Button>
      <p class="small faint">
        The sound of this meeting goes through the organiser’s own server. Nothing is recorded, and no account is
        needed.
      </p>
    </form>
  );
}

/** No accusation: links are forwarded for good reasons too. What follows from it is decided elsewhere. */
function ForwardedNotice({ name }: { name: string }) {
  return (
    <NoticeBanner
      tone="info"
      icon="link"
      small
      live="none"
      title="This link was made for someone else"
      testId="forwarded"
    >
      It was sent to {name}. You can ask to join under your own name.
    </NoticeBanner>
  );
}

function ProtectedSignIn({ name, onSignedIn }: { name: string; onSignedIn: () => void }) {
  return (
    <div class="stack" data-testid="join-sign-in">
      <p class="soft">This link is for {name}. Sign in with your passkey, so that the others know that it is you.</p>
      <PasskeySignIn onDone={onSignedIn} />
    </div>
  );
}

/** The preview's track is stopped with the form, unless the meeting takes it over. */
function usePreviewTrack() {
  const [track, setTrack] = useState<MediaStreamTrack | undefined>(undefined);
  const own = useRef<MediaStreamTrack | undefined>(undefined);
  useEffect(() => () => own.current?.stop(), []);
  return {
    track,
    setTrack: (next: MediaStreamTrack): void => {
      own.current = next;
      setTrack(next);
    },
    handOver: (): MediaStreamTrack | undefined => {
      const given = own.current;
      own.current = undefined;
      return given;
    },
  };
}
