import { useState } from 'preact/hooks';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';

export type NotMeProps = { busy: boolean; disabledReason: string | undefined; onReport: (note: string) => void };

/** As big as the approval, one confirmation, an optional note: denying must never be the harder way. */
export function NotMe({ busy, disabledReason, onReport }: NotMeProps) {
  const [open, setOpen] = useState(false);
  const [note, setNote] = useState('');
  const close = (): void => setOpen(false);
  return (
    <>
      <Button
        variant="danger"
        size="large"
        icon="x-circle"
        wide
        disabledReason={disabledReason}
        onClick={() => setOpen(true)}
        testId="not-me"
      >
        Not me — report
      </Button>
      <Dialog
        open={open}
        title="Report that this is not you?"
        onClose={close}
        actions={
          <>
            <Button onClick={close}>Back</Button>
            <Button variant="danger" busy={busy} onClick={() => onReport(note.trim())} testId="confirm-not-me">
              Yes, not me
            </Button>
          </>
        }
      >
        <p class="soft">Whoever uses your name is removed at once, and your security team gets the case.</p>
        <Field
          label="Note for your security team (optional)"
          value={note}
          onInput={setNote}
          multiline
          input={{ maxLength: 500 }}
        />
      </Dialog>
    </>
  );
}
