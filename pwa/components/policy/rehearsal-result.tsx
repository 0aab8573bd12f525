import type { Rehearsal } from '../../data/console/policy-api.ts';
import { NoticeBanner } from '../../ui/banner.tsx';
import { Table } from '../../ui/table.tsx';
import type { Names } from './names.ts';
import { askedNames, rehearsalLines } from './rehearsal-words.ts';

/** How the past would have gone. `stale`: the draft was changed since. */
export function RehearsalResult({ rehearsal, names, stale }: { rehearsal: Rehearsal; names: Names; stale: boolean }) {
  const asked = askedNames(rehearsal, names);
  const missed = rehearsal.missed.length;
  return (
    <div class="stack stack-tight" data-testid="rehearsal" role="status">
      {stale ? (
        <NoticeBanner tone="caution" small live="none">
          The draft was changed since. Rehearse it again.
        </NoticeBanner>
      ) : null}
      {rehearsal.now.sessions === 0 ? (
        <p class="small soft">
          There is no history yet: nothing can be said about how it would have gone. Drills do not count.
        </p>
      ) : (
        <Table
          label="Rehearsal: how the past would have gone"
          stack={false}
          rows={rehearsalLines(rehearsal.now, rehearsal.proposed)}
          rowKey={(row) => row.key}
          columns={[
            { key: 'what', label: 'Of the past', cell: (row) => row.label },
            { key: 'now', label: 'As it is', numeric: true, cell: (row) => row.before },
            { key: 'proposed', label: 'With this', numeric: true, cell: (row) => <b>{row.after}</b> },
            { key: 'change', label: 'Change', numeric: true, cell: (row) => <span class="soft">{row.change}</span> },
          ]}
        />
      )}
      {rehearsal.now.sessions === 0 ? null : <Missed count={missed} />}
      {asked.length === 0 ? null : (
        <details>
          <summary class="small">Who would have been asked</summary>
          <ul class="changes">
            {asked.map(({ name, times }) => (
              <li key={name}>
                {name}: {times === 1 ? 'once' : `${times} times`}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Missed({ count }: { count: number }) {
  const known = `${count} known ${count === 1 ? 'attempt' : 'attempts'} would have passed`;
  return (
    <NoticeBanner
      tone={count === 0 ? 'positive' : 'critical'}
      small
      live="none"
      title={count === 0 ? 'No known attempt would have passed' : known}
    />
  );
}
