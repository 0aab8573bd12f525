import { useState } from 'preact/hooks';
import { differenceText, verdictText, type RecomputedDecision } from '#core/recompute-words';
import type { SessionDecisions, SessionView } from '#core/view';
import { readPaths } from '../../data/api.ts';
import { useApp } from '../../data/app-context.ts';
import { useResource } from '../../data/use-resource.ts';
import { wordsOf } from '../../i18n/en.ts';
import { Badge } from '../../ui/badge.tsx';
import { NoticeBanner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { EffectBadge } from './risk-score.tsx';
import { percentText, signed } from './waterfall-steps.ts';

/** Every decision of a session made again on this device, from what was stored; needs no network once it was read. */
export function RecomputeCard({ session }: { session: SessionView }) {
  const { api, toasts } = useApp();
  const read = useResource(readPaths.decisions(session.id), () => api.decisions(session.id));
  const [made, setMade] = useState<readonly RecomputedDecision[] | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const known = read.value.value;
  const recomputeNow = async (): Promise<void> => {
    setBusy(true);
    try {
      // Offline the renewal fails, and what was read last is taken.
      await read.refresh();
      const decisions: SessionDecisions | undefined = read.value.value;
      const { recomputeAll } = await import('#core/recompute-all');
      if (decisions === undefined) toasts.show(wordsOf(read.error.value));
      else setMade(recomputeAll(decisions));
    } catch (error) {
      toasts.show(wordsOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card
      title="Decisions"
      subtitle="Each is stored with all it was made from, and can be made again anywhere"
      actions={
        <Button
          icon="refresh"
          busy={busy}
          disabledReason={
            known === undefined && !read.loading.value ? 'The decisions were never read on this device.' : undefined
          }
          onClick={() => void recomputeNow()}
          testId="recompute"
        >
          Recompute
        </Button>
      }
      testId="decisions"
    >
      {made === undefined ? (
        <p class="small soft">
          {known === undefined ? 'Not read yet.' : `${known.decisions.length} stored.`} “Recompute” makes them again on
          this device and compares bit for bit.
        </p>
      ) : (
        <Outcome made={made} session={session} />
      )}
    </Card>
  );
}

function Outcome({ made, session }: { made: readonly RecomputedDecision[]; session: SessionView }) {
  const allSame = made.every(({ same }) => same);
  return (
    <div class="stack">
      <NoticeBanner tone={allSame ? 'positive' : 'critical'} title={verdictText(made)} testId="recompute-verdict">
        <p class="small">
          {allSame
            ? 'The same evidence and the same policy gave the same sum, probability and effect, to the last bit. Worked out on this device.'
            : 'What is stored was changed, or was made by another version of the engine. The lines below say what differs.'}
        </p>
      </NoticeBanner>
      {made.length === 0 ? null : (
        <details>
          <summary class="small">Each decision</summary>
          <Table
            label="Decisions"
            columns={columnsOf(session)}
            rows={made}
            rowKey={({ record }) => String(record.ordinal)}
          />
        </details>
      )}
    </div>
  );
}

function columnsOf(session: SessionView): readonly Column<RecomputedDecision>[] {
  const nameOf = (id: string): string => session.participants.find((one) => one.id === id)?.displayName ?? id;
  return [
    { key: 'no', label: 'No.', labelled: true, numeric: true, cell: ({ record }) => record.ordinal },
    {
      key: 'at',
      label: 'Time',
      cell: ({ record }) => (
        <span class="small soft nowrap">
          <Time atMs={record.atMs} as="seconds" />
        </span>
      ),
    },
    { key: 'who', label: 'About', full: true, cell: ({ record }) => nameOf(record.participantId) },
    { key: 'effect', label: 'Effect', cell: ({ record }) => <EffectBadge effect={record.effect} /> },
    {
      key: 'risk',
      label: 'Risk',
      labelled: true,
      numeric: true,
      cell: ({ record }) => (
        <span class="small nowrap">
          {percentText(record.risk.p)} · {signed(record.risk.logit)}
        </span>
      ),
    },
    {
      key: 'same',
      label: 'Made again',
      full: true,
      cell: ({ same, differences }) =>
        same ? (
          <Badge tone="positive" icon="check">
            Same
          </Badge>
        ) : (
          <span class="row row-tight">
            <Badge tone="critical" icon="alert">
              Differs
            </Badge>
            <span class="small">{differenceText(differences)}</span>
          </span>
        ),
    },
  ];
}
