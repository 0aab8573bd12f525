import { useLocation } from 'preact-iso';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { mayUseConsole, useMe } from '../data/app-context.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { LinkButton } from '../ui/button.tsx';

/** Lets a page through for the signed-in; others go to sign-in and come back to where they wanted. */
export function SignedInGate({ console, children }: { console: boolean; children: ComponentChildren }) {
  const me = useMe();
  const { url, route } = useLocation();
  useEffect(() => {
    if (me === null) route(`/signin?next=${encodeURIComponent(url)}`, true);
  }, [me, url, route]);
  if (me === undefined || me === null) return <Skeleton lines={5} />;
  if (console && !mayUseConsole(me)) {
    return (
      <EmptyState
        icon="shield"
        title="The console is for admins, operators and auditors"
        action={<LinkButton href="/">Go home</LinkButton>}
      >
        Your account is an employee’s. Your calls and challenges are on the home page.
      </EmptyState>
    );
  }
  return <>{children}</>;
}
