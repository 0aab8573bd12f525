import { checkPolicy, type PolicyProblem } from '#core/policy-check';
import { diffPolicies } from '#core/policy-diff';
import type { Policy } from '#core/policy-model';
import { weakensPolicy } from '#core/policy-weakens';
import { withNames, type Names } from './names.ts';

/** What saving a draft would mean, worked out here with the code of the edge. */
export type Review = {
  problems: readonly PolicyProblem[];
  /** Each change in words. */
  changes: readonly string[];
  /** Each way in which it is weaker than what is in force; any needs a second admin. */
  weakens: readonly string[];
};

export function reviewOf(active: Policy, draft: Policy, names: Names, nowMs: number): Review {
  const { version: _, ...body } = draft;
  const verdict = checkPolicy(body, {
    nowMs,
    // An empty list is one that was not read yet, not a company without people.
    ...(names.people.length === 0 ? {} : { personIds: new Set(names.people.map(({ id }) => id)) }),
    ...(names.teams.length === 0 ? {} : { teamIds: new Set(names.teams.map(({ id }) => id)) }),
  });
  return {
    problems: verdict.ok
      ? []
      : verdict.problems.map(({ path, reason }) => ({ path, reason: withNames(reason, names) })),
    changes: diffPolicies(active, draft).map(({ words }) => withNames(words, names)),
    weakens: verdict.ok ? weakensPolicy(active, draft).map((words) => withNames(words, names)) : [],
  };
}

/** The first problem at a place of the draft or below it. */
export function problemAt(problems: readonly PolicyProblem[], path: string): string | undefined {
  return problems.find((one) => one.path === path || one.path.startsWith(`${path}.`))?.reason;
}

/** Why a draft cannot be saved now; undefined when it can. */
export function saveFault(review: Review, rehearsed: boolean, note: string): string | undefined {
  if (review.changes.length === 0) return 'Nothing was changed.';
  const [problem] = review.problems;
  if (problem !== undefined) return problem.reason;
  if (!rehearsed) return 'Rehearse it on your own history first.';
  return note.trim() === '' ? 'Write down why, for those who read the history.' : undefined;
}

/** Thresholds are moved in steps of half a per cent, and rounded so that sums of steps stay exact. */
export function toShare(percent: number): number {
  return Math.round(percent * 100) / 10_000;
}

export function toPercent(share: number): number {
  return Math.round(share * 10_000) / 100;
}

/** A name that is not taken: "Group", "Group 2", "Group 3". */
export function freshName(stem: string, taken: readonly string[]): string {
  if (!taken.includes(stem)) return stem;
  for (let n = 2; ; n += 1) if (!taken.includes(`${stem} ${n}`)) return `${stem} ${n}`;
}

/** End of a day (local time) that a date input names, in epoch milliseconds; undefined for no date. */
export function endOfDay(date: string): number | undefined {
  const [year, month, day] = date.split('-').map(Number);
  if (year === undefined || month === undefined || day === undefined || !/^\d{4}-\d\d-\d\d$/.test(date))
    return undefined;
  return new Date(year, month - 1, day, 23, 59, 59, 999).getTime();
}

/** The day as a date input writes it. */
export function dateInput(atMs: number): string {
  const date = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
