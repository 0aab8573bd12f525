import { batch, signal, type ReadonlySignal } from '@preact/signals';
import type { Cache } from './cache.ts';

/**
 * A read that shows what is known at once and renews it: first the cached reply, then the edge's.
 * A failed renewal keeps the old value and says so in `error`; `asOfMs` is the age of what is shown.
 */
export type Resource<T> = {
  value: ReadonlySignal<T | undefined>;
  asOfMs: ReadonlySignal<number | undefined>;
  error: ReadonlySignal<unknown>;
  loading: ReadonlySignal<boolean>;
  /** True when what is shown comes from the edge in this visit, and the last renewal went well. */
  fresh: ReadonlySignal<boolean>;
  /** Renews now; calls at the same time share one request. Never rejects. */
  refresh(): Promise<void>;
  /** Takes a value that came another way (a socket, the reply of an action). */
  accept: (value: T, asOfMs?: number) => void;
  close(): void;
};

export type ResourceParts<T> = {
  key: string;
  load: () => Promise<T>;
  cache: Cache;
  nowMs: () => number;
};

export function createResource<T>({ key, load, cache, nowMs }: ResourceParts<T>): Resource<T> {
  const value = signal<T | undefined>(undefined);
  const asOfMs = signal<number | undefined>(undefined);
  const error = signal<unknown>(undefined);
  const loading = signal(true);
  const fresh = signal(false);
  let closed = false;
  let pending: Promise<void> | undefined;

  const accept = (next: T, at = asOfOf(next) ?? nowMs()): void => {
    if (closed) return;
    batch(() => {
      value.value = next;
      asOfMs.value = at;
      error.value = undefined;
      loading.value = false;
      fresh.value = true;
    });
    void cache.write(key, { json: next, asOfMs: at }).catch(() => undefined);
  };

  const renew = async (): Promise<void> => {
    try {
      accept(await load());
    } catch (cause) {
      if (closed) return;
      const known = value.value === undefined ? await cache.read(key).catch(() => undefined) : undefined;
      batch(() => {
        if (known !== undefined && value.value === undefined) {
          value.value = known.json as T;
          asOfMs.value = known.asOfMs;
        }
        error.value = cause;
        fresh.value = false;
        loading.value = false;
      });
    }
  };

  const showCached = async (): Promise<void> => {
    const known = await cache.read(key).catch(() => undefined);
    if (closed || known === undefined || value.value !== undefined) return;
    batch(() => {
      value.value = known.json as T;
      asOfMs.value = known.asOfMs;
    });
  };
  void showCached();

  return {
    value,
    asOfMs,
    error,
    loading,
    fresh,
    accept,
    refresh() {
      pending ??= renew().finally(() => {
        pending = undefined;
      });
      return pending;
    },
    close() {
      closed = true;
    },
  };
}

function asOfOf(value: unknown): number | undefined {
  const at = typeof value === 'object' && value !== null ? (value as { asOfMs?: unknown }).asOfMs : undefined;
  return typeof at === 'number' ? at : undefined;
}
