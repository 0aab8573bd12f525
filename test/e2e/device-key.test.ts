import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enrolled, newPerson, type Person, read } from '../person.ts';
import { attribute, grows, participant, untilAttribute } from '../room.ts';
import { chromiumPath, startWorld, until, type World } from '../world.ts';

const ready = existsSync(chromiumPath);
if (!ready) console.warn('keys of devices are skipped: chromium is not installed');

type Made = { sessionId: string; invitations: { name: string; url: string }[] };

/** As private windows of some browsers are. */
const withoutStorage = (person: Person): Promise<unknown> =>
  person.context.addInitScript(() => Object.defineProperty(globalThis, 'indexedDB', { value: undefined }));

/** Presses the button, and gives the proof that the page sent with it. */
async function join(person: Person, url: string): Promise<string | undefined> {
  await person.page.goto(url);
  const asked = person.page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/join'));
  await person.page.getByTestId('join').click();
  return (await (await asked).allHeaders())['dpop'];
}

const statusesOf = async (page: Person['page'], name: string): Promise<string[]> =>
  Promise.all((await participant(page, name).all()).map((one) => attribute(one, 'data-status')));

describe.skipIf(!ready)('a browser with a key', () => {
  let world: World;
  let finance: Person;
  let chief: Person;
  let thief: Person;
  let admin: Person;
  let made: Made;
  const linkOf = (name: string): string => made.invitations.find((one) => one.name === name)?.url ?? '';

  beforeAll(async () => {
    world = await startWorld(5);
    finance = await enrolled(world, 'Finance Lead');
    chief = await enrolled(world, 'Chief Executive');
    [thief, admin] = [await newPerson(world, 'thief'), await newPerson(world, 'Demo Admin')];
    await Promise.all([thief, admin].map(withoutStorage));
    const { people } = await read<{ people: { id: string; displayName: string }[] }>(finance, world, '/api/people');
    const ids = people.filter(({ displayName }) => displayName !== 'Finance Lead').map(({ id }) => ({ personId: id }));
    const reply = await finance.context.request.post(`${world.origin}/api/meetings`, {
      headers: { origin: world.origin },
      data: { title: 'Contract', invitees: ids },
    });
    expect(reply.status(), await reply.text()).toBe(201);
    made = (await reply.json()) as Made;
    await finance.page.goto(`${world.origin}/call/${made.sessionId}`);
    await finance.page.getByTestId('room').waitFor();
  });

  afterAll(async () => {
    await world?.close();
  });

  test('shows it, and its person is verified at once, also when the page is loaded again', async () => {
    expect(await join(chief, linkOf('Chief Executive'))).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    await untilAttribute(participant(finance.page, 'Chief Executive'), 'data-status', 'verified');
    await join(chief, linkOf('Chief Executive'));
    await chief.page.getByTestId('room').waitFor();
    await untilAttribute(participant(finance.page, 'Chief Executive'), 'data-status', 'verified');
    expect(await participant(finance.page, 'Chief Executive').count()).toBe(1);
  });

  test('knows it also when the clock of the device is wrong', async () => {
    const late = await chief.context.newPage();
    await late.addInitScript(() => {
      const rightly = Date.now;
      Date.now = () => rightly() - 600_000;
    });
    const answers: number[] = [];
    late.on('response', (one) => void (one.url().includes('/api/invitations/') && answers.push(one.status())));
    await join({ ...chief, page: late }, linkOf('Chief Executive'));
    await late.getByTestId('room').waitFor();
    // Once for the clock, then with the edge's.
    expect(answers).toEqual([400, 200, 200]);
    await untilAttribute(participant(finance.page, 'Chief Executive'), 'data-status', 'verified');
    await late.close();
    await join(chief, linkOf('Chief Executive'));
    await chief.page.getByTestId('room').waitFor();
  });

  test('keeps it where no script can read it out, ours neither', async () => {
    const kept = await chief.page.evaluate(async () => {
      const opening = indexedDB.open('countersign-device');
      await new Promise((done) => opening.addEventListener('success', done));
      const asking = opening.result.transaction('keys').objectStore('keys').get('device');
      await new Promise((done) => asking.addEventListener('success', done));
      const { privateKey } = asking.result as CryptoKeyPair;
      const exported = await crypto.subtle.exportKey('jwk', privateKey).catch((error: Error) => error.name);
      return { extractable: privateKey.extractable, exported, usages: privateKey.usages };
    });
    expect(kept).toEqual({ extractable: false, exported: 'InvalidAccessError', usages: ['sign'] });
  });

  test('is not its cookies: copied to another browser they bring in another device, which is held, and he is asked', async () => {
    await thief.context.addCookies(await chief.context.cookies(world.origin));
    await thief.context.setExtraHTTPHeaders({ 'cf-connecting-ip': '198.51.100.9' });
    expect(await join(thief, linkOf('Chief Executive'))).toBeUndefined();
    const statuses = await until('two of one name, one of them held', async () => {
      const seen = await statusesOf(finance.page, 'Chief Executive');
      return seen.includes('held') ? seen : undefined;
    });
    expect(statuses).toEqual(['verified', 'held']);
    await untilAttribute(thief.page.getByTestId('room'), 'data-held', 'true');
    await chief.page.getByTestId('challenge-card').waitFor();
    await grows(participant(finance.page, 'Chief Executive').first(), 'data-packets', 100);
  });

  test('or without one: where nothing can be kept, a person enrols and joins all the same', async () => {
    await admin.page.goto(world.enrolments.find(({ person }) => person === 'Demo Admin')?.url ?? '');
    await admin.page.getByRole('button', { name: /create (a |your )?passkey/i }).click();
    await admin.page.waitForURL((url) => url.pathname === '/');
    expect(await join(admin, linkOf('Demo Admin'))).toBeUndefined();
    await untilAttribute(participant(finance.page, 'Demo Admin'), 'data-status', 'verified');
  });
});
