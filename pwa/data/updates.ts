import { effect } from '@preact/signals';
import type { App } from './app-context.ts';

/** Registers the service worker and offers a new version; it is never forced, and not offered during a call. */
export async function followUpdates(app: App, page: Window): Promise<void> {
  const { serviceWorker } = page.navigator;
  if (serviceWorker === undefined) return;
  const registration = await serviceWorker.register('/sw.js', { type: 'module' }).catch(() => undefined);
  if (registration === undefined) return;
  const offerWaiting = (): void => {
    const { waiting } = registration;
    if (waiting === null || serviceWorker.controller === null) return;
    offer(app, page, waiting);
  };
  offerWaiting();
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', offerWaiting);
  });
  page.document.addEventListener('visibilitychange', () => {
    if (page.document.visibilityState === 'visible') void registration.update().catch(() => undefined);
  });
}

function offer(app: App, page: Window, waiting: ServiceWorker): void {
  let offered = false;
  const stop = effect(() => {
    if (app.inCall.value || offered) return;
    offered = true;
    queueMicrotask(() => stop());
    app.toasts.show('A new version of Countersign is ready.', {
      action: {
        label: 'Reload',
        onPress() {
          page.navigator.serviceWorker.addEventListener('controllerchange', () => page.location.reload(), {
            once: true,
          });
          waiting.postMessage({ type: 'skip-waiting' });
        },
      },
    });
  });
}
