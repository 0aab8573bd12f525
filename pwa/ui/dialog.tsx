import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

export type DialogProps = {
  open: boolean;
  title: ComponentChildren;
  /** Called for Escape, a press outside, and whatever the page closes it with. */
  onClose: () => void;
  children?: ComponentChildren;
  /** The buttons, at the end. */
  actions?: ComponentChildren;
  kind?: string;
  testId?: string;
};

/** The platform's modal dialog: focus stays inside, the rest is inert, Escape closes it. */
export function Dialog({ open, title, onClose, children, actions, kind = '', testId }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const opener = useRef<Element | null>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    if (open && !dialog.open) {
      opener.current = document.activeElement;
      dialog.showModal();
      dialog.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    }
    if (!open && dialog.open) dialog.close();
  }, [open]);
  // The platform gives the focus back when a dialog closes, not when an open one is taken off the page.
  useEffect(
    () => () => {
      if (document.activeElement === document.body) focusOn(opener.current);
    },
    [],
  );
  return (
    <dialog
      ref={ref}
      class={`dialog ${kind}`}
      aria-labelledby={titleId}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      {open ? (
        <>
          <div class="dialog-body">
            <h2 id={titleId}>{title}</h2>
            {children}
          </div>
          {actions === undefined ? null : <div class="dialog-foot">{actions}</div>}
        </>
      ) : null}
    </dialog>
  );
}

function focusOn(element: Element | null): void {
  if (element instanceof HTMLElement && element.isConnected) element.focus();
}
