import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import type { MeView } from '#core/view';
import { useApp } from '../data/app-context.ts';
import { offlineReason, roleWords, wordsOf } from '../i18n/en.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Segmented } from '../ui/segmented.tsx';

/** Who is signed in, this device's choices, install, sign out. */
export function AccountMenu({ me }: { me: MeView }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="account" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Avatar name={me.person.displayName} />
        <span class="account-name">{me.person.displayName}</span>
        <span class="visually-hidden">, account</span>
      </button>
      <Dialog open={open} title="Account" onClose={() => setOpen(false)}>
        <div class="row">
          <Avatar name={me.person.displayName} large />
          <div class="grow">
            <p class="strong">{me.person.displayName}</p>
            <p class="small soft">{me.person.email}</p>
            <p class="small faint">
              {roleWords[me.person.role]} at {me.tenant.name}
              {me.person.extension === undefined ? '' : ` · extension ${me.person.extension}`}
            </p>
          </div>
        </div>
        <DeviceChoices />
        <SignOut close={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function DeviceChoices() {
  const { settings, install } = useApp();
  return (
    <div class="stack">
      <div class="row row-between">
        <span class="small strong" aria-hidden="true">
          Appearance
        </span>
        <Segmented
          label="Appearance"
          value={settings.theme.value}
          options={[
            { value: 'system', label: 'System', icon: 'screen' },
            { value: 'light', label: 'Light', icon: 'sun' },
            { value: 'dark', label: 'Dark', icon: 'moon' },
          ]}
          onChange={(theme) => {
            settings.theme.value = theme;
          }}
        />
      </div>
      <Checkbox
        checked={settings.ringTone.value}
        onChange={(on) => {
          settings.ringTone.value = on;
        }}
      >
        Play a ring tone for calls on this device
      </Checkbox>
      {install.ready.value ? (
        <Button icon="download" wide onClick={() => void install.ask()}>
          Install Countersign on this device
        </Button>
      ) : null}
    </div>
  );
}

function SignOut({ close }: { close: () => void }) {
  const app = useApp();
  const { route } = useLocation();
  const [busy, setBusy] = useState(false);
  const signOut = async (): Promise<void> => {
    setBusy(true);
    try {
      await app.signOut();
      close();
      route('/signin', true);
    } catch (error) {
      app.toasts.show(wordsOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="stack stack-tight">
      <Button
        icon="sign-out"
        wide
        busy={busy}
        disabledReason={app.online.value ? undefined : offlineReason}
        onClick={() => void signOut()}
      >
        Sign out
      </Button>
      <p class="small faint">Signing out also deletes what this device keeps for reading offline.</p>
    </div>
  );
}
