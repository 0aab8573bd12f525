import type { CsvTable } from './csv.ts';
import { calendarColumns, judgeCalendar } from './lesson-import-calendar.ts';
import { callColumns, judgeCalls } from './lesson-import-calls.ts';
import type { Judgement, Wanted } from './lesson-import-row.ts';
import { judgeSignIns, signInColumns, type Sight } from './lesson-import-sign-ins.ts';
import type { Desk } from './lesson-import.ts';
import type { LessonImportKind } from './view.ts';

/** Judges a file of a kind. */
export function judgeLessons(kind: LessonImportKind, table: CsvTable, desk: Desk, sight: Sight): Judgement {
  return kinds[kind].judge(table, desk, sight);
}

/** Every name, folded, that a column of such a file may go by. */
export function columnNames(kind: LessonImportKind): ReadonlySet<string> {
  return new Set(Object.values(kinds[kind].columns).flat());
}

type Kind = { judge: (table: CsvTable, desk: Desk, sight: Sight) => Judgement; columns: Wanted<string> };
const kinds: Record<LessonImportKind, Kind> = {
  'sign-ins': { judge: judgeSignIns, columns: signInColumns },
  calls: { judge: judgeCalls, columns: callColumns },
  calendar: { judge: judgeCalendar, columns: calendarColumns },
};
