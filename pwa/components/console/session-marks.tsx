import type { SessionRow } from '#core/view';
import { stateWords } from '../../i18n/en.ts';
import { Badge } from '../../ui/badge.tsx';
import type { IconName } from '../../ui/icon.tsx';
import type { Tone } from '../../ui/tone.ts';

const looks: Record<SessionRow['state'], { tone: Tone; icon: IconName }> = {
  ringing: { tone: 'info', icon: 'bell' },
  live: { tone: 'positive', icon: 'pulse' },
  ended: { tone: 'neutral', icon: 'check' },
};

export function SessionStateBadge({ state }: { state: SessionRow['state'] }) {
  const { tone, icon } = looks[state];
  return (
    <Badge tone={tone} icon={icon} testId={`state-${state}`}>
      {stateWords[state]}
    </Badge>
  );
}

/** "Phone call", "Meeting on the web". */
export function kindText({ kind, channel }: Pick<SessionRow, 'kind' | 'channel'>): string {
  if (kind === 'call') return channel === 'phone' ? 'Phone call' : 'Web call';
  return channel === 'phone' ? 'Meeting by phone' : 'Meeting';
}

export function kindIcon({ kind }: Pick<SessionRow, 'kind'>): IconName {
  return kind === 'call' ? 'phone' : 'video';
}
