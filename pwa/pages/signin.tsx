import { useLocation } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { PasskeySignIn } from '../components/passkey-sign-in.tsx';
import { useTitle } from '../components/use-title.ts';
import { useMe } from '../data/app-context.ts';
import { Card } from '../ui/card.tsx';

export function SigninPage() {
  useTitle('Sign in');
  const me = useMe();
  const { query, route } = useLocation();
  const next = safeNext(query['next']);
  useEffect(() => {
    if (me !== undefined && me !== null) route(next, true);
  }, [me, next, route]);
  return (
    <div class="gate">
      <Card kind="gate-card">
        <div class="stack stack-loose">
          <div class="stack stack-tight">
            <h1 tabIndex={-1}>Sign in</h1>
            <p class="soft">
              Use the passkey on this device. There is no password, and nothing to read aloud to anybody.
            </p>
          </div>
          <PasskeySignIn />
          <p class="small faint">First time here? Open the enrolment link that your admin gave you.</p>
        </div>
      </Card>
    </div>
  );
}

/** Only our own paths: a link must not send a fresh sign-in elsewhere. */
export function safeNext(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : '/';
}
