import { signal, type ReadonlySignal } from '@preact/signals';
import type { SessionView } from '#core/view';
import type { WatchMessage } from '#core/wire';
import type { Cache } from './cache.ts';
import { readPaths } from './api.ts';
import { createResource, type Resource } from './resource.ts';
import { openLiveSocket, type SocketState } from './socket.ts';

/** A session's view, live. Starts from the cache, follows the socket, and polls while the socket is away. */
export type SessionWatch = Pick<
  Resource<SessionView>,
  'value' | 'asOfMs' | 'error' | 'loading' | 'fresh' | 'refresh' | 'accept'
> & {
  state: ReadonlySignal<SocketState>;
  close(): void;
};

export type WatchParts = {
  sessionId: string;
  load: () => Promise<SessionView>;
  cache: Cache;
  nowMs: () => number;
  socketUrl: string;
  connect: (url: string) => WebSocket;
  random: () => number;
  pollMs?: number;
};

export function openSessionWatch(parts: WatchParts): SessionWatch {
  const { sessionId, load, cache, nowMs, pollMs = 3000 } = parts;
  const resource = createResource({ key: readPaths.session(sessionId), load, cache, nowMs });
  const state = signal<SocketState>('connecting');
  const socket = openLiveSocket<WatchMessage>({
    url: parts.socketUrl,
    connect: parts.connect,
    random: parts.random,
    onState: (next) => {
      state.value = next;
    },
    onMessage: ({ type, view }) => {
      if (type === 'session' && isNewer(view, resource.value.value, resource.fresh.value)) resource.accept(view);
    },
  });
  void resource.refresh();
  const poll = setInterval(() => {
    if (state.value !== 'open') void resource.refresh();
  }, pollMs);
  return {
    ...resource,
    state,
    close() {
      clearInterval(poll);
      socket.close();
      resource.close();
    },
  };
}

/** A poll's reply may overtake a frame: an older revision never replaces a newer one. */
export function isNewer(next: SessionView, known: SessionView | undefined, fresh: boolean): boolean {
  return known === undefined || !fresh || next.revision >= known.revision;
}
