import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ChallengeQuestion } from './challenge-question.tsx';

/** The question above a call or meeting: whoever answers it does not have to leave the room. */
export function ChallengeDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const back = <Button onClick={onClose}>Back to the call</Button>;
  return (
    <Dialog open title="Is this you?" kind="dialog-question" onClose={onClose} actions={back} testId="challenge-dialog">
      <ChallengeQuestion key={id} id={id} level={3} wayOn={null} />
    </Dialog>
  );
}
