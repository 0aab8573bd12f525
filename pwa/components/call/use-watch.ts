import { useEffect, useMemo } from 'preact/hooks';
import { useApp } from '../../data/app-context.ts';
import type { SessionWatch } from '../../data/watch.ts';

/** The session's view as the edge tells it, for as long as the component is shown. */
export function useWatch(sessionId: string): SessionWatch {
  const app = useApp();
  const watch = useMemo(() => app.watchSession(sessionId), [app, sessionId]);
  useEffect(() => () => watch.close(), [watch]);
  return watch;
}
