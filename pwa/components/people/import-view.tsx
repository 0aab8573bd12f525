import { useEffect, useRef, useState } from 'preact/hooks';
import type { FileText } from '../../data/client.ts';
import type { ImportKind, ImportReport } from '../../data/console/people-api.ts';
import { importWords } from '../../i18n/en-people.ts';
import { NoticeBanner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { FileDrop } from '../../ui/file-drop.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { focusHeading } from '../focus-heading.ts';
import { useWrite, useWriteReason } from '../use-write.ts';
import { WriteProblem } from '../write-problem.tsx';
import { acceptOf, fileFault, limitOf, readFile, textFault } from './import-file.ts';
import { ImportRows } from './import-report.tsx';
import { applyWords, isLog, reportSummary } from './import-words.ts';
import { usePeopleApi } from './use-people-api.ts';

type Checked = { name: string; file: FileText; report: ImportReport };
const kinds = Object.keys(importWords) as ImportKind[];

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
  const check = async (chosen: File): Promise<void> => {
    restart();
    const wrong = fileFault(kind, chosen);
    if (wrong !== undefined) return setFault(wrong);
    const file = readFile(kind, new Uint8Array(await chosen.arrayBuffer()));
    const unreadable = textFault(kind, file);
    if (unreadable !== undefined) return setFault(`${chosen.name}: ${unreadable}`);
    const dry = await write.run(() => api.importFile(kind, file, true));
    if (dry !== undefined) setChecked({ name: chosen.name, file, report: dry.value });
  };
  const apply = async ({ name, file }: Checked): Promise<void> => {
    const done = await write.run(() => api.importFile(kind, file, false));
    if (done === undefined) return;
    setChecked({ name, file, report: done.value });
    onApplied();
  };
  return (
    <Card title="Import a file">
      <div class="stack stack-loose">
        <Segmented
          label="What the file holds"
          value={kind}
          wrap
          options={kinds.map((one) => ({ value: one, label: importWords[one].label }))}
          onChange={(next) => {
            setKind(next);
            restart();
          }}
        />
        {checked === undefined ? (
          <>
            <Columns kind={kind} />
            <Chooser kind={kind} disabledReason={reason} onFile={(file) => void check(file)} />
          </>
        ) : (
          <Outcome
            checked={checked}
            busy={write.busy}
            disabledReason={reason}
            onApply={() => void apply(checked)}
            onRestart={() => {
              restart();
              focusHeading();
            }}
          />
        )}
        {write.busy && checked === undefined ? <Spinner label="Checking every row" /> : null}
        <WriteProblem problem={fault ?? write.problem} />
      </div>
    </Card>
  );
}

/** Which columns a file of this kind has, in words and as an example. */
function Columns({ kind }: { kind: ImportKind }) {
  const { what, needs, may, hint, example } = importWords[kind];
  return (
    <div class="stack">
      <p>{what}</p>
      <dl class="facts small">
        <dt>Needs</dt>
        <dd class="strong">{needs}</dd>
        <dt>May have</dt>
        <dd>{may}</dd>
      </dl>
      <p class="small soft">The first row names the columns, in any order. {hint}</p>
      <pre class="entry-body import-example" tabIndex={0} aria-label="Example">
        {example}
      </pre>
    </div>
  );
}

type ChooserProps = { kind: ImportKind; disabledReason: string | undefined; onFile: (file: File) => void };

function Chooser({ kind, disabledReason, onFile }: ChooserProps) {
  const { megabytes, rows } = limitOf(kind);
  const formats = isLog(kind) ? 'CSV or NDJSON' : 'CSV';
  return (
    <FileDrop
      label={`Choose a ${formats} file, or drop it here`}
      hint={`Up to ${megabytes} MB and ${rows.toLocaleString('en')} rows. It is checked first; nothing is stored yet.`}
      accept={acceptOf(kind)}
      onFile={onFile}
      disabledReason={disabledReason}
      testId="import-file"
    />
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
  const place = useRef<HTMLDivElement>(null);
  // What was chosen or pressed is gone: keyboards and screen readers go on with what came of it.
  useEffect(() => place.current?.focus({ preventScroll: true }), [report]);
  return (
    <div
      class="stack import-outcome"
      ref={place}
      tabIndex={-1}
      data-testid="import-report"
      data-dry-run={report.dryRun}
    >
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
