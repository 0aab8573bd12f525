// Reads a corpus folder: manifest.csv with the columns path, split, label, system, speaker, source, paired.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CorpusClip {
  readonly path: string;
  readonly split: string;
  readonly synthetic: boolean;
  readonly system: string;
  readonly speaker: string;
  /** Page the clip is from; home-made copies belong to the page of their originals. */
  readonly page: string;
  /** Real and synthetic speech of the same page, home-made copies and codec reconstructions left out. */
  readonly paired: boolean;
}

/** RFC 4180 records: quoted fields may hold commas, doubled quotes and line breaks. */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  const field = /"((?:[^"]|"")*)"|([^,\r\n]*)/y;
  for (let at = 0; at < text.length; ) {
    field.lastIndex = at;
    const match = field.exec(text);
    record.push(match?.[1]?.replaceAll('""', '"') ?? match?.[2] ?? '');
    at = field.lastIndex;
    if (text[at] === ',') {
      at++;
      continue;
    }
    records.push(record);
    record = [];
    while (text[at] === '\r' || text[at] === '\n') at++;
  }
  return records;
}

/** Clips of the given splits; throws when the manifest is missing (ENOENT) or lacks a column. */
export function readCorpus(folder: string, splits: readonly string[]): CorpusClip[] {
  const [header = [], ...rows] = parseCsv(readFileSync(join(folder, 'manifest.csv'), 'utf8'));
  const column = (name: string): ((row: string[]) => string) => {
    const at = header.indexOf(name);
    if (at < 0) throw new Error(`manifest.csv has no column "${name}"`);
    return (row) => row[at] ?? '';
  };
  const [path, split, label, system, speaker, source, paired] = [
    column('path'),
    column('split'),
    column('label'),
    column('system'),
    column('speaker'),
    column('source'),
    column('paired'),
  ];
  return rows
    .filter((row) => splits.includes(split(row)))
    .filter((row) => !system(row).startsWith('codec-'))
    .map((row) => ({
      path: join(folder, path(row)),
      split: split(row),
      synthetic: label(row) === 'spoof',
      system: system(row),
      speaker: speaker(row),
      page: source(row).replace(/^copysynth\((.*)\)$/, '$1'),
      paired: paired(row) === '1' && !source(row).startsWith('copysynth('),
    }));
}
