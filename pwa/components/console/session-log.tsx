import { useState } from 'preact/hooks';
import type { LogLine, SessionView } from '#core/view';
import { LinkButton } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Time } from '../../ui/time.tsx';

type Choice = 'key' | 'all';
/** Challenges, orders, what the gateway did, cases: the steps, without each single finding. */
const keyKinds = /^(session|challenge|person|action|case|alert|report|decision|drill)/;

export function SessionLog({ session }: { session: SessionView }) {
  const [choice, setChoice] = useState<Choice>('key');
  const lines = (session.log ?? []).filter((line) => choice === 'all' || keyKinds.test(line.kind)).toReversed();
  return (
    <Card
      title="What happened"
      actions={
        <>
          <Segmented
            label="Lines shown"
            value={choice}
            options={[
              { value: 'key', label: 'Steps' },
              { value: 'all', label: 'Everything' },
            ]}
            onChange={setChoice}
          />
          <LinkButton href={`/console/audit/${encodeURIComponent(session.id)}`} icon="chain" size="small">
            Audit
          </LinkButton>
        </>
      }
      flush
    >
      {lines.length === 0 ? (
        <p class="card-body soft">Nothing yet.</p>
      ) : (
        <ol class="log" reversed>
          {lines.map((line) => (
            <Line key={line.seq} line={line} />
          ))}
        </ol>
      )}
    </Card>
  );
}

function Line({ line }: { line: LogLine }) {
  return (
    <li class="log-line" data-kind={line.kind}>
      <span class="log-time">
        <Time atMs={line.atMs} as="seconds" />
      </span>
      <span class={`log-mark tone-${toneOf(line.kind)}`}>
        <Icon name={iconOf(line.kind)} />
      </span>
      <span class="log-text">
        {line.text} <span class="faint small nowrap">{line.actor}</span>
      </span>
    </li>
  );
}

function iconOf(kind: string): IconName {
  if (kind.startsWith('challenge')) return 'shield-question';
  if (kind.startsWith('action.failed')) return 'alert';
  if (kind.startsWith('action')) return 'hand';
  if (kind.startsWith('person')) return 'user';
  if (kind.startsWith('case')) return 'folder';
  if (kind.startsWith('alert') || kind.startsWith('report')) return 'bell';
  if (kind.startsWith('decision')) return 'shield';
  if (kind.startsWith('voice')) return 'ear';
  return kind.startsWith('session') ? 'phone' : 'info';
}

function toneOf(kind: string): string {
  if (kind.startsWith('alert') || kind.startsWith('case') || kind === 'action.failed') return 'critical';
  if (kind.startsWith('challenge') || kind.startsWith('report')) return 'caution';
  return kind.startsWith('action') || kind.startsWith('person') ? 'info' : 'neutral';
}
