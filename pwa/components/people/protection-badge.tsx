import type { Person } from '../../data/console/people-api.ts';
import { protectionWords } from '../../i18n/en-people.ts';
import { Badge } from '../../ui/badge.tsx';
import { protectionOf } from './protection.ts';

export function ProtectionBadge({ person }: { person: Person }) {
  const state = protectionOf(person);
  const { label, why, tone, icon } = protectionWords[state];
  return (
    <Badge tone={tone} icon={icon}>
      {label}
      <span class="visually-hidden">. {why}</span>
    </Badge>
  );
}
