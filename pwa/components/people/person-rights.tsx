import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { useApp } from '../../data/app-context.ts';
import type { Person } from '../../data/console/people-api.ts';
import { saveFile } from '../../data/save-file.ts';
import { offlineReason } from '../../i18n/en.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { NamedConfirm } from '../../ui/named-confirm.tsx';
import { useWrite, useWriteReason } from '../use-write.ts';
import { WriteProblem } from '../write-problem.tsx';
import { usePeopleApi } from './use-people-api.ts';
import { useProfileApi } from './use-profile-api.ts';

type Asking = 'deactivate' | 'delete' | 'erase';

/** What ends or takes away: each says what will happen, and what cannot be taken back wants the name typed. */
export function PersonRights({ person, onChanged }: { person: Person; onChanged: () => void }) {
  const { online, toasts } = useApp();
  const people = usePeopleApi();
  const profiles = useProfileApi();
  const { route } = useLocation();
  const write = useWrite();
  const reason = useWriteReason();
  const [asking, setAsking] = useState<Asking | undefined>(undefined);
  const { id, displayName: name } = person;
  const isActive = person.active !== false;
  const carryOut = async (work: () => Promise<unknown>, done: string): Promise<boolean> => {
    const finished = (await write.run(work)) !== undefined;
    setAsking(undefined);
    if (!finished) return false;
    toasts.show(done);
    onChanged();
    return true;
  };
  const exportAll = async (): Promise<void> => {
    const text = await write.run(() => profiles.exportAll(id));
    if (text !== undefined) saveFile(`countersign-person-${id}.json`, text.value, 'application/json');
  };
  const remove = async (): Promise<void> => {
    if (await carryOut(() => people.remove(id), `${name} is no longer on file.`)) route('/console/people', true);
  };
  const erase = async (): Promise<void> => {
    if (await carryOut(() => profiles.erase(id, name), `${name} is erased.`)) route('/console/people', true);
  };
  const switchActive = (active: boolean): void =>
    void carryOut(
      () => people.change(id, { active }),
      active ? `${name} is protected again.` : `${name} is deactivated.`,
    );
  return (
    <Card title="Access and data">
      <div class="stack">
        <WriteProblem problem={write.problem} />
        <Deed
          title={isActive ? 'Deactivate' : 'Activate again'}
          text={
            isActive
              ? 'Cannot sign in, and the name is no longer watched over. Can be undone.'
              : 'May sign in again, and the name is watched over.'
          }
          disabledReason={reason}
          onPress={() => (isActive ? setAsking('deactivate') : switchActive(true))}
        />
        <Deed
          title="Export"
          text="Everything that is kept about this person, as a JSON file."
          disabledReason={online.value ? undefined : offlineReason}
          onPress={() => void exportAll()}
        />
        <Deed
          title="Delete"
          text="Takes the person off file: sign-ins end, numbers become free. The record of past calls stays."
          danger
          disabledReason={reason}
          onPress={() => setAsking('delete')}
        />
        <Deed
          title="Erase"
          text="Takes the person off file, destroys the profile, and with it the keys to name, numbers and addresses in past calls. The audit chain stays whole; what it held of the person can no longer be read."
          danger
          disabledReason={reason}
          onPress={() => setAsking('erase')}
        />
      </div>
      <ConfirmDialog
        open={asking === 'deactivate'}
        title={`Deactivate ${name}?`}
        confirmLabel={`Deactivate ${name}`}
        danger
        busy={write.busy}
        onConfirm={() => switchActive(false)}
        onClose={() => setAsking(undefined)}
      >
        {name} is signed out everywhere at once and cannot sign in. Whoever uses this name in a call is no longer
        noticed.
      </ConfirmDialog>
      <NamedConfirm
        open={asking === 'delete'}
        title={`Delete ${name}?`}
        name={name}
        confirmLabel={`Delete ${name}`}
        busy={write.busy}
        onConfirm={() => void remove()}
        onClose={() => setAsking(undefined)}
      >
        <p>Sign-ins end at once, and the passkeys are of no use any more. The numbers become free for others.</p>
      </NamedConfirm>
      <NamedConfirm
        open={asking === 'erase'}
        title={`Erase ${name}?`}
        name={name}
        confirmLabel="Erase for good"
        busy={write.busy}
        onConfirm={() => void erase()}
        onClose={() => setAsking(undefined)}
      >
        <p>
          This cannot be taken back. Past calls and cases stay, as those of an erased person; risk and decisions can
          still be made again from them.
        </p>
      </NamedConfirm>
    </Card>
  );
}

type DeedProps = {
  title: string;
  text: string;
  danger?: boolean;
  disabledReason: string | undefined;
  onPress: () => void;
};

function Deed({ title, text, danger = false, disabledReason, onPress }: DeedProps) {
  return (
    <div class="deed">
      <p class="small soft">{text}</p>
      <Button variant={danger ? 'danger-soft' : 'secondary'} disabledReason={disabledReason} onClick={onPress}>
        {title}
      </Button>
    </div>
  );
}
