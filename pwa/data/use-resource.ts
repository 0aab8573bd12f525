import { useEffect, useMemo } from 'preact/hooks';
import { useApp } from './app-context.ts';
import { createResource, type Resource } from './resource.ts';

/**
 * A read for as long as the component is shown; `key` is its path. With `pollMs` it is renewed that often while the
 * page is visible, and always when the network or the page comes back.
 */
export function useResource<T>(key: string, load: () => Promise<T>, pollMs?: number): Resource<T> {
  const { cache, online } = useApp();
  // eslint-disable-next-line -- `load` is made anew on each render; the key names what it loads.
  const resource = useMemo(() => createResource<T>({ key, load, cache, nowMs: () => Date.now() }), [key, cache]);
  useEffect(() => {
    const renew = (): void => {
      if (document.visibilityState === 'visible') void resource.refresh();
    };
    void resource.refresh();
    const timer = pollMs === undefined ? undefined : setInterval(renew, pollMs);
    document.addEventListener('visibilitychange', renew);
    const stop = online.subscribe((isOnline) => {
      if (isOnline && resource.error.value !== undefined) renew();
    });
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', renew);
      stop();
      resource.close();
    };
  }, [resource, pollMs, online]);
  return resource;
}
