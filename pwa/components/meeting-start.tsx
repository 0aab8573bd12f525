import { useState } from 'preact/hooks';
import type { MeetingCreated, MeetingDraft } from '../data/api.ts';
import { useApp } from '../data/app-context.ts';
import { offlineReason, wordsOf } from '../i18n/en.ts';
import { NoticeBanner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Field } from '../ui/field.tsx';
import { GuestRows, type GuestDraft } from './guest-rows.tsx';
import { InvitationLinks } from './invitation-links.tsx';
import { PeoplePicker } from './people-picker.tsx';

/** Title, colleagues, guests -> a link for each of them. */
export function MeetingStart({ onCreated }: { onCreated: () => void }) {
  const [open, setOpen] = useState(false);
  const [created, setCreated] = useState<MeetingCreated | undefined>(undefined);
  const { inbox } = useApp();
  const waiting = inbox.ringing.value.length + inbox.challenges.value.length > 0;
  if (created !== undefined) return <InvitationLinks meeting={created} onDone={() => setCreated(undefined)} />;
  if (!open) {
    return (
      <Card>
        <div class="row row-between">
          <div class="grow">
            <h2>Meet</h2>
            <p class="soft small">A meeting in which everybody’s identity is checked.</p>
          </div>
          <Button variant={waiting ? 'secondary' : 'primary'} icon="plus" onClick={() => setOpen(true)}>
            Start a meeting
          </Button>
        </div>
      </Card>
    );
  }
  return (
    <MeetingForm
      onClose={() => setOpen(false)}
      onCreated={(meeting) => {
        setOpen(false);
        setCreated(meeting);
        onCreated();
      }}
    />
  );
}

type FormProps = { onClose: () => void; onCreated: (meeting: MeetingCreated) => void };

function MeetingForm({ onClose, onCreated }: FormProps) {
  const { api, online } = useApp();
  const [title, setTitle] = useState('');
  const [people, setPeople] = useState<readonly string[]>([]);
  const [guests, setGuests] = useState<readonly GuestDraft[]>([]);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const faults = { title: title.trim() === '', nobody: people.length + guests.length === 0 };
  const create = async (): Promise<void> => {
    setTried(true);
    if (faults.title || faults.nobody || guests.some((guest) => guestFault(guest) !== undefined)) return;
    setBusy(true);
    setProblem(undefined);
    try {
      onCreated(await api.createMeeting(draftOf(title, people, guests)));
    } catch (error) {
      setProblem(wordsOf(error));
      setBusy(false);
    }
  };
  return (
    <Card title="Start a meeting">
      <form
        class="stack stack-loose"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        <Field
          label="Title"
          value={title}
          onInput={setTitle}
          error={tried && faults.title ? 'Give the meeting a title.' : undefined}
          input={{ maxLength: 120, required: true, name: 'title' }}
        />
        <PeoplePicker chosen={people} onChange={setPeople} />
        <GuestRows guests={guests} onChange={setGuests} faultOf={tried ? guestFault : () => undefined} />
        {tried && faults.nobody ? (
          <NoticeBanner tone="caution" small>
            Choose at least one colleague or guest.
          </NoticeBanner>
        ) : null}
        {problem === undefined ? null : (
          <NoticeBanner tone="critical" live="alert" small>
            {problem}
          </NoticeBanner>
        )}
        <div class="row">
          <Button type="submit" variant="primary" busy={busy} disabledReason={online.value ? undefined : offlineReason}>
            Make invitations
          </Button>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
        </div>
      </form>
    </Card>
  );
}

export function guestFault({ name, email }: GuestDraft): string | undefined {
  if (name.trim() === '') return 'Give the guest’s name.';
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim()) ? undefined : 'Give an e-mail address like name@company.com.';
}

function draftOf(title: string, people: readonly string[], guests: readonly GuestDraft[]): MeetingDraft {
  return {
    title: title.trim(),
    invitees: [
      ...people.map((personId) => ({ personId })),
      ...guests.map(({ name, email }) => ({ name: name.trim(), email: email.trim() })),
    ],
  };
}
