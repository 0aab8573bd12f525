/// <reference lib="webworker" />
import { clientsClaim } from 'workbox-core';
import { ExpirationPlugin } from 'workbox-expiration';
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { CacheFirst } from 'workbox-strategies';

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] };

clientsClaim();
cleanupOutdatedCaches();
precacheAndRoute(self.__WB_MANIFEST);
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: [/^\/api\//] }));

// Detector runtime, kernels and models: megabytes that only calls need. Their names carry a hash, so the first copy is
// good for ever; the cap lets the copies of old versions go.
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && /^\/(assets|models)\/.*\.(wasm|onnx|mjs|bin)$/.test(url.pathname),
  new CacheFirst({
    cacheName: 'countersign-detector',
    plugins: [new ExpirationPlugin({ maxEntries: 12, purgeOnQuotaError: true })],
  }),
);

// A new version waits until the person asks for it: a call must never be reloaded away.
self.addEventListener('message', (event) => {
  if ((event.data as { type?: unknown } | null)?.type === 'skip-waiting') void self.skipWaiting();
});
