import { useState } from 'preact/hooks';
import { passkeyWords, signInWithPasskey } from '../auth/passkey.ts';
import { useApp } from '../data/app-context.ts';
import { offlineReason } from '../i18n/en.ts';
import { Button } from '../ui/button.tsx';
import { NoticeBanner } from '../ui/banner.tsx';

/** The sign-in button with what can go wrong, in words. */
export function PasskeySignIn({ onDone, label = 'Sign in with passkey' }: { onDone?: () => void; label?: string }) {
  const app = useApp();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const signIn = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await signInWithPasskey(app);
      onDone?.();
    } catch (error) {
      setProblem(passkeyWords(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="stack">
      <Button
        variant="primary"
        size="large"
        icon="key"
        wide
        busy={busy}
        disabledReason={app.online.value ? undefined : offlineReason}
        onClick={() => void signIn()}
        testId="passkey-sign-in"
      >
        {label}
      </Button>
      {problem === undefined ? null : (
        <NoticeBanner tone="critical" live="alert" small>
          {problem}
        </NoticeBanner>
      )}
    </div>
  );
}
