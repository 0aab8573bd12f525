import type { Locator, Page } from 'playwright-core';
import type { Person } from './person.ts';
import { until } from './world.ts';

/* What a person sees of a room, read from the data attributes of the call page. */

export async function answer(employee: Person): Promise<void> {
  const ringing = employee.page.getByTestId('ringing').first();
  await ringing.waitFor();
  await ringing.getByRole('button', { name: 'Answer' }).click();
  await employee.page.waitForURL(/\/call\//);
}

/** An attribute of an element; empty while the element is not there. */
export async function attribute(at: Locator, name: string): Promise<string> {
  const found = at.first();
  if ((await found.count()) === 0) return '';
  return (await found.getAttribute(name, { timeout: 2_000 }).catch(() => '')) ?? '';
}

export const participant = (page: Page, name?: string): Locator => {
  const all = page.getByTestId('participant');
  return name === undefined ? all : all.filter({ has: page.getByRole('heading', { name, exact: true }) });
};

export async function untilAttribute(at: Locator, name: string, value: string, patienceMs?: number): Promise<void> {
  let last = '';
  const what = `${name}=${value}`;
  try {
    await until(
      what,
      async () => {
        last = await attribute(at, name);
        return last === value ? true : undefined;
      },
      patienceMs,
    );
  } catch (error) {
    throw new Error(`${what} did not come; last seen: ${last}`, { cause: error });
  }
}

/** Waits until a counter in an attribute grew by more than `by`. */
export async function grows(at: Locator, name: string, by: number, patienceMs = 20_000): Promise<void> {
  const from = Number(await attribute(at, name));
  await until(
    `${name} to grow by ${by}`,
    async () => (Number(await attribute(at, name)) > from + by ? true : undefined),
    patienceMs,
  );
}
