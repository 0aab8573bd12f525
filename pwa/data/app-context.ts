import { batch, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { MeView } from '#core/view';
import { createSpareScorer, type SpareScorer } from '../audio/spare-scorer.ts';
import { createToasts, type Toasts } from '../ui/toast.tsx';
import { createApi, readPaths, type Api } from './api.ts';
import { openCache, type Cache } from './cache.ts';
import { createClient, type Client } from './client.ts';
import { loadDeviceKey } from './device-key-store.ts';
import { createDeviceKey } from './device-key.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { watchInstall, type Install } from './install.ts';
import { watchNetwork } from './network.ts';
import { ApiError } from './problem.ts';
import { createSettings, type Settings } from './settings.ts';
import { openSessionWatch, type SessionWatch } from './watch.ts';

/** Everything a page may use, made once in `main.tsx`. */
export type App = {
  api: Api;
  /** For pages that bring addresses of their own: they are no part of the shell. */
  client: Client;
  cache: Cache;
  /** `undefined` while unknown, `null` when nobody is signed in. */
  me: ReadonlySignal<MeView | null | undefined>;
  online: ReadonlySignal<boolean>;
  inbox: Inbox;
  toasts: Toasts;
  settings: Settings;
  install: Install;
  /** Set while a call or meeting is on this page: no reload is offered, no ring tone is played. */
  inCall: Signal<boolean>;
  /** A scorer that is made ready while a call rings. */
  spareScorer: SpareScorer;
  /** Takes the person that a ceremony just signed in. */
  signedIn: (me: MeView) => Promise<void>;
  signOut(): Promise<void>;
  watchSession(sessionId: string): SessionWatch;
};

const lastMe = '/api/me';

export async function createApp(page: Window): Promise<App> {
  const cache = await openCache();
  const network = watchNetwork(page, () => page.fetch('/api/health', { cache: 'no-store' }));
  const me = signal<MeView | null | undefined>(undefined);
  const nowMs = (): number => Date.now();
  const random = (): number => Math.random();
  const connect = (url: string): WebSocket => new WebSocket(url);
  const socketUrl = (path: string): string => new URL(path, page.location.href.replace(/^http/, 'ws')).href;

  const forget = async (): Promise<void> => {
    me.value = null;
    await cache.clear();
  };
  const device = createDeviceKey({
    origin: page.location.origin,
    load: () => loadDeviceKey(),
    nowMs,
    newId: () => crypto.randomUUID(),
  });
  const client = createClient({
    device,
    fetch: page.fetch.bind(page),
    isOnline: () => network.connected.value,
    onReply: network.answered,
    onNoReply: network.unanswered,
    onSignedOut: () => void forget(),
  });
  const api = createApi(client);
  const inbox = createInbox({ url: socketUrl('/api/inbox'), connect, random, nowMs });

  const signedIn = async (next: MeView): Promise<void> => {
    const known = (await cache.read(lastMe))?.json as MeView | undefined;
    // Another person's reads must not be shown to this one.
    if (known !== undefined && known.person.id !== next.person.id) await cache.clear();
    await cache.write(lastMe, { json: next, asOfMs: nowMs() });
    me.value = next;
  };
  effect(() => {
    const { value: state } = inbox.state;
    if (state === 'open') network.answered();
    else if (state === 'closed' && me.peek()) network.doubted();
  });
  effect(() => {
    if (me.value !== undefined && me.value !== null) inbox.start();
    else inbox.stop();
  });
  const app: App = {
    api,
    client,
    cache,
    me,
    online: network.online,
    inbox,
    toasts: createToasts(),
    settings: createSettings(page),
    install: watchInstall(page),
    inCall: signal(false),
    spareScorer: createSpareScorer(async () => (await import('../audio/scorer-process.ts')).openScorerProcess()),
    signedIn,
    async signOut() {
      await api.signout();
      batch(() => inbox.stop());
      await forget();
    },
    watchSession: (sessionId) =>
      openSessionWatch({
        sessionId,
        load: () => api.session(sessionId),
        cache,
        nowMs,
        socketUrl: socketUrl(`${readPaths.session(sessionId)}/watch`),
        connect,
        random,
      }),
  };
  void learnMe(app, network.online);
  return app;
}

/** Asks who is signed in; without an answer the last known person may read what is cached. */
async function learnMe(app: App, online: ReadonlySignal<boolean>): Promise<void> {
  const me = app.me as { value: MeView | null | undefined };
  try {
    await app.signedIn(await app.api.me());
  } catch (cause) {
    if (cause instanceof ApiError && cause.code === 'not-signed-in') return;
    const known = (await app.cache.read(lastMe).catch(() => undefined))?.json as MeView | undefined;
    me.value = known ?? null;
    const stop = online.subscribe((isOnline) => {
      if (!isOnline || me.value === null) return;
      void app.api.me().then(app.signedIn, () => undefined);
      queueMicrotask(() => stop());
    });
  }
}

export const AppContext = createContext<App | undefined>(undefined);

export function useApp(): App {
  const app = useContext(AppContext);
  if (app === undefined) throw new Error('useApp outside AppContext');
  return app;
}

/** The signed-in person; `undefined` while unknown, `null` when nobody is. */
export function useMe(): MeView | null | undefined {
  return useApp().me.value;
}

export function mayUseConsole(me: MeView | null | undefined): boolean {
  return me !== undefined && me !== null && me.person.role !== 'employee';
}
