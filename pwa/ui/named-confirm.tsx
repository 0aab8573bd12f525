import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';

export type NamedConfirmProps = {
  open: boolean;
  title: string;
  /** What must be typed. */
  name: string;
  /** What will happen. */
  children?: ComponentChildren;
  confirmLabel: string;
  busy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
};

/** For what cannot be taken back: confirmed by typing the name of what it happens to. */
export function NamedConfirm({ open, onClose, ...rest }: NamedConfirmProps) {
  // The question is made anew each time it opens, so that nothing typed before confirms it.
  return open ? <Question {...rest} onClose={onClose} /> : null;
}

function Question(props: Omit<NamedConfirmProps, 'open'>) {
  const { title, name, children, confirmLabel, busy = false, onConfirm, onClose } = props;
  const [typed, setTyped] = useState('');
  const same = isSameName(typed, name);
  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose} autoFocus>
            Cancel
          </Button>
          <Button
            variant="danger"
            busy={busy}
            disabledReason={same ? undefined : `Type ${name} first.`}
            onClick={onConfirm}
            testId="confirm"
          >
            {confirmLabel}
          </Button>
        </>
      }
    >
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (same && !busy) onConfirm();
        }}
      >
        <div class="stack stack-tight soft">{children}</div>
        <Field
          label={`Type ${name} to confirm`}
          value={typed}
          onInput={setTyped}
          input={{ autocomplete: 'off', spellcheck: false }}
        />
      </form>
    </Dialog>
  );
}

/** Case and spaces at the ends and between words do not matter; everything else does. */
export function isSameName(typed: string, name: string): boolean {
  const plain = (text: string): string => text.normalize('NFC').trim().replace(/\s+/g, ' ').toLocaleLowerCase('en');
  return plain(typed) === plain(name);
}
