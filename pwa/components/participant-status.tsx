import type { ParticipantStatus } from '#core/participant';
import { statusWords } from '../i18n/en.ts';
import { Badge } from '../ui/badge.tsx';
import type { IconName } from '../ui/icon.tsx';
import type { Tone } from '../ui/tone.ts';

const looks: Record<ParticipantStatus, { tone: Tone; icon: IconName }> = {
  verified: { tone: 'positive', icon: 'shield-check' },
  unverified: { tone: 'neutral', icon: 'shield' },
  challenged: { tone: 'caution', icon: 'hourglass' },
  held: { tone: 'critical', icon: 'pause' },
  removed: { tone: 'critical', icon: 'x-circle' },
  left: { tone: 'neutral', icon: 'leave' },
};

/** A participant's verification status: a mark and a word, same everywhere. */
export function StatusBadge({ status, large = false }: { status: ParticipantStatus; large?: boolean }) {
  const { tone, icon } = looks[status];
  return (
    <Badge tone={tone} icon={icon} large={large} testId={`status-${status}`}>
      {statusWords[status]}
    </Badge>
  );
}
