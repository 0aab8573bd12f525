import type { CaseState } from '#core/view';
import { caseWords } from '../../i18n/en.ts';
import { Badge } from '../../ui/badge.tsx';
import type { IconName } from '../../ui/icon.tsx';
import type { Tone } from '../../ui/tone.ts';

const looks: Record<CaseState, { tone: Tone; icon: IconName }> = {
  suspected: { tone: 'caution', icon: 'shield-question' },
  confirmed: { tone: 'critical', icon: 'alert' },
  cleared: { tone: 'positive', icon: 'check-circle' },
};

export function CaseBadge({ state }: { state: CaseState }) {
  const { tone, icon } = looks[state];
  return (
    <Badge tone={tone} icon={icon} testId={`case-${state}`}>
      {caseWords[state]}
    </Badge>
  );
}
