import { useLocation } from 'preact-iso';
import { useEffect, useRef, useState } from 'preact/hooks';

const giveUpMs = 4000;

/** After a client-side navigation: moves focus to the page's heading and says it (the browser would say the title). */
export function RouteAnnouncer() {
  const { path } = useLocation();
  const first = useRef(path);
  const [said, say] = useState('');
  useEffect(() => {
    if (first.current === path) return undefined;
    first.current = '';
    window.scrollTo(0, 0);
    return whenHeadingIsThere((heading) => {
      // A page that already put focus somewhere (a number entry) keeps it.
      if (!heading.closest('main')?.contains(document.activeElement)) heading.focus({ preventScroll: true });
      say(heading.textContent ?? '');
    });
  }, [path]);
  return (
    <div class="visually-hidden" role="status" aria-live="assertive">
      {said}
    </div>
  );
}

/** Lazy pages arrive later than the navigation. Returns a stop function. */
function whenHeadingIsThere(found: (heading: HTMLElement) => void): () => void {
  const before = document.querySelector('main h1');
  const startedAt = performance.now();
  let frame = 0;
  const look = (): void => {
    const heading = document.querySelector<HTMLElement>('main h1');
    const waited = performance.now() - startedAt;
    if (heading !== null && (heading !== before || waited > 400)) found(heading);
    else if (waited < giveUpMs) frame = requestAnimationFrame(look);
  };
  frame = requestAnimationFrame(look);
  return () => cancelAnimationFrame(frame);
}
