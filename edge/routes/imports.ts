import ipaddr from 'ipaddr.js';
import { hashOf } from '../bytes.ts';
import { byOf, commit } from '../change-people.ts';
import { AppError } from '../core/errors.ts';
import { reportOf } from '../core/import-report.ts';
import { columnNames, judgeLessons } from '../core/lesson-import-kinds.ts';
import { attemptKeptMs, type Sight } from '../core/lesson-import-sign-ins.ts';
import { countryCodes } from '../core/lesson-import-words.ts';
import { factsOf, settleLessons, type Judged } from '../core/lesson-import.ts';
import { lessonImportKinds, type LessonImportKind } from '../core/view.ts';
import { familyOf, hashPrefix, prefixOf } from '../observe.ts';
import type { Ask, Route } from '../route.ts';
import { attemptStatements, knownFacts, learnManyStatements } from '../store/queries/lessons.ts';
import { rosterOf } from '../store/queries/roster.ts';
import { readTable } from '../table.ts';

const longestFile = 8 * 1024 * 1024;
const mostRows = 20_000;
/** A meeting teaches each of its attendees, so rows alone bound nothing. */
const mostLessons = 40_000;

export const importRoutes: Route[] = lessonImportKinds.map((kind) => ({
  method: 'POST',
  path: `/api/imports/${kind}`,
  access: { roles: ['admin'] },
  answer: (c: Ask) => importLog(c, kind),
}));

/**
 * Teaches profiles from a log, all of it at once or nothing; every row is in the report. A fact counts once, in however
 * many files it comes. `?dryRun=1` only reports.
 */
async function importLog(c: Ask, kind: LessonImportKind): Promise<Response> {
  const { d1, db, newToken } = c.get('context');
  const by = byOf(c, 'directory');
  const { tenantId, atMs } = by;
  const { code, table } = await readTable(c, { bytes: longestFile, rows: mostRows }, columnNames(kind));
  const desk = { tenantId, roster: await rosterOf(db, tenantId), nowMs: atMs };
  const judgement = judgeLessons(kind, table, desk, sightOf(c, tenantId));
  if (!judgement.ok) throw new AppError(code, judgement.reason);
  checkSize(judgement.judged);
  const known = await knownFacts(d1, tenantId, factsOf(judgement.judged));
  const { lines, lessons, attempts } = settleLessons(judgement.judged, known);
  const report = reportOf(kind, ['1', 'true'].includes(c.req.query('dryRun') ?? ''), lines);
  if (!report.dryRun && lessons.length + attempts.length > 0) {
    const delivery = { token: newToken(16), atMs };
    const { rows, added, skipped, refused } = report;
    const body = { kind, rows, added, skipped, refused, lessons: lessons.length, attempts: attempts.length };
    await commit(c, by, 'lessons.imported', body, [
      ...learnManyStatements(d1, tenantId, lessons, delivery),
      ...attemptStatements(d1, tenantId, attempts, delivery, attemptKeptMs),
    ]);
  }
  return c.json(report);
}

function checkSize(judged: readonly Judged[]): void {
  const count = judged.reduce((sum, one) => sum + ('lessons' in one ? one.lessons.length : 0), 0);
  if (count <= mostLessons) return;
  const words = `The rows teach ${count} times; at most ${mostLessons} at a time. Split the file.`;
  throw new AppError('body-too-large', words);
}

/** Names what a log says as `observe` names what it sees; each address and browser is worked out once. */
function sightOf(c: Ask, tenantId: string): Sight {
  const { network } = c.get('context').keys();
  const hashed = remembering((prefix) => hashPrefix(network, prefix));
  return {
    prefixOf: remembering((address) => {
      const prefix = prefixOf(address);
      if (prefix === undefined) return null;
      return isInside(address) ? undefined : hashed(prefix);
    }),
    familyOf: remembering(familyOf),
    deviceKeyOf: remembering((id) => hashOf(`managed device ${tenantId} ${id}`)),
    countries: countryCodes(),
  };
}

/** An address of an inner network, which we never see, and which many networks have (RFC 1918, 6598, 4193). */
function isInside(address: string): boolean {
  const range = ipaddr.process(address).range();
  return ['private', 'carrierGradeNat', 'uniqueLocal', 'linkLocal', 'loopback', 'unspecified'].includes(range);
}

function remembering<T>(work: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = work(text);
    known.set(text, made);
    return made;
  };
}
