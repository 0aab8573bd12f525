import { useEffect, useState } from 'preact/hooks';

/** The time, renewed every `everyMs` while the component is shown. */
export function useNow(everyMs = 1000): number {
  const [nowMs, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs;
}
