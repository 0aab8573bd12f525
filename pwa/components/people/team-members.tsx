import { useState } from 'preact/hooks';
import type { Person, Team } from '../../data/console/people-api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useWrite, useWriteReason } from '../use-write.ts';
import { WriteProblem } from '../write-problem.tsx';
import { PersonChoice } from './person-choice.tsx';
import { usePeopleApi } from './use-people-api.ts';

export type TeamMembersProps = { team: Team; people: readonly Person[]; onDone: () => void; onClose: () => void };

export function TeamMembers({ team, people, onDone, onClose }: TeamMembersProps) {
  const api = usePeopleApi();
  const write = useWrite();
  const reason = useWriteReason();
  const [chosen, setChosen] = useState<readonly string[]>(team.memberIds);
  const save = async (): Promise<void> => {
    if ((await write.run(() => api.setMembers(team.id, chosen))) !== undefined) onDone();
  };
  return (
    <Dialog
      open
      title={`Members of ${team.name}`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={write.busy} disabledReason={reason} onClick={() => void save()}>
            Save
          </Button>
        </>
      }
    >
      <div class="stack">
        <PersonChoice label="Members" people={people} chosen={chosen} onChange={setChosen} />
        <WriteProblem problem={write.problem} />
      </div>
    </Dialog>
  );
}
