import type { ImportCode, ImportLine, ImportReport } from './view.ts';

/** Lines of an import with their counts. */
export function reportOf(kind: ImportReport['kind'], dryRun: boolean, lines: readonly ImportLine[]): ImportReport {
  const count = (outcome: ImportLine['outcome']): number => lines.filter((line) => line.outcome === outcome).length;
  return {
    kind,
    dryRun,
    rows: lines.length,
    added: count('added'),
    updated: count('updated'),
    skipped: count('skipped'),
    refused: count('refused'),
    lines: [...lines],
  };
}

export const refusedLine = (line: number, code: ImportCode, reason: string): ImportLine => {
  return { line, outcome: 'refused', code, reason };
};

export const skippedLine = (line: number, code: ImportCode, reason: string): ImportLine => {
  return { line, outcome: 'skipped', code, reason };
};
