import { useEffect } from 'preact/hooks';

/** Names the page in the tab; the route announcer reads it out after a navigation. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Countersign`;
  }, [title]);
}
