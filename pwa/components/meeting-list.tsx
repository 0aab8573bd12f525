import type { MeetingRow } from '../data/api.ts';
import type { Resource } from '../data/resource.ts';
import { stateWords } from '../i18n/en.ts';
import { Badge } from '../ui/badge.tsx';
import { LinkButton } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Time } from '../ui/time.tsx';
import { AsOf, ReadProblem } from './as-of.tsx';

export function MeetingList({ meetings }: { meetings: Resource<{ meetings: MeetingRow[] }> }) {
  const rows = meetings.value.value?.meetings;
  return (
    <Card title="My meetings" actions={<AsOf of={meetings} />} flush>
      <ReadProblem of={meetings} />
      {rows === undefined ? (
        meetings.loading.value ? (
          <div class="card-body">
            <Skeleton />
          </div>
        ) : null
      ) : rows.length === 0 ? (
        <EmptyState icon="video" title="No meetings yet">
          Start one above: everybody gets a link of their own, and forwarded links are noticed.
        </EmptyState>
      ) : (
        <ul class="list">
          {rows.map((row) => (
            <MeetingLine key={row.sessionId} row={row} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function MeetingLine({ row }: { row: MeetingRow }) {
  const names = row.invitations.map((invitation) => invitation.name).join(', ');
  return (
    <li class="row row-between">
      <div class="grow">
        <p class="strong">{row.title}</p>
        <p class="small faint">
          <Time atMs={row.createdAtMs} />
          {names === '' ? '' : ` · ${names}`}
        </p>
      </div>
      {row.state === 'ended' ? (
        <Badge>{stateWords.ended}</Badge>
      ) : (
        <LinkButton href={`/call/${encodeURIComponent(row.sessionId)}`} icon="video">
          Join
        </LinkButton>
      )}
    </li>
  );
}
