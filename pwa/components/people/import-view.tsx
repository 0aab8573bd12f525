import { useState } from 'preact/hooks';
import type { ImportKind, ImportReport } from '../../data/console/people-api.ts';
import { importWords } from '../../i18n/en-people.ts';
import { NoticeBanner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { FileDrop } from '../../ui/file-drop.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { useWrite, useWriteReason } from '../use-write.ts';
import { WriteProblem } from '../write-problem.tsx';
import { csvText, fileFault } from './csv-file.ts';
import { ImportRows } from './import-report.tsx';
import { applyWords, reportSummary } from './import-words.ts';
import { usePeopleApi } from './use-people-api.ts';

type Checked = { name: string; csv: string; report: ImportReport };

/** A file is first only checked: nothing is stored before somebody has seen what every row would do. */
export function ImportView({ onApplied }: { onApplied: () => void }) {
  const api = usePeopleApi();
  const write = useWrite();
  const reason = useWriteReason();
  const [kind, setKind] = useState<ImportKind>('people');
  const [fault, setFault] = useState<string | undefined>(undefined);
  const [checked, setChecked] = useState<Checked | undefined>(undefined);
  const restart = (): void => {
    setChecked(undefined);
    setFault(undefined);
    write.clear();
  };
  const check = async (file: File): Promise<void> => {
    restart();
    const wrong = fileFault(file);
    setFault(wrong);
    if (wrong !== undefined) return;
    const csv = csvText(new Uint8Array(await file.arrayBuffer()));
    const dry = await write.run(() => api.importCsv(kind, csv, true));
    if (dry !== undefined) setChecked({ name: file.name, csv, report: dry.value });
  };
  const apply = async ({ name, csv }: Checked): Promise<void> => {
    const done = await write.run(() => api.importCsv(kind, csv, false));
    if (done === undefined) return;
    setChecked({ name, csv, report: done.value });
    onApplied();
  };
  return (
    <Card title="Import a CSV file">
      <div class="stack stack-loose">
        <div class="stack">
          <Segmented
            label="What the file holds"
            value={kind}
            options={(['people', 'numbers'] as const).map((one) => ({ value: one, label: importWords[one].label }))}
            onChange={(next) => {
              setKind(next);
              restart();
            }}
          />
          <p class="soft small">{importWords[kind].columns} Several values in one cell are split by ; or |.</p>
          <pre class="entry-body" tabIndex={0}>
            {importWords[kind].example}
          </pre>
        </div>
        {checked === undefined ? (
          <FileDrop
            label="Choose a CSV file, or drop it here"
            hint="Up to 2 MB and 5000 rows. It is checked first; nothing is stored yet."
            accept=".csv,.txt,text/csv"
            onFile={(file) => void check(file)}
            disabledReason={reason}
            testId="import-file"
          />
        ) : (
          <Outcome
            checked={checked}
            busy={write.busy}
            disabledReason={reason}
            onApply={() => void apply(checked)}
            onRestart={restart}
          />
        )}
        {write.busy && checked === undefined ? <Spinner label="Checking every row" /> : null}
        <WriteProblem problem={fault ?? write.problem} />
      </div>
    </Card>
  );
}

type OutcomeProps = {
  checked: Checked;
  busy: boolean;
  disabledReason: string | undefined;
  onApply: () => void;
  onRestart: () => void;
};

function Outcome({ checked: { name, report }, busy, disabledReason, onApply, onRestart }: OutcomeProps) {
  const words = applyWords(report);
  return (
    <div class="stack" data-testid="import-report" data-dry-run={report.dryRun}>
      <NoticeBanner
        tone={report.dryRun ? 'info' : 'positive'}
        title={report.dryRun ? `${name} was checked; nothing is stored yet` : `${name} was imported`}
      >
        <p class="small">{reportSummary(report)}</p>
      </NoticeBanner>
      <div class="row">
        {report.dryRun ? (
          <Button
            variant="primary"
            busy={busy}
            disabledReason={disabledReason ?? words.disabledReason}
            onClick={onApply}
            testId="import-apply"
          >
            {words.label}
          </Button>
        ) : null}
        <Button icon="upload" onClick={onRestart}>
          {report.dryRun ? 'Choose another file' : 'Import another file'}
        </Button>
      </div>
      {report.lines.length === 0 ? null : <ImportRows key={String(report.dryRun)} report={report} />}
    </div>
  );
}
