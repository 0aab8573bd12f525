import { expect } from 'vitest';

/*
 * What the engine's tests get as vitest while mutants run: the same `expect`, but `test` only notes a test, so that it
 * can be run again and again in one process. Hooks, snapshots and mocks are not there, as the engine's tests use none.
 */
export { expect };

export type NotedTest = { file: string; name: string; run: () => unknown };
export const noted: NotedTest[] = [];

let file = '';
const titles: string[] = [];

/** Which file the tests that are noted from now on stand in. */
export function enterFile(name: string): void {
  file = name;
}

type Rows = readonly unknown[];
type RowTest = (...row: unknown[]) => unknown;

function note(title: string, run: () => unknown): void {
  noted.push({ file, name: [...titles, title].join(' > '), run });
}

/** A row that is a list gives one argument for each item. */
const each = (rows: Rows) => (title: string, run: RowTest) => {
  for (const [i, row] of rows.entries()) note(`${title} #${i}`, () => (Array.isArray(row) ? run(...row) : run(row)));
};

export const test = Object.assign(note, { each });
export const it = test;

export function describe(title: string, body: () => void): void {
  titles.push(title);
  body();
  titles.pop();
}
