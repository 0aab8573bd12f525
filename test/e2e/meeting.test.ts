import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enrolled, newPerson, type Person, read } from '../person.ts';
import { attribute, grows, participant, untilAttribute } from '../room.ts';
import { chromiumPath, startWorld, until, type World } from '../world.ts';

const ready = existsSync(chromiumPath);
if (!ready) console.warn('meetings are skipped: chromium is not installed');

type Invitation = { name: string; url: string; protected: boolean };

async function joinAsGuest(guest: Person, url: string, name: string): Promise<void> {
  await guest.page.goto(url);
  await guest.page.getByLabel('Your name').fill(name);
  await guest.page.getByTestId('join').click();
  await guest.page.getByTestId('room').waitFor();
}

describe.skipIf(!ready)('a meeting', () => {
  let world: World;
  let finance: Person;
  let chief: Person;
  let guest: Person;
  let suspect: Person;
  let sessionId = '';
  let links: Invitation[] = [];

  beforeAll(async () => {
    world = await startWorld(1);
    finance = await enrolled(world, 'Finance Lead');
    chief = await enrolled(world, 'Chief Executive');
    [guest, suspect] = [await newPerson(world, 'guest'), await newPerson(world, 'suspect')];
    const { people } = await read<{ people: { id: string; displayName: string }[] }>(finance, world, '/api/people');
    const chiefId = people.find((person) => person.displayName === 'Chief Executive')?.id;
    const made = await finance.context.request.post(`${world.origin}/api/meetings`, {
      headers: { origin: world.origin },
      data: {
        title: 'Contract',
        invitees: [{ personId: chiefId }, { name: 'Supplier contact', email: 'contact@supplier.example' }],
      },
    });
    expect(made.status(), await made.text()).toBeLessThan(300);
    ({ sessionId, invitations: links } = (await made.json()) as { sessionId: string; invitations: Invitation[] });
  });

  afterAll(async () => {
    await world?.close();
  });

  test('host, colleague and guest talk; the colleague is verified, the guest is not', async () => {
    await finance.page.goto(`${world.origin}/call/${sessionId}`);
    await finance.page.getByTestId('room').waitFor();
    await chief.page.goto(links.find((link) => link.protected)?.url ?? '');
    await chief.page.getByTestId('join').click();
    await joinAsGuest(guest, links.find((link) => !link.protected)?.url ?? '', 'Supplier contact');
    await untilAttribute(participant(finance.page, 'Chief Executive'), 'data-status', 'verified');
    await untilAttribute(participant(finance.page, 'Supplier contact'), 'data-status', 'unverified');
    await grows(participant(finance.page, 'Chief Executive'), 'data-packets', 100);
    await grows(participant(finance.page, 'Supplier contact'), 'data-energy-in', 0.001);
    await grows(participant(chief.page, 'Finance Lead'), 'data-energy-in', 0.001);
    expect(await guest.page.getByText('verified', { exact: false }).count()).toBe(0);
  });

  test('one who comes by a forwarded link under a colleague’s name is held, he alone, and nobody loses a packet', async () => {
    const rooms = [finance.page, chief.page, guest.page].map((page) => page.getByTestId('room'));
    const lost = async (): Promise<number[]> =>
      Promise.all(rooms.map(async (room) => Number(await attribute(room, 'data-packets-lost'))));
    const before = await lost();
    await joinAsGuest(suspect, links.find((link) => !link.protected)?.url ?? '', 'Chief Executive');
    await suspect.page.getByTestId('held-panel').waitFor();
    const statuses = await until('two of one name, one held', async () => {
      const all = await participant(finance.page, 'Chief Executive').all();
      const seen = await Promise.all(all.map(async (one) => attribute(one, 'data-status')));
      return seen.length === 2 && seen.includes('held') ? seen.toSorted() : undefined;
    });
    expect(statuses).toEqual(['held', 'verified']);
    await Promise.all(rooms.map((room) => grows(room, 'data-packets-in', 150)));
    expect(await lost()).toEqual(before);
    expect(await guest.page.getByTestId('held-panel').count()).toBe(0);
    expect(await suspect.page.getByTestId('banner-area').count()).toBe(0);
    expect(await attribute(suspect.page.getByTestId('room'), 'data-held')).toBe('true');
  });

  test('the person himself, on another device, types the number from that page, signs, and is let in', async () => {
    const number = await attribute(suspect.page.getByTestId('match-number'), 'data-number');
    expect(number).toMatch(/^\d{3}$/);
    await chief.page.getByTestId('challenge-card').getByRole('link', { name: 'Look and decide' }).click();
    await chief.page.getByTestId('match-input').fill(number);
    await chief.page.getByTestId('approve').click();
    await untilAttribute(chief.page.getByTestId('challenge-outcome'), 'data-state', 'passed');
    await untilAttribute(suspect.page.getByTestId('room'), 'data-held', 'false');
    await until('both of that name verified', async () => {
      const all = await participant(finance.page, 'Chief Executive').all();
      const seen = await Promise.all(all.map(async (one) => attribute(one, 'data-status')));
      return seen.every((status) => status === 'verified') ? true : undefined;
    });
    await grows(participant(finance.page, 'Chief Executive').nth(1), 'data-packets', 50);
  });

  test('an employee removes a participant, and his page says so', async () => {
    const card = participant(finance.page, 'Supplier contact');
    await card.getByTestId('remove').click();
    await finance.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await untilAttribute(card, 'data-status', 'removed');
    await guest.page.getByTestId('room-end').waitFor();
  });
});
