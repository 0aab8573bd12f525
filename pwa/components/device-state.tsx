import { useApp } from '../data/app-context.ts';
import { Card } from '../ui/card.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import type { Tone } from '../ui/tone.ts';

type State = { tone: Tone; icon: IconName; title: string; text: string };

/** Whether challenges reach this device now. */
export function DeviceState() {
  const { online, inbox } = useApp();
  const { tone, icon, title, text } = stateOf(online.value, inbox.state.value === 'open');
  return (
    <Card testId="device-state">
      <div class={`device-state tone-${tone}`} role="status">
        <span class="device-mark">
          <Icon name={icon} large />
        </span>
        <div class="stack stack-tight">
          <h2>{title}</h2>
          <p class="soft">{text}</p>
        </div>
      </div>
    </Card>
  );
}

function stateOf(online: boolean, connected: boolean): State {
  if (!online) {
    return {
      tone: 'caution',
      icon: 'cloud-off',
      title: 'You are offline',
      text: 'Calls and challenges cannot reach this device. What you see here is from your last visit.',
    };
  }
  if (!connected) {
    return {
      tone: 'neutral',
      icon: 'cloud',
      title: 'Connecting',
      text: 'Calls and challenges reach this device as soon as the connection stands.',
    };
  }
  return {
    tone: 'positive',
    icon: 'shield-check',
    title: 'This device is your authenticator',
    text: 'Keep Countersign open while you work: calls ring here, and you are asked here when your name is used.',
  };
}
