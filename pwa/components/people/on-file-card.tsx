import type { Person } from '../../data/console/people-api.ts';
import { channelWords, roleWords } from '../../i18n/en.ts';
import { roleHints } from '../../i18n/en-people.ts';
import { Card } from '../../ui/card.tsx';

/** What an admin or a directory wrote down, as opposed to what was learned. */
export function OnFileCard({ person }: { person: Person }) {
  const { email, role, team, extension, numbers, passkeys, channels = [] } = person;
  const at = email.lastIndexOf('@');
  return (
    <Card title="On file">
      <dl class="facts">
        <dt>E-mail</dt>
        <dd>
          {email.slice(0, at)}
          <wbr />
          {email.slice(at)}
        </dd>
        <dt>Role</dt>
        <dd>
          {roleWords[role]} <span class="small faint">{roleHints[role]}</span>
        </dd>
        <dt>Team</dt>
        <dd>{team?.name ?? 'none'}</dd>
        <dt>Extension</dt>
        <dd>{extension ?? 'none'}</dd>
        <dt>Numbers</dt>
        <dd>{numbers.length === 0 ? 'none' : numbers.join(', ')}</dd>
        <dt>Passkeys</dt>
        <dd>{passkeys === 0 ? 'none: cannot answer a challenge yet' : passkeys}</dd>
        <dt>Channels</dt>
        <dd>{channels.length === 0 ? 'all' : channels.map(channelText).join(', ')}</dd>
      </dl>
    </Card>
  );
}

function channelText(channel: string): string {
  return (channelWords as Partial<Record<string, string>>)[channel] ?? channel;
}
