import { AxeBuilder } from '@axe-core/playwright';
import { existsSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BreakGlassView } from '#core/break-glass';
import type { PolicyList } from '#core/policy-view';
import type { ProfileView } from '#core/profile-view';
import type { PersonRow } from '#core/view';
import { deliver, endOf, openAtEdge } from '../bench/edge-door.ts';
import { enrolled, newPerson, type Person, read } from '../person.ts';
import { untilAttribute } from '../room.ts';
import { chromiumPath, startWorld, until, type World } from '../world.ts';

const ready = existsSync(chromiumPath);
if (!ready) console.warn('the console of people and policies is skipped: chromium is not installed');

const dayMs = 86_400_000;

/** Runs in the page. */
async function isKept(key: string): Promise<boolean> {
  return new Promise((resolve) => {
    const opening = indexedDB.open('countersign');
    opening.addEventListener('success', () => {
      const asked = opening.result.transaction('reads').objectStore('reads').getKey(key);
      asked.addEventListener('success', () => {
        opening.result.close();
        resolve(asked.result !== undefined);
      });
    });
  });
}

describe.skipIf(!ready)('people and policies in the console', () => {
  let world: World;
  let admin: Person;
  let second: Person;
  let finance: Person;
  let sessionId = '';

  beforeAll(async () => {
    world = await startWorld(6);
    admin = await enrolled(world, 'Demo Admin');
    finance = await enrolled(world, 'Finance Lead');
    // A real call, so that there is a history to rehearse on: a stranger under the name of a colleague.
    const call = await openAtEdge(world, 'Chief Executive', '+12025550187');
    ({ sessionId } = call);
    await deliver(world, [endOf(call)]);
  });

  afterAll(async () => {
    await world?.close();
  });

  const open = async (person: Person, route: string): Promise<void> => {
    await person.page.goto(`${world.origin}${route}`);
    await person.page.locator('h1').first().waitFor();
  };
  const people = async (): Promise<PersonRow[]> =>
    (await read<{ people: PersonRow[] }>(admin, world, '/api/people')).people;
  const personAt = async (email: string): Promise<PersonRow> => {
    const found = (await people()).find((one) => one.email === email);
    if (found === undefined) throw new Error(`nobody has ${email}`);
    return found;
  };
  const isFocused = async (locator: Locator): Promise<boolean> =>
    locator.evaluate((element) => element === document.activeElement);
  const untilFocused = async (locator: Locator): Promise<true> =>
    until('the focus', async () => ((await isFocused(locator)) ? true : undefined), 5000);
  /** Why a button cannot be pressed: said with it, and it stays where it is. */
  const reasonOf = async (button: Locator): Promise<string> => {
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    const id = (await button.getAttribute('aria-describedby')) ?? '';
    return button.page().locator(`[id="${id}"]`).innerText();
  };
  /** What was read is written down behind the page's back: a page that is left at once may not have it yet. */
  const untilKept = async (key: string): Promise<true> =>
    until(`${key} in the offline cache`, async () => ((await admin.page.evaluate(isKept, key)) ? true : undefined));
  const choose = async (kind: string, name: string, text: string): Promise<Locator> => {
    const { page } = admin;
    await page.getByRole('radio', { name: kind, exact: true }).check({ force: true });
    await page.getByTestId('import-file').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
    const report = page.getByTestId('import-report');
    await untilAttribute(report, 'data-dry-run', 'true');
    return report;
  };

  test('somebody is added by keyboard alone: the dialog keeps the focus and gives it back', async () => {
    const { page } = admin;
    await open(admin, '/console/people');
    const add = page.getByTestId('add-person');
    await until('the page to be writable', async () =>
      (await add.getAttribute('aria-disabled')) === null ? true : undefined,
    );
    await add.focus();
    await page.keyboard.press('Enter');
    const form = page.getByTestId('person-form');
    await form.waitFor();
    for (let i = 0; i < 14; i += 1) {
      await page.keyboard.press('Tab');
      // The browser's own bars take their turn: the document then has no focus at all, and nothing behind has it.
      expect(
        await page.evaluate(
          () => document.activeElement?.closest('dialog') !== null || document.activeElement === document.body,
        ),
      ).toBe(true);
    }
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'hidden' });
    expect(await isFocused(add)).toBe(true);

    await page.keyboard.press('Enter');
    await form.getByLabel('Name').fill('Second Admin');
    await form.getByLabel('Role').selectOption('admin');
    await form.getByLabel('E-mail').fill('second admin');
    await page.keyboard.press('Enter');
    await form
      .getByText(/address/i)
      .first()
      .waitFor();
    await form.getByLabel('E-mail').fill('second.admin@demo.example');
    await page.keyboard.press('Enter');
    const dialog = page.getByTestId('enrolment-dialog');
    await dialog.getByTestId('make-link').click();
    const link = await dialog.locator('code').innerText();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await isFocused(add)).toBe(true);
    await page.getByTestId('people').getByRole('link', { name: 'Second Admin' }).waitFor();

    second = await newPerson(world, 'Second Admin');
    await second.page.goto(link);
    await second.page.getByRole('button', { name: /create (a |your )?passkey/i }).click();
    await second.page.waitForURL((url) => url.pathname === '/');
  });

  test('a file of people is reported row by row before anything is stored, and then its good rows are added', async () => {
    const { page } = admin;
    await open(admin, '/console/people?view=import');
    const before = (await people()).length;
    const report = await choose(
      'People',
      'people.csv',
      'Email,Name,Team,Numbers\ntreasury@demo.example,Treasury Lead,Finance,+12025550131\nnot an address,Nobody,,\nTREASURY@demo.example,Again,,\n',
    );
    await untilFocused(report);
    expect(await report.innerText()).toMatch(/3 rows: 1 will be added, 1 will be skipped, 1 will be refused/);
    await page.getByTestId('import-rows').getByText('email-invalid').waitFor();
    expect((await people()).length).toBe(before);
    await page.getByTestId('import-apply').click();
    await untilAttribute(report, 'data-dry-run', 'false');
    expect((await people()).length).toBe(before + 1);
    expect((await personAt('treasury@demo.example')).team?.name).toBe('Finance');
  });

  test('sign-ins of a log teach a profile, and a value of it can be forgotten', async () => {
    const { page } = admin;
    const at = (days: number): string => new Date(Date.now() - days * dayMs).toISOString();
    const row = (days: number, country: string): string =>
      `${at(days)},treasury@demo.example,Success,198.51.100.7,${country},Edge 140,Windows 11`;
    const log = [
      'Time,Email,Result,IP,Country,Browser,OS',
      ...[1, 2, 3, 4, 5].map((days) => row(days, 'DE')),
      row(6, 'FR'),
      `${at(1)},nobody@demo.example,Success,198.51.100.7,DE,Edge 140,Windows 11`,
      '2026-11-02 08:30,treasury@demo.example,Success,198.51.100.7,DE,Edge 140,Windows 11',
    ].join('\n');
    const calendar = {
      start: { dateTime: at(2) },
      organizer: { email: 'treasury@demo.example' },
      attendees: 'cfo@supplier.example',
    };
    await open(admin, '/console/people?view=import');
    expect(await (await choose('Calendar', 'events.ndjson', JSON.stringify(calendar))).innerText()).toMatch(
      /1 row: 1 will be learned/,
    );
    const report = await choose('Sign-ins', 'sign-ins.csv', log);
    expect(await report.innerText()).toMatch(/8 rows: 6 will be learned, 1 will be skipped, 1 will be refused/);
    await page.getByTestId('import-rows').getByText('time-zone-missing').waitFor();
    await page.getByTestId('import-apply').click();
    await untilAttribute(report, 'data-dry-run', 'false');

    await open(admin, '/console/people');
    await page.getByTestId('people').getByRole('link', { name: 'Treasury Lead' }).click();
    const countries = page.locator('[data-feature="country"]');
    await countries.locator('summary').click();
    await countries.getByRole('cell', { name: /^Germany \(DE\)/ }).waitFor();
    await countries.getByRole('button', { name: 'Forget France (FR)' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Forget it' }).click();
    await countries.getByRole('cell', { name: /^France/ }).waitFor({ state: 'hidden' });
    await untilFocused(countries.locator('summary'));
    const { id } = await personAt('treasury@demo.example');
    const profile = await read<ProfileView>(admin, world, `/api/people/${id}/profile`);
    const values = profile.features.find(({ feature }) => feature === 'country')?.values.map(({ value }) => value);
    expect([profile.state, values]).toEqual(['usable', ['DE']]);
  });

  const draft = async (percent: string, note: string): Promise<Locator> => {
    const { page } = admin;
    await open(admin, '/console/policies?view=edit');
    const save = page.getByTestId('policy-save');
    await page.getByTestId('bands-ask').fill(percent);
    await page.getByTestId('bands-ask').press('Tab');
    await page.getByTestId('policy-changes').waitFor();
    expect(await reasonOf(save)).toMatch(/rehearse it/i);
    await page.getByTestId('rehearse').click();
    await page
      .getByTestId('rehearsal')
      .getByRole('row', { name: /calls and meetings 1 1 same/i })
      .waitFor();
    await page.getByLabel('Why').fill(note);
    return save;
  };
  const policies = async (): Promise<PolicyList> => read<PolicyList>(admin, world, '/api/policies');

  test('a stricter policy is rehearsed on what happened, and is in force as soon as it is saved', async () => {
    const save = await draft('4', 'Ask a little earlier.');
    expect(await save.innerText()).toBe('Put in force');
    await save.click();
    await admin.page.getByRole('heading', { name: 'Version 2' }).waitFor();
    await untilFocused(admin.page.locator('h1'));
    await admin.page
      .getByTestId('policy-words')
      .getByText(/from 4 %/i)
      .waitFor();
    expect((await policies()).active).toMatchObject({ version: 2, weakens: [] });
  });

  test('a weaker one only waits: who proposed it cannot approve it, another admin can', async () => {
    const save = await draft('20', 'Fewer questions.');
    await admin.page.getByTestId('weakens').waitFor();
    expect(await save.innerText()).toBe('Propose to a second admin');
    await save.click();
    await admin.page.getByTestId('pending-version').waitFor();
    expect(await reasonOf(admin.page.getByTestId('policy-approve'))).toMatch(/you proposed it/i);
    expect((await policies()).active.version).toBe(2);
    await open(second, '/console/policies');
    await second.page.getByTestId('policy-approve').click();
    await second.page.getByRole('heading', { name: 'Version 3', exact: true }).waitFor();
    expect((await policies()).active.version).toBe(3);
  });

  test('break-glass that one admin asks for and another begins is above every page of an employee, until it ends', async () => {
    await open(admin, '/console/policies?view=break-glass');
    await admin.page.getByLabel('Why').fill('The identity provider is down.');
    await admin.page.getByTestId('break-glass-ask').click();
    expect(await reasonOf(admin.page.getByTestId('break-glass-approve'))).toMatch(/another admin/i);
    await open(second, '/console/policies?view=break-glass');
    await second.page.getByTestId('break-glass-approve').click();
    await second.page.getByTestId('break-glass-left').waitFor();
    await open(finance, '/');
    await finance.page.getByTestId('break-glass-banner').waitFor();
    await second.page.getByTestId('break-glass-end').click();
    await second.page.getByTestId('break-glass-ask').waitFor();
    expect((await read<BreakGlassView>(finance, world, '/api/break-glass')).active).toBeUndefined();
    await finance.page.reload();
    await finance.page.locator('h1').first().waitFor();
    await finance.page.getByTestId('break-glass-banner').waitFor({ state: 'hidden' });
  });

  const routes = async (): Promise<string[]> => [
    '/console/people?view=import',
    `/console/people/${(await personAt('treasury@demo.example')).id}`,
    '/console/policies',
    '/console/policies?view=edit',
    `/console/sessions/${sessionId}`,
  ];

  test('no page has a serious axe finding or scrolls sideways, light and dark, wide and narrow', async () => {
    const { page } = admin;
    for (const [i, route] of (await routes()).entries()) {
      await open(admin, route);
      const [wide, narrow] = i % 2 === 0 ? (['light', 'dark'] as const) : (['dark', 'light'] as const);
      for (const [width, colorScheme] of [
        [1440, wide],
        [360, narrow],
      ] as const) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        const found = serious.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`);
        expect(found, `${route} ${width} ${colorScheme}`).toEqual([]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, `${route} ${width}`).toBeLessThanOrEqual(0);
      }
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test('without network they are read as of the last look, write nothing, and decisions are made again', async () => {
    const { page, context } = admin;
    const { id } = await personAt('treasury@demo.example');
    await page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === 'activated');
    await page.reload();
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await Promise.all(
      [`/api/sessions/${sessionId}/decisions`, `/api/people/${id}/profile`, '/api/people', '/api/policies'].map(
        untilKept,
      ),
    );
    await context.setOffline(true);
    await page.reload();
    await page.getByTestId('recompute').click();
    await untilAttribute(page.getByTestId('recompute-verdict'), 'data-tone', 'positive');

    await open(admin, `/console/people/${id}`);
    await page.getByTestId('stale').first().waitFor();
    await page.locator('[data-feature="country"] summary').click();
    expect(await reasonOf(page.getByRole('button', { name: 'Forget Germany (DE)' }))).toMatch(/offline/i);
    await open(admin, '/console/policies?view=edit');
    await page.getByTestId('bands-ask').fill('10');
    await page.getByTestId('bands-ask').press('Tab');
    expect(await reasonOf(page.getByTestId('policy-save'))).toMatch(/offline/i);
    await open(admin, '/console/people?view=import');
    expect(await page.getByTestId('import-file').isDisabled()).toBe(true);
    await context.setOffline(false);
  });
});
