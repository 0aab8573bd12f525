import { AxeBuilder } from '@axe-core/playwright';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditPage } from '#core/view';
import { enrolled, newPerson, type Person, read } from '../person.ts';
import { chromiumPath, startWorld, until, type World } from '../world.ts';

const ready = existsSync(chromiumPath);
if (!ready) console.warn('the offline console is skipped: chromium is not installed');

describe.skipIf(!ready)('the console', () => {
  let world: World;
  let admin: Person;
  let chief: Person;
  let sessionId = '';

  beforeAll(async () => {
    world = await startWorld(3);
    admin = await enrolled(world, 'Demo Admin');
    chief = await enrolled(world, 'Chief Executive');
    const placed = await world.operator<{ id: string }>('POST', '/api/drills', {});
    sessionId = await until(
      'the drill',
      async () => {
        const drill = await world.operator<{ state: string; session: string }>('GET', `/api/drills/${placed.id}`);
        return drill.state === 'done' ? drill.session : undefined;
      },
      30_000,
    );
  });

  afterAll(async () => {
    await world?.close();
  });

  const untilControlled = async (person: Person): Promise<void> => {
    await person.page.waitForFunction(async () => (await navigator.serviceWorker.ready).active?.state === 'activated');
    await person.page.reload();
    await person.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  };

  test('shows the session, its evidence that sums up, and its log; without network too, with the time of the last look', async () => {
    await untilControlled(admin);
    await admin.page.goto(`${world.origin}/console/sessions/${sessionId}`);
    const total = admin.page.getByTestId('waterfall-total');
    await total.waitFor();
    const steps = await admin.page
      .getByTestId('waterfall')
      .locator('[data-nats]')
      .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-nats')?.replace('−', '-'))));
    const shown = Number(/[-+]?[\d.]+/.exec((await total.innerText()).replace('−', '-'))?.[0]);
    // Shown with two decimals a line: the sum of rounded lines may differ in the last one.
    expect(Math.abs(steps.reduce((sum, step) => sum + step, 0) - shown)).toBeLessThan(0.02);
    await admin.context.setOffline(true);
    await admin.page.reload();
    await admin.page.getByTestId('as-of').first().waitFor();
    await admin.page.getByText('Chief Executive').first().waitFor();
    await admin.context.setOffline(false);
  });

  test('verifies a chain offline, and names the entry of which one byte was changed', async () => {
    await admin.page.goto(`${world.origin}/console/audit/${sessionId}`);
    await admin.page
      .getByRole('button', { name: /verify/i })
      .first()
      .waitFor();
    const { entries } = await read<AuditPage>(admin, world, `/api/sessions/${sessionId}/audit`);
    expect(entries.length).toBeGreaterThan(5);
    await admin.context.setOffline(true);
    await admin.page.reload();
    await admin.page.getByRole('button', { name: /verify chain/i }).click();
    await admin.page
      .getByText(/chain (is )?(intact|verified|whole|complete)|verifies/i)
      .first()
      .waitFor();
    const broken = structuredClone(entries);
    const third = broken[2];
    if (third === undefined) throw new Error('the chain is too short');
    third.atMs += 1;
    await admin.page.getByTestId('chain-file').setInputFiles({
      name: 'chain.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify({ sessionId, entries: broken })),
    });
    await admin.page
      .getByText(/entry (number )?3\b/i)
      .first()
      .waitFor();
    await admin.context.setOffline(false);
  });

  test('a challenge cannot be approved offline, and says so', async () => {
    await untilControlled(chief);
    await chief.page.getByTestId('challenge-card').first().getByRole('link', { name: 'Look and decide' }).click();
    await chief.page.getByTestId('match-input').fill('123');
    await chief.context.setOffline(true);
    await chief.page
      .getByTestId('approve-problem')
      .filter({ hasText: /nothing was sent|needs a connection/i })
      .waitFor();
    expect(await chief.page.getByTestId('approve').getAttribute('aria-disabled')).toBe('true');
    await chief.context.setOffline(false);
  });

  const pages = ['/', '/console', '/console/cases', '/console/alerts', '/console/people', '/console/drills'];
  test.each(['light', 'dark'] as const)(
    'has no serious axe finding and no sideways scroll, %s, wide and narrow',
    async (scheme) => {
      await admin.page.emulateMedia({ colorScheme: scheme });
      for (const width of [1440, 360]) {
        await admin.page.setViewportSize({ width, height: 800 });
        for (const route of [...pages, `/console/sessions/${sessionId}`, `/console/audit/${sessionId}`]) {
          await admin.page.goto(`${world.origin}${route}`);
          await admin.page.locator('h1').first().waitFor();
          const { violations } = await new AxeBuilder({ page: admin.page }).analyze();
          const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
          expect(
            serious.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`),
            `${route} ${width} ${scheme}`,
          ).toEqual([]);
          const overflow = await admin.page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          expect(overflow, `${route} ${width}`).toBeLessThanOrEqual(0);
        }
      }
    },
  );

  test('a stranger sees the sign-in page and no more', async () => {
    const stranger = await newPerson(world, 'stranger');
    await stranger.page.goto(`${world.origin}/console`);
    await stranger.page.getByRole('button', { name: /passkey/i }).waitFor();
    expect(await stranger.page.getByText('Chief Executive').count()).toBe(0);
    const answer = await stranger.context.request.get(`${world.origin}/api/sessions`);
    expect(answer.status()).toBe(401);
  });
});
