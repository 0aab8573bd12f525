import { useState } from 'preact/hooks';
import type { ImportLine, ImportOutcome, ImportReport } from '../../data/console/people-api.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Table, type Column } from '../../ui/table.tsx';
import { outcomes, outcomeWordsOf } from './import-words.ts';

const step = 100;

/** Every row of the file: what becomes of it and why. Refused rows come first, since they need somebody's work. */
export function ImportRows({ report }: { report: ImportReport }) {
  const [outcome, setOutcome] = useState<ImportOutcome | 'all'>(report.refused > 0 ? 'refused' : 'all');
  const [shown, setShown] = useState(step);
  const lines = report.lines.filter((line) => outcome === 'all' || line.outcome === outcome);
  const present = outcomes.filter((one) => report[one] > 0);
  return (
    <div class="stack">
      <div>
        <Segmented
          wrap
          label="Rows shown"
          value={outcome}
          options={[
            { value: 'all', label: `All ${report.rows}` },
            ...present.map((one) => ({
              value: one,
              label: `${outcomeWordsOf(report.kind, one).label} ${report[one]}`,
            })),
          ]}
          onChange={(next) => {
            setOutcome(next);
            setShown(step);
          }}
        />
      </div>
      <Table
        label="Rows of the file"
        columns={columnsOf(report)}
        rows={lines.slice(0, shown)}
        rowKey={(line) => `${line.line}-${line.code}`}
        testId="import-rows"
      />
      {lines.length > shown ? (
        <div>
          <Button size="small" onClick={() => setShown(shown + step)}>
            Show more: {lines.length - shown} are left
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** Where all is well the outcome says it all. */
function Why({ line: { code, reason } }: { line: ImportLine }) {
  return code === 'added' ? null : <span class="small">{reason}</span>;
}

function columnsOf({ kind, dryRun }: ImportReport): readonly Column<ImportLine>[] {
  return [
    { key: 'line', label: 'Line', labelled: true, cell: (line) => line.line },
    {
      key: 'outcome',
      label: 'Outcome',
      cell: (line) => {
        const { label, will, tone, icon } = outcomeWordsOf(kind, line.outcome);
        return (
          <Badge tone={tone} icon={icon}>
            {dryRun ? will : label}
          </Badge>
        );
      },
    },
    { key: 'reason', label: 'Why', full: true, cell: (line) => <Why line={line} /> },
    { key: 'code', label: 'Code', cell: (line) => <code class="hash">{line.code}</code> },
  ];
}
