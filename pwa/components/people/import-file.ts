import type { FileText } from '../../data/client.ts';
import type { ImportKind } from '../../data/console/people-api.ts';
import { isLog } from './import-words.ts';

/** What the edge takes at most. */
const limits = {
  file: { megabytes: 2, rows: 5000 },
  log: { megabytes: 8, rows: 20_000 },
} as const;

export type ImportLimit = (typeof limits)[keyof typeof limits];

export function limitOf(kind: ImportKind): ImportLimit {
  return isLog(kind) ? limits.log : limits.file;
}

/** What the platform's chooser offers. */
export function acceptOf(kind: ImportKind): string {
  return isLog(kind) ? '.csv,.txt,.ndjson,.jsonl,.json,text/csv,application/x-ndjson' : '.csv,.txt,text/csv';
}

/** Rows of a log may be JSON objects, one a line: such a file begins with a brace, which no name of a column does. */
export function readFile(kind: ImportKind, bytes: Uint8Array): FileText {
  const text = textOf(bytes);
  return { text, type: isLog(kind) && /^\uFEFF?\s*\{/.test(text) ? 'application/x-ndjson' : 'text/csv' };
}

/**
 * The text of a file, whatever a spreadsheet wrote it as: UTF-16 with its mark, UTF-8, or else Windows-1252, which
 * takes every byte (Encoding Standard §9.1).
 */
export function textOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Why a file is not even sent; undefined when it may be. */
export function fileFault(kind: ImportKind, file: { name: string; size: number }): string | undefined {
  const { megabytes } = limitOf(kind);
  if (file.size === 0) return `${file.name} is empty.`;
  if (file.size > megabytes * 1024 * 1024) {
    return `${file.name} is larger than ${megabytes} MB. Split it, and import the parts.`;
  }
  return /\.(xlsx?|ods|numbers)$/i.test(file.name)
    ? `${file.name} is a workbook. Save the sheet as CSV first.`
    : undefined;
}

/** Why a text cannot be rows: a list of objects is one value, and its rows have no lines. */
export function textFault(kind: ImportKind, { text }: FileText): string | undefined {
  return isLog(kind) && /^\uFEFF?\s*\[\s*\{/.test(text)
    ? 'The file is one JSON list. Write one object a line (NDJSON), as “jq -c .[]” does.'
    : undefined;
}
