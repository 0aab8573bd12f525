import { useLocation } from 'preact-iso';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { mayUseConsole, useMe } from '../data/app-context.ts';
import { PageHead } from '../ui/page-head.tsx';
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
      <>
        <PageHead
          title="Not for your role"
          subtitle="The console is for admins, operators and auditors. Your calls and challenges are on the home page."
        />
        <LinkButton href="/" icon="home">
          Go home
        </LinkButton>
      </>
    );
  }
  return <>{children}</>;
}
