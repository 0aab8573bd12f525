import { useEffect, useMemo } from 'preact/hooks';
import { useApp } from '../data/app-context.ts';
import type { SessionWatch } from '../data/watch.ts';

/** A session's live view for as long as the component is shown. */
export function useSessionWatch(sessionId: string): SessionWatch {
  const app = useApp();
  const watch = useMemo(() => app.watchSession(sessionId), [app, sessionId]);
  useEffect(() => () => watch.close(), [watch]);
  return watch;
}
