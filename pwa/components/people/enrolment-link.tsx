import { useState } from 'preact/hooks';
import type { EnrolmentLink, Person } from '../../data/console/people-api.ts';
import { Button } from '../../ui/button.tsx';
import { CopyLine } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Time } from '../../ui/time.tsx';
import { useWrite, useWriteReason } from '../use-write.ts';
import { WriteProblem } from '../write-problem.tsx';
import { usePeopleApi } from './use-people-api.ts';

export type EnrolmentProps = { person: Pick<Person, 'id' | 'displayName' | 'passkeys'>; onClose: () => void };

/** Makes a link with which one person creates a passkey. It is shown once: only its hash is stored. */
export function EnrolmentDialog({ person, onClose }: EnrolmentProps) {
  const api = usePeopleApi();
  const write = useWrite();
  const reason = useWriteReason();
  const [link, setLink] = useState<EnrolmentLink | undefined>(undefined);
  const make = async (): Promise<void> => {
    const made = await write.run(() => api.enrolmentLink(person.id));
    if (made !== undefined) setLink(made.value);
  };
  return (
    <Dialog
      open
      title={`Enrolment link for ${person.displayName}`}
      onClose={onClose}
      testId="enrolment-dialog"
      actions={
        link === undefined ? (
          <>
            <Button onClick={onClose} autoFocus>
              Cancel
            </Button>
            <Button
              variant="primary"
              busy={write.busy}
              disabledReason={reason}
              onClick={() => void make()}
              testId="make-link"
            >
              Make the link
            </Button>
          </>
        ) : (
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        )
      }
    >
      {link === undefined ? <Before person={person} /> : <Made name={person.displayName} link={link} />}
      <WriteProblem problem={write.problem} />
    </Dialog>
  );
}

function Before({ person }: Pick<EnrolmentProps, 'person'>) {
  return (
    <div class="stack stack-tight soft">
      <p>
        Whoever opens the link creates a passkey as {person.displayName}. Hand it over on a way that only this person
        reads, best face to face.
      </p>
      <p>A link made before and not used yet stops working.</p>
      {person.passkeys > 0 ? <p>The passkeys enrolled so far stay valid.</p> : null}
    </div>
  );
}

function Made({ name, link }: { name: string; link: EnrolmentLink }) {
  return (
    <div class="stack stack-tight" role="status">
      <CopyLine text={link.url} label={`enrolment link of ${name}`} />
      <p class="small soft">
        It is shown only now, works once, and until <Time atMs={link.expiresAtMs} />.
      </p>
    </div>
  );
}
