import { signal, type ReadonlySignal } from '@preact/signals';

/** The browser's own offer to install, kept until the person asks for it from the menu. */
export type Install = { ready: ReadonlySignal<boolean>; ask(): Promise<void> };

type InstallPromptEvent = Event & { prompt(): Promise<unknown> };

export function watchInstall(page: Window): Install {
  const offered = signal<InstallPromptEvent | undefined>(undefined);
  const ready = signal(false);
  page.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    offered.value = event as InstallPromptEvent;
    ready.value = true;
  });
  page.addEventListener('appinstalled', () => {
    ready.value = false;
  });
  return {
    ready,
    async ask() {
      ready.value = false;
      await offered.value?.prompt();
    },
  };
}
