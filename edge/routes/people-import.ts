import { byOf, commit } from '../change-people.ts';
import { writeCsv } from '../core/csv.ts';
import { AppError } from '../core/errors.ts';
import { reportOf } from '../core/import-report.ts';
import { numberColumns, planNumbers } from '../core/number-import.ts';
import { peopleColumns, planPeople } from '../core/people-import.ts';
import type { ImportReport } from '../core/view.ts';
import { consoleRoles, viewerOf, type Ask, type Route } from '../route.ts';
import { addNumbers } from '../store/queries/number-changes.ts';
import { addPeople } from '../store/queries/people-changes.ts';
import { peopleOnFile, personRows } from '../store/queries/people.ts';
import { readTable, type SentTable } from '../table.ts';

const longestFile = 2 * 1024 * 1024;
const most = { bytes: longestFile, rows: 5000 };
const admin = { roles: ['admin'] } as const;

export const peopleImportRoutes: Route[] = [
  { method: 'POST', path: '/api/people/import', access: admin, answer: importPeople },
  { method: 'POST', path: '/api/numbers/import', access: admin, answer: importNumbers },
  { method: 'GET', path: '/api/people/export.csv', access: { roles: consoleRoles }, answer: exportPeople },
];

/** Good rows are added all at once, or none; every row is in the report. `?dryRun=1` only reports. */
async function importPeople(c: Ask): Promise<Response> {
  const { d1, db, newId } = c.get('context');
  const by = byOf(c, 'directory');
  const { table, code } = await readTable(c, most, peopleColumns);
  return retryTaken(async () => {
    const { lines, people } = planOf(planPeople(table, await peopleOnFile(db, by.tenantId)), code);
    const report = reportOf('people', isDryRun(c), lines);
    if (!report.dryRun && people.length > 0) {
      const rows = people.map((one) => Object.assign(one, { id: newId('per'), externalId: null, scim: '{}' }));
      const body = { ...countsOf(report), personIds: rows.map(({ id }) => id) };
      await commit(c, by, 'people.imported', body, addPeople(d1, by, rows, newId));
    }
    return c.json(report);
  });
}

/** A directory of numbers: whose they are, what lines they are on, and when somebody made sure of it. */
async function importNumbers(c: Ask): Promise<Response> {
  const { d1, db } = c.get('context');
  const by = byOf(c, 'directory');
  const { table, code } = await readTable(c, most, numberColumns);
  return retryTaken(async () => {
    const onFile = await peopleOnFile(db, by.tenantId);
    const { lines, numbers } = planOf(planNumbers(table, onFile, onFile.facts, by.atMs), code);
    const report = reportOf('numbers', isDryRun(c), lines);
    if (!report.dryRun && numbers.length > 0) {
      const personIds = [...new Set(numbers.map(({ personId }) => personId))];
      await commit(c, by, 'numbers.imported', { ...countsOf(report), personIds }, addNumbers(d1, by, numbers));
    }
    return c.json(report);
  });
}

async function exportPeople(c: Ask): Promise<Response> {
  const rows = await personRows(c.get('context').db, viewerOf(c).tenantId, true);
  const header = ['Email', 'Name', 'Team', 'Channels', 'Numbers', 'Extension', 'Role', 'Active'];
  const cells = rows.map(({ email, displayName, team, channels = [], numbers, extension = '', role, active }) => [
    email,
    displayName,
    team?.name ?? '',
    channels.join(';'),
    numbers.join(';'),
    extension,
    role,
    active === false ? 'no' : 'yes',
  ]);
  return c.body(writeCsv(header, cells), 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': 'attachment; filename="people.csv"',
  });
}

function planOf<T>(plan: { ok: true; value: T } | { ok: false; reason: string }, code: SentTable['code']): T {
  if (!plan.ok) throw new AppError(code, plan.reason);
  return plan.value;
}

function isDryRun(c: Ask): boolean {
  return ['1', 'true'].includes(c.req.query('dryRun') ?? '');
}

function countsOf({ added, updated, skipped, refused }: ImportReport) {
  return { added, updated, skipped, refused };
}

/** Somebody may have put an address or a number on file since the plan was made: then it is made once more. */
async function retryTaken(run: () => Promise<Response>): Promise<Response> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof AppError) || !error.code.endsWith('-taken')) throw error;
    return run();
  }
}
