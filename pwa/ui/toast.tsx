import { signal, type ReadonlySignal } from '@preact/signals';
import { Button } from './button.tsx';

export type Toast = {
  id: number;
  text: string;
  action?: { label: string; onPress: () => void };
  /** Stays until dismissed. */
  sticky?: boolean;
};

export type Toasts = {
  items: ReadonlySignal<readonly Toast[]>;
  /** Shows a line for 6 s (with an action or `sticky`: until dismissed). Returns its id. */
  show(text: string, options?: { action?: Toast['action']; sticky?: boolean }): number;
  dismiss(id: number): void;
};

const shownMs = 6000;

export function createToasts(): Toasts {
  const items = signal<readonly Toast[]>([]);
  let nextId = 1;
  const dismiss = (id: number): void => {
    items.value = items.value.filter((toast) => toast.id !== id);
  };
  return {
    items,
    dismiss,
    show(text, { action, sticky = action !== undefined } = {}) {
      const id = nextId;
      nextId += 1;
      items.value = [...items.value, { id, text, sticky, ...(action === undefined ? {} : { action }) }];
      if (!sticky) setTimeout(() => dismiss(id), shownMs);
      return id;
    },
  };
}

/** Mounted once. The region exists before its content, so that every line is announced. */
export function ToastRegion({ toasts }: { toasts: Toasts }) {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.items.value.map((toast) => (
        <div key={toast.id} class="toast" data-testid="toast">
          <span class="grow">{toast.text}</span>
          {toast.action === undefined ? null : (
            <Button
              size="small"
              onClick={() => {
                toasts.dismiss(toast.id);
                toast.action?.onPress();
              }}
            >
              {toast.action.label}
            </Button>
          )}
          <Button size="small" icon="x" iconOnly onClick={() => toasts.dismiss(toast.id)}>
            Dismiss
          </Button>
        </div>
      ))}
    </div>
  );
}
