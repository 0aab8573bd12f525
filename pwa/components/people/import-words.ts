import { lessonWords, outcomeWords } from '../../i18n/en-people.ts';
import type { ImportKind, ImportOutcome, ImportReport } from '../../data/console/people-api.ts';

export const outcomes: readonly ImportOutcome[] = ['added', 'updated', 'skipped', 'refused'];

/** Whether a file brings what a log says, or what is put on file. */
export function isLog(kind: ImportKind): boolean {
  return kind !== 'people' && kind !== 'numbers';
}

/** What an outcome is called in an import of this kind. */
export function outcomeWordsOf(kind: ImportKind, outcome: ImportOutcome): (typeof outcomeWords)[ImportOutcome] {
  return (isLog(kind) ? lessonWords : outcomeWords)[outcome];
}

/** "12 will be added, 1 will be refused": what counts, without the zeros. */
export function reportSummary(report: ImportReport): string {
  const counted = outcomes.filter((outcome) => report[outcome] > 0);
  if (counted.length === 0) return 'The file has no rows.';
  const parts = counted.map((outcome) => {
    const { label, will } = outcomeWordsOf(report.kind, outcome);
    return `${report[outcome]} ${(report.dryRun ? will : label).toLowerCase()}`;
  });
  return `${report.rows} ${report.rows === 1 ? 'row' : 'rows'}: ${parts.join(', ')}.`;
}

/** The label of the button that applies a report, or why there is nothing to apply. */
export function applyWords(report: ImportReport): { label: string; disabledReason: string | undefined } {
  const good = report.added + report.updated;
  return {
    label: `${isLog(report.kind) ? 'Learn from' : 'Import'} ${good} ${good === 1 ? 'row' : 'rows'}`,
    disabledReason: good === 0 ? 'No row of this file would change anything.' : undefined,
  };
}
