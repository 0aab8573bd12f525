import { useLocation, useRoute } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import { enrolWithPasskey, passkeyWords } from '../auth/passkey.ts';
import { useTitle } from '../components/use-title.ts';
import type { Enrolment } from '../data/api.ts';
import { useApp } from '../data/app-context.ts';
import { offlineReason, roleWords, wordsOf } from '../i18n/en.ts';
import { Avatar } from '../ui/avatar.tsx';
import { NoticeBanner } from '../ui/banner.tsx';
import { Button, LinkButton } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Time } from '../ui/time.tsx';

/** A single-use link: who you are, and one button. */
export function EnrolPage() {
  useTitle('Set up this device');
  const { api } = useApp();
  const token = useRoute().params['token'] ?? '';
  const [enrolment, setEnrolment] = useState<Enrolment | undefined>(undefined);
  const [refusal, setRefusal] = useState<string | undefined>(undefined);
  useEffect(() => {
    api.enrolment(token).then(setEnrolment, (error: unknown) => setRefusal(wordsOf(error)));
  }, [api, token]);
  return (
    <div class="gate">
      <Card kind="gate-card">
        <div class="stack stack-loose">
          <h1 tabIndex={-1}>{refusal === undefined ? 'Set up this device' : 'This link cannot be used'}</h1>
          {refusal !== undefined ? <Refused words={refusal} /> : null}
          {enrolment === undefined && refusal === undefined ? <Skeleton lines={4} /> : null}
          {enrolment === undefined ? null : <Offer enrolment={enrolment} token={token} />}
        </div>
      </Card>
    </div>
  );
}

function Refused({ words }: { words: string }) {
  return (
    <>
      <NoticeBanner tone="caution" small>
        {words}
      </NoticeBanner>
      <LinkButton href="/signin" wide>
        Go to sign-in
      </LinkButton>
    </>
  );
}

function Offer({ enrolment, token }: { enrolment: Enrolment; token: string }) {
  const app = useApp();
  const { route } = useLocation();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const { person, tenant } = enrolment;
  const create = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await enrolWithPasskey(app, token);
      route('/', true);
    } catch (error) {
      setProblem(passkeyWords(error));
      setBusy(false);
    }
  };
  return (
    <>
      <div class="who">
        <Avatar name={person.displayName} large />
        <div class="grow">
          <p class="strong">{person.displayName}</p>
          <p class="small soft">{person.email}</p>
          <p class="small faint">
            {roleWords[person.role]} at {tenant.name}
          </p>
        </div>
      </div>
      <p class="soft">
        A passkey makes this device your authenticator. When somebody uses your name on a call, you are asked here, and
        only here, whether it is you.
      </p>
      <Button
        variant="primary"
        size="large"
        icon="key"
        wide
        busy={busy}
        disabledReason={app.online.value ? undefined : offlineReason}
        onClick={() => void create()}
        testId="create-passkey"
      >
        Create passkey
      </Button>
      {problem === undefined ? null : (
        <NoticeBanner tone="critical" live="alert" small>
          {problem}
        </NoticeBanner>
      )}
      <p class="small faint">
        Not you? Do not go on, and tell your admin. This link works once, until <Time atMs={enrolment.expiresAtMs} />.
      </p>
    </>
  );
}
