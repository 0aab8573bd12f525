import { useLocation } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';

/** While a room is on the page: a link or the Back button asks first, because another page hangs up. */
export function LeaveGuard() {
  const { route } = useLocation();
  const [target, setTarget] = useState<string | undefined>(undefined);
  useGuardedLinks(setTarget);
  useGuardedHistory(setTarget);
  return (
    <ConfirmDialog
      open={target !== undefined}
      title="Leave the call?"
      confirmLabel="Leave"
      danger
      onConfirm={() => route(target ?? '/')}
      onClose={() => setTarget(undefined)}
    >
      <p>Another page ends your part of it.</p>
    </ConfirmDialog>
  );
}

function useGuardedLinks(onLeave: (url: string) => void): void {
  useEffect(() => {
    const guard = (event: MouseEvent): void => {
      const url = leavingUrl(event);
      if (url === undefined) return;
      event.preventDefault();
      // The router listens on the window, one step further up.
      event.stopPropagation();
      onLeave(url);
    };
    document.addEventListener('click', guard);
    return () => document.removeEventListener('click', guard);
  }, [onLeave]);
}

/** Where a plain click on a link of ours goes; undefined for what stays here or opens elsewhere. */
function leavingUrl(event: MouseEvent): string | undefined {
  if (event.defaultPrevented || event.button !== 0) return undefined;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return undefined;
  const link = event.composedPath().find((element) => element instanceof HTMLAnchorElement);
  if (link === undefined || link.target !== '' || link.origin !== location.origin) return undefined;
  return link.pathname === location.pathname ? undefined : link.pathname + link.search;
}

/** Back and Forward, where the browser lets a page keep them (it does after a click or key in this page). */
function useGuardedHistory(onLeave: (url: string) => void): void {
  useEffect(() => {
    const guard = (event: NavigateEvent): void => {
      const { pathname, search } = new URL(event.destination.url);
      if (event.navigationType !== 'traverse' || !event.cancelable || pathname === location.pathname) return;
      event.preventDefault();
      onLeave(pathname + search);
    };
    const { navigation } = window as Window & { navigation?: Navigation };
    navigation?.addEventListener('navigate', guard);
    return () => navigation?.removeEventListener('navigate', guard);
  }, [onLeave]);
}
